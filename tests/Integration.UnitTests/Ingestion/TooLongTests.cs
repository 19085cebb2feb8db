using System.Text;
using Integration.Contracts;
using Integration.Hl7v2.Message;
using Integration.Hl7v2.Mllp;
using Integration.Ingestion;
using Integration.Ingestion.Mllp;
using Integration.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Integration.UnitTests.Ingestion;

public sealed class TooLongTests
{
    [Fact]
    public async Task The_head_of_a_frame_over_the_bound_is_journalled_as_rejected_and_its_record_answers()
    {
        var journal = new OneJournal();
        var head = Encoding.UTF8.GetBytes("MSH|^~\\&|APP|FAC|||20261122||ADT^A01|C9|P|2.5\rOBX|1|ED|Zorngieb");

        var reply = await Intake(journal).RefuseTooLongAsync(new MllpProblem(MllpProblemKind.TooLong, 5000, head), null, default);

        var kept = Assert.Single(journal.Taken);
        Assert.Equal(("C9", "ADT^A01", head.Length), (kept.ControlId, kept.Type, kept.Body.Length));
        Assert.Equal($"message: the frame is longer than the 4500 bytes this interface takes: 5000 were seen, the first {head.Length} kept and the rest not", kept.Rejection!.Reason);
        var answer = Encoding.UTF8.GetString(reply.Bytes.Span).Split('\r');
        Assert.Equal("42", answer[0].Split('|')[9]);
        Assert.StartsWith("MSA|AR|C9", answer[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_journal_is_away_it_is_not_answered() =>
        Assert.True((await Intake(new OneJournal { IsAway = true }).RefuseTooLongAsync(new MllpProblem(MllpProblemKind.TooLong, 5000, "MSH|"u8.ToArray()), null, default)).Closes);

    [Theory]
    [InlineData(MllpProblemKind.Truncated, "MSH|^~\\&|A|B|||20261122||ADT^A01|C9|P|2.5\rPID|Zorn", "Truncated: 50 bytes of message C9")]
    [InlineData(MllpProblemKind.MissingEnd, "PID|Zorn", "MissingEnd: 8 bytes")]
    [InlineData(MllpProblemKind.Garbage, "", "Garbage: 0 bytes")]
    public void A_framing_problem_names_the_message_that_was_cut_and_nothing_of_it(MllpProblemKind kind, string head, string expected)
    {
        var (noted, detail) = FramingNote.Of(new MllpProblem(kind, head.Length, Encoding.UTF8.GetBytes(head)));

        Assert.Equal(expected, $"{noted}: {detail}");
    }

    private static MllpIntake Intake(OneJournal journal)
    {
        var sender = new SenderProfile(["APP"], ["FAC"], ["P"], ControlIdUse.Unique, "UTF-8", new Dictionary<string, string>(), null);
        var definition = new InterfaceDefinition("north", "it", "127.0.0.1", 0, 1, InterfaceMode.Post, sender, new Dictionary<string, string> { ["ADT^A01"] = "v1" }, "North");
        var messages = new MessageIntake(definition, journal, _ => Assert.Fail("It is not to be processed."), (_, _, _, _) => { }, 4500, NullLogger.Instance);
        var answers = new AcceptAnswers(answersAfterMapping: false);
        var several = new FrameOfSeveral("north", messages, answers, Hl7Charset.Utf8, 4, (_, _, _, _) => { }, TimeProvider.System, NullLogger.Instance);
        return new MllpIntake("north", messages, answers, several, new OpenConnections(), 4500, NullLogger.Instance);
    }

    private sealed class OneJournal : IMessageAppend
    {
        public List<IncomingMessage> Taken { get; } = [];

        public bool IsAway { get; init; }

        public ValueTask<AppendResult> AppendAsync(IncomingMessage message, CancellationToken cancellationToken)
        {
            Taken.Add(message);
            return IsAway
                ? ValueTask.FromException<AppendResult>(new JournalUnavailableException("It is away.", new TimeoutException()))
                : ValueTask.FromResult(new AppendResult(42, 42, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), Resend: false, Refused: false));
        }
    }
}
