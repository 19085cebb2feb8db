using Integration.Contracts;
using Integration.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Integration.SystemTests.Journal;

public sealed class SqliteOperationsTests() : OperationsSpecification(new SqliteStore());

public sealed class PostgresOperationsTests() : OperationsSpecification(new PostgresStore());

/// <summary>What people ask and order, and the ledger under everything at once.</summary>
public abstract class OperationsSpecification(TestStore store) : JournalSpecification(store)
{
    [JournalFact]
    public async Task Queues_say_what_waits_where()
    {
        var oldest = await Journal.AppendAsync(Message("1"), default);
        await Journal.AppendAsync(Message("2"), default);
        await ClaimAsync("w", 1);
        await FoldAsync(Update(InterfaceMode.Hold, "a", [new WakeUp("grace", DateTimeOffset.UnixEpoch.AddYears(200))], Draft("integration.a")));

        var queues = (await Journal.QueuesAsync(default)).ToDictionary(queue => $"{queue.Stage} {queue.State}");

        Assert.Equal((1, 1, 1, 0), (queues["process waiting"].Depth, queues["process in-hand"].Depth, queues["deliver held"].Depth, queues["deliver waiting"].Depth));
        Assert.Equal(oldest.AnswerAt, queues["process in-hand"].Oldest);
        Assert.Null(queues["deliver waiting"].Oldest);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddYears(200), queues["wake-up waiting"].NextDue);
    }

    [JournalFact]
    public async Task Queues_tell_interfaces_databases_and_retry_levels_apart_and_leave_out_what_is_empty()
    {
        Assert.Empty(await Journal.QueueDetailsAsync(default));
        await AppendAsync("1");
        var held = await AppendAsync("2", "telemetry");
        await Store.ExecuteAsync($"update message set outcome = 'Held', starts = 1 where sequence = {held}");
        await FoldAsync(Update("a", Draft("integration.a"), Draft("integration.b"), Draft("integration.c")) with { Database = "south" });
        await Store.ExecuteAsync("update posting set starts = 2, due = 5000000000000000 where external_id = 'integration.b'");
        await Store.ExecuteAsync("update posting set state = 'Parked', due = null, starts = 3 where external_id = 'integration.c'");

        Assert.Equal(
            [
                $" {Interface} process waiting 0 1",
                " telemetry process held 0 1",
                $"south {Interface} deliver parked 0 1",
                $"south {Interface} deliver retry 2 1",
                $"south {Interface} deliver waiting 0 1",
            ],
            (await Journal.QueueDetailsAsync(default)).Select(queue => $"{queue.Database} {queue.Interface} {queue.Stage} {queue.State} {queue.Level} {queue.Depth}"));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(5e9), (await Journal.QueueDetailsAsync(default)).Single(queue => queue.State == "retry").NextDue);
        Assert.Null((await Journal.QueueDetailsAsync(default)).Single(queue => queue.State == "parked").NextDue);
    }

    [JournalFact]
    public async Task Is_settled_only_when_nothing_is_in_flight_and_nothing_is_due()
    {
        Assert.True(await Journal.IsSettledAsync(default));
        var message = await AppendAsync("1");
        Assert.False(await Journal.IsSettledAsync(default));
        await ClaimAsync("w");
        Assert.False(await Journal.IsSettledAsync(default));
        await DecideAsync("w", Verdict(message));
        await FoldAsync(Update(InterfaceMode.Post, "a", [new WakeUp("later", DateTimeOffset.UnixEpoch.AddYears(200))], Draft("integration.a")));
        Assert.False(await Journal.IsSettledAsync(default));
        await RecordAsync("w", Result(Assert.Single(await TakeAsync("w")), PostingResultKind.Posted));
        Assert.True(await Journal.IsSettledAsync(default));
        await FoldAsync(Update(InterfaceMode.Post, "a", [new WakeUp("now", DateTimeOffset.UnixEpoch.AddYears(1))], Draft("integration.a")));
        Assert.False(await Journal.IsSettledAsync(default));
    }

    [JournalFact]
    public async Task The_ledger_does_not_balance_when_a_message_goes_missing()
    {
        var first = await AppendAsync("1");
        await AppendAsync("2");
        await Store.ExecuteAsync($"delete from message where sequence = {first}");
        Assert.False((await Journal.LedgerAsync(default)).Balanced);
    }

    [JournalFact]
    public async Task The_ledger_does_not_balance_when_a_revision_goes_missing_or_was_never_counted()
    {
        await FoldAsync(Update("a", Draft("integration.a")));
        await Store.ExecuteAsync("delete from posting_revision");
        Assert.False((await Journal.LedgerAsync(default)).Balanced);
        await Store.ExecuteAsync("delete from posting_made");
        Assert.True((await Journal.LedgerAsync(default)).Balanced);
    }

    [JournalFact]
    public async Task What_waits_for_a_cause_is_due_again_when_it_is_released()
    {
        var parked = await AppendAsync("parked");
        var behind = await AppendAsync("behind");
        await ClaimAsync("w");
        await DecideAsync("w", Verdict(parked, MessageOutcome.Parked, "Defect: index out of range", closes: [Key("a")]), Verdict(behind, MessageOutcome.Held, behind: parked));
        await FoldAsync(Update("a", Draft("integration.a"), Draft("integration.b")));
        var postings = await TakeAsync("w");
        await RecordAsync(
            "w",
            Result(postings[0], PostingResultKind.Held, new Failure(FailureKind.MissingReference, "No product 1.", "Create it.", MissingThing: "product 1")),
            Result(postings[1], PostingResultKind.Held, new Failure(FailureKind.MissingReference, "No product 2.", "Create it.", MissingThing: "product 2")));

        Assert.Equal(1, await Journal.ReleaseAsync("MissingReference", "product 1", Ann, default));
        Assert.Equal(2, await Journal.ReleaseAsync("ParkedMessage", "Defect: index out of range", Ann, default));
        Assert.Equal(0, await Journal.ReleaseAsync("ParkedMessage", "never heard of", Ann, default));

        Assert.Equal(postings[0].ExternalId, Assert.Single(await TakeAsync("w")).ExternalId);
        Assert.Equal([parked, behind], await ClaimAsync("w"));
        Assert.Equal("product 2", Assert.Single(await Journal.ExceptionsAsync(default)).Subject);
        Assert.Equal(new Dictionary<PostingState, long> { [PostingState.InFlight] = 1, [PostingState.Held] = 1 }, await PostingsAsync());
        Assert.Equal(3, await Store.NumberAsync("select count(*) from command_log where command = 'release' and author = 'ann'"));
    }

    [JournalFact]
    public async Task Migrating_again_changes_nothing_and_several_processes_may_do_it_at_once()
    {
        var message = await AppendAsync("1");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => AnotherProcess().MigrateAsync(default))));
        Assert.Equal([message], await ClaimAsync("w"));
    }

    [JournalFact]
    public async Task A_newer_major_schema_is_refused_and_a_newer_minor_one_is_not()
    {
        await Store.ExecuteAsync("insert into schema_version values (1, 999, 0)");
        await AnotherProcess().MigrateAsync(default);
        await Store.ExecuteAsync("insert into schema_version values (2, 1, 0)");
        var refused = await Assert.ThrowsAsync<JournalSchemaException>(() => AnotherProcess().MigrateAsync(default));
        Assert.Contains("2.1", refused.Message, StringComparison.Ordinal);
    }

    [JournalFact]
    public async Task A_defect_of_ours_names_the_databases_code_and_no_value()
    {
        await FoldAsync(Update("a", Draft("integration.a")));
        await Store.ExecuteAsync("create unique index once on posting_revision (revision)");
        var refused = await Assert.ThrowsAsync<JournalRefusedException>(() => FoldAsync(Update("b", Draft("integration.Xanthippe"))));
        Assert.DoesNotContain("Xanthippe", refused.ToString(), StringComparison.Ordinal);
    }

    [JournalFact]
    public async Task The_ledger_balances_after_every_step_of_a_random_history_and_everything_ends()
    {
        foreach (var seed in new[] { 4711, 20261107 })
        {
            await new RandomHistory(Journal, Store, seed).RunAsync(120);
        }
    }

    [JournalFact]
    public async Task The_journal_outlives_its_process()
    {
        var message = await AppendAsync("1");
        await FoldAsync(Update("a", Draft("integration.a")));
        await Journal.DisposeAsync();

        Journal = JournalRegistration.Open(Options, NullLoggerFactory.Instance);
        await Journal.MigrateAsync(default);

        Assert.Equal([message], await ClaimAsync("w"));
        Assert.Single(await TakeAsync("w"));
    }
}
