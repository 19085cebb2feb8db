using Integration.Contracts;
using Integration.Journal;

namespace Integration.SystemTests.Journal;

public sealed class SqliteReplayTests() : ReplaySpecification(new SqliteStore());

public sealed class PostgresReplayTests() : ReplaySpecification(new PostgresStore());

/// <summary>Messages taken again: chosen, made due in order and once each, and gone on with by anyone after a break.</summary>
public abstract class ReplaySpecification(TestStore store) : JournalSpecification(store)
{
    private static readonly Signature s_ann = Ann with { Reason = "new mapping" };

    [JournalFact]
    public async Task A_replay_makes_its_messages_due_in_steps_and_goes_on_after_a_break()
    {
        var messages = await ProcessedAsync(5);
        var id = await Journal.OrderReplayAsync("--interface x", null, 2, messages, s_ann, default);
        Assert.Empty(await ClaimAsync("w"));

        var first = await Journal.AdvanceReplayAsync(id, 2, default);
        Assert.Equal((2, 0, null), (first!.Done, first.Skipped, first.EndedAt));
        Assert.Equal(messages[..2], await ClaimAsync("w"));
        await DecideAsync("w", Verdict(messages[0]), Verdict(messages[1]));

        Assert.Null((await AnotherProcess().AdvanceReplayAsync(id, 2, default))!.EndedAt);
        var last = await Journal.AdvanceReplayAsync(id, 2, default);
        Assert.Equal((5, 0), (last!.Done, last.Skipped));
        Assert.NotNull(last.EndedAt);
        Assert.Equal(messages[2..], await ClaimAsync("w"));
        Assert.Equal(5, (await Journal.AdvanceReplayAsync(id, 2, default))!.Done);
        Assert.Null(await Journal.AdvanceReplayAsync(id + 1000, 2, default));
        Assert.Equal(("replay", "new mapping"), (Assert.Single(await Journal.AuditAsync(null, 10, default)).Act.Command, Assert.Single(await Journal.ReplaysAsync(default)).By.Reason));
        Assert.Equal(5, (await OutcomesAsync()).Values.Sum());
    }

    [JournalFact]
    public async Task What_has_no_body_any_more_or_is_in_flight_by_itself_is_passed_over_and_counted()
    {
        var messages = await ProcessedAsync(2);
        var flying = await AppendAsync("in flight");
        await Store.ExecuteAsync($"delete from message_body where sequence = {messages[0]}");

        var found = await Journal.SelectAsync(new ReplaySelection([], null, Interface, null, null, null, null), 10, default);
        Assert.Equal([(messages[0], false), (messages[1], true), (flying, false)], found.Select(one => (one.Sequence, one.MayBeReplayed)));

        var id = await Journal.OrderReplayAsync("all", null, 10, [.. messages, flying], s_ann, default);
        var ended = await Journal.AdvanceReplayAsync(id, 10, default);
        Assert.Equal((1, 2), (ended!.Done, ended.Skipped));
        Assert.Equal(MessageOutcome.Processed, (await FindAsync(messages[0])).Outcome);
    }

    [JournalFact]
    public async Task A_claim_says_how_a_message_is_taken_again_and_only_until_it_is_decided()
    {
        var message = (await ProcessedAsync(1))[0];
        await Journal.AdvanceReplayAsync(await Journal.OrderReplayAsync("one", "v2", 10, [message], s_ann, default), 10, default);

        Assert.Equal(new ReplayMode("v2", null, TakenIn: true), Assert.Single(await Journal.ClaimMessagesAsync("w", 10, Hour, Priorities, default)).Replay);
        await DecideAsync("w", Verdict(message, MessageOutcome.Held, behind: 1) with { MappingVersion = "hl7v2/SIU_S12/v2" });

        Assert.Equal(1, await Store.NumberAsync("select count(*) from message where mapping_version = 'hl7v2/SIU_S12/v2' and replay is null"));
    }

    [JournalFact]
    public async Task Messages_are_chosen_by_number_time_cause_and_all_of_it_together()
    {
        var messages = await ProcessedAsync(2);
        var other = await AppendAsync("parked", "telemetry");
        await ClaimAsync("w");
        await DecideAsync("w", Verdict(other, MessageOutcome.Parked, "RQD-5: a number"));
        var at = (await FindAsync(messages[1])).ReceivedAt;
        var none = new ReplaySelection([], null, null, null, null, null, null);

        Assert.Equal([messages[1]], await ChosenAsync(none with { Ids = [messages[1]] }));
        Assert.Equal([messages[1], other], await ChosenAsync(none with { From = at }));
        Assert.Equal([messages[0]], await ChosenAsync(none with { To = at }));
        Assert.Equal([other], await ChosenAsync(none with { Cause = new ReplayCause("ParkedMessage", "RQD-5: a number") }));
        Assert.Empty(await ChosenAsync(none with { Ids = [messages[1]], Interface = "telemetry" }));
        await Assert.ThrowsAsync<ArgumentException>(() => ChosenAsync(none));
    }

    [JournalFact]
    public async Task Tables_are_read_as_they_stood_at_a_revision()
    {
        await Journal.SeedTablesAsync([new SeedTable("items", ["code", "item"], 1, [new CodeRow(["gauze", "OLD"])])], default);
        var before = await Journal.TableRevisionAsync(default);
        await Journal.MapCodeAsync("items", ["gauze", "NEW"], Ann, default);

        Assert.Equal("OLD", (await Journal.ReadTablesAsync(before, default)).Table("items")!.Find("gauze")[0].Values[1]);
        Assert.Equal("NEW", (await Journal.ReadTablesAsync(before + 1, default)).Table("items")!.Find("gauze")[0].Values[1]);
    }

    [JournalFact]
    public async Task The_effect_counts_contracts_nobody_stated_and_records_that_would_change()
    {
        await FoldAsync(Update("a", Draft("integration.a"), Draft("integration.b")));

        var effect = await Journal.MeasureAsync(new FoldCommit([], [Update("a", Draft("integration.a"), Draft("integration.b", "2"), Draft("integration.c"))], [], []), default);

        Assert.Equal(new ReplayEffect(0, 2), effect);
        Assert.Equal((0, 1L), (await SurrogateAsync("never seen"), await Store.NumberAsync("select count(*) from fold")));
    }

    private async Task<long> SurrogateAsync(string key) => (await Journal.PeekFoldsAsync([Key(key)], default))[Key(key)].Surrogate;

    private async Task<IReadOnlyList<long>> ChosenAsync(ReplaySelection selection) => [.. (await Journal.SelectAsync(selection, 100, default)).Select(one => one.Sequence)];

    private async Task<long[]> ProcessedAsync(int count)
    {
        var messages = new long[count];
        for (var at = 0; at < count; at++)
        {
            messages[at] = await AppendAsync($"message {at}");
        }

        await ClaimAsync("w");
        await DecideAsync("w", [.. messages.Select(message => Verdict(message))]);
        return messages;
    }
}
