using Integration.Contracts;
using Integration.Journal;
using Integration.Pipeline;

namespace Integration.UnitTests.Pipeline;

/// <summary>Which message waits behind which (rule 6): what nothing can go on of closes its keys, whatever kept it.</summary>
public sealed class ProcessBatchTests
{
    private static readonly FoldKey s_key = new("requisition", "RQ-1");
    private static readonly Failure s_fault = new(FailureKind.Invalid, "RQD-5: a number", "Have it corrected.");

    [Fact]
    public void A_faulty_delta_closes_its_key_and_later_ones_wait_behind_it()
    {
        var verdicts = Judge(null, Faulty(1, Semantics.Delta), Clean(2, Semantics.Delta));

        Assert.Equal([(1, MessageOutcome.Parked, null), (2, MessageOutcome.Held, 1L)], Ends(verdicts));
        Assert.Equal([s_key], verdicts[0].ClosedKeys);
    }

    [Fact]
    public void A_faulty_snapshot_closes_nothing_because_the_next_one_says_all()
    {
        var verdicts = Judge(null, Faulty(1, Semantics.Snapshot), Clean(2, Semantics.Snapshot));

        Assert.Equal([(1, MessageOutcome.Parked, null), (2, MessageOutcome.Processed, null)], Ends(verdicts));
        Assert.Empty(verdicts[0].ClosedKeys);
    }

    [Fact]
    public void A_faulty_delta_on_a_closed_key_waits_its_turn_and_says_that_it_is_at_fault()
    {
        var verdict = Assert.Single(Judge(closedBy: 1, Faulty(2, Semantics.Delta)));

        Assert.Equal((MessageOutcome.Held, 1L), (verdict.Outcome, verdict.HeldBehind));
        Assert.Contains("RQD-5: a number", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_came_before_the_message_that_closes_a_key_is_not_held_behind_it()
    {
        var verdicts = Judge(closedBy: 5, Clean(4, Semantics.Delta), Clean(5, Semantics.Delta), Clean(6, Semantics.Delta));

        Assert.Equal([(4, MessageOutcome.Processed, null), (5, MessageOutcome.Processed, null), (6, MessageOutcome.Held, 5L)], Ends(verdicts));
    }

    private static IReadOnlyList<MessageVerdict> Judge(long? closedBy, params MappedMessage[] messages)
    {
        var batch = new ProcessBatch(new Dictionary<FoldKey, FoldRow> { [s_key] = new(s_key, 1, null, 0, closedBy) });
        foreach (var message in messages)
        {
            batch.Judge(message);
        }

        return batch.Verdicts();
    }

    private static IEnumerable<(long Sequence, MessageOutcome Outcome, long? Behind)> Ends(IReadOnlyList<MessageVerdict> verdicts) =>
        verdicts.Select(verdict => (verdict.Sequence, verdict.Outcome, verdict.HeldBehind));

    private static MappedMessage Faulty(long sequence, Semantics semantics) =>
        new(Message(sequence), "v1", new MappingResult([new MappedContract(s_key, semantics, DateTimeOffset.UnixEpoch, null, [])], null, [s_fault]));

    private static MappedMessage Clean(long sequence, Semantics semantics)
    {
        var content = new Requisition("RQ-1", semantics, null, false, []);
        var envelope = new Envelope($"{sequence}", "/interfaces/x", "integration.requisition.v1", "RQ-1", "x", "NORTH", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, "v1", 1, "2026a", $"{sequence}");
        return new(Message(sequence), "v1", new MappingResult([new MappedContract(s_key, semantics, DateTimeOffset.UnixEpoch, new Contract(envelope, content, []), [])], null, []));
    }

    private static ClaimedMessage Message(long sequence) => new(sequence, "x", "OMN^O07", DateTimeOffset.UnixEpoch, default, null, false, 1, null);
}
