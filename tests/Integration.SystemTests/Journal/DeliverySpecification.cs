using System.Collections.Concurrent;
using Integration.Contracts;
using Integration.Journal;

namespace Integration.SystemTests.Journal;

public sealed class SqliteDeliveryTests() : DeliverySpecification(new SqliteStore());

public sealed class PostgresDeliveryTests() : DeliverySpecification(new PostgresStore());

/// <summary>Who may write which posting when, and what a recorded result changes.</summary>
public abstract class DeliverySpecification(TestStore store) : JournalSpecification(store)
{
    private static readonly Failure s_missing = new(FailureKind.MissingReference, "No product 4711.", "Create it.", MissingThing: "product.product default_code 4711");
    private static readonly Failure s_away = new(FailureKind.Unavailable, "Time-out.", "Wait.", OutcomeUnknown: true);

    [JournalFact]
    public async Task The_lowest_rank_comes_first()
    {
        await FoldAsync(Update("a", Draft("integration.a", rank: 20), Draft("integration.b", rank: 10), Draft("integration.c", rank: 30)));
        Assert.Equal(["integration.b", "integration.a"], (await TakeAsync("w", 2)).Select(posting => posting.ExternalId));
    }

    [JournalFact]
    public async Task Why_a_posting_was_withdrawn_without_a_failure_stays_with_its_revision()
    {
        var until = new DateTimeOffset(2026, 1, 2, 8, 30, 0, TimeSpan.Zero);
        var draft = Draft("integration.a");
        await FoldAsync(Update("a", draft with { Record = draft.Record with { UsefulUntil = until } }));
        var claimed = Assert.Single(await TakeAsync("w"));
        Assert.Equal(until, claimed.Desired.UsefulUntil);

        await RecordAsync("w", Result(claimed, PostingResultKind.Withdrawn) with { Reason = "too late" });

        Assert.Equal(1, await Store.NumberAsync("select count(*) from posting_revision where outcome = 'Withdrawn' and reason = 'too late'"));
        Assert.Empty(await Journal.ExceptionsAsync(default));
    }

    [JournalFact]
    public async Task Nothing_is_handed_out_while_odoo_or_its_interface_is_paused()
    {
        await FoldAsync(Update("a", Draft("integration.a")));
        foreach (var scope in new[] { "odoo", $"interface:{Interface}" })
        {
            await Journal.PauseAsync(scope, Ann with { Reason = "drill" }, default);
            Assert.Empty(await TakeAsync("w"));
            await Journal.ResumeAsync(scope, Ann, default);
        }

        Assert.Single(await TakeAsync("w"));
    }

    [JournalFact]
    public async Task Four_workers_take_each_posting_once_and_a_serial_key_is_in_one_workers_hands()
    {
        await FoldAsync([.. Enumerable.Range(0, 60).Select(at => Update($"{at}", Draft($"integration.{at}", serialKey: at % 3 == 0 ? $"asset {at % 5}" : null)))]);
        var inHand = new ConcurrentDictionary<string, string>();
        var taken = new ConcurrentBag<string>();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(at => Task.Run(async () =>
        {
            var worker = $"worker {at}";
            while (taken.Count < 60)
            {
                Assert.False(deadline.IsCancellationRequested, "A posting was taken by nobody for a minute.");
                var postings = await TakeAsync(worker, 5);
                var serial = postings.Select(posting => int.Parse(posting.ExternalId.Split('.')[1], null)).Where(number => number % 3 == 0).Select(number => $"asset {number % 5}").Distinct().ToList();
                Assert.All(serial, key => Assert.True(inHand.TryAdd(key, worker), $"{key} is in two hands."));
                postings.ToList().ForEach(posting => taken.Add(posting.ExternalId));
                // As long as a call to Odoo would: the others go on claiming meanwhile.
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
                serial.ForEach(key => inHand.TryRemove(key, out _));
                await RecordAsync(worker, [.. postings.Select(posting => Result(posting, PostingResultKind.Posted))]);
            }
        })));

        Assert.Equal(60, taken.Distinct().Count());
        Assert.Equal(60, taken.Count);
    }

    [JournalFact]
    public async Task A_serial_key_stays_closed_while_an_unended_attempt_may_still_be_at_work()
    {
        await FoldAsync(Update("a", Draft("integration.a", serialKey: "asset")), Update("b", Draft("integration.b", serialKey: "asset")));
        Assert.Single(await TakeAsync("dead", 1, NoTime));

        Assert.Empty(await TakeAsync("w", fence: Hour));
        Assert.NotEmpty(await UntilAnyAsync("the lease to run out", () => TakeAsync("w")));
    }

    [JournalFact]
    public async Task A_posting_without_a_recorded_end_comes_after_the_fence_only_and_in_doubt()
    {
        await FoldAsync(Update("a", Draft("integration.a")));
        Assert.False(Assert.Single(await TakeAsync("dead", lease: NoTime)).InDoubt);
        Assert.Empty(await TakeAsync("w", fence: Hour));

        var again = Assert.Single(await UntilAnyAsync("the lease to run out", () => TakeAsync("w")));
        Assert.Equal((true, 2), (again.InDoubt, again.Starts));

        await RecordAsync("w", Result(again, PostingResultKind.Posted));
        await FoldAsync(Update("a", Draft("integration.a", "y")));
        Assert.False(Assert.Single(await TakeAsync("w")).InDoubt);
    }

    [JournalFact]
    public async Task Doubt_stays_until_somebody_has_looked()
    {
        await FoldAsync(Update("a", Draft("integration.a")));
        await TakeAsync("dead", lease: NoTime);
        var doubted = Assert.Single(await UntilAnyAsync("the lease to run out", () => TakeAsync("w")));

        await RecordAsync("w", Result(doubted, PostingResultKind.NotTried));

        Assert.True(Assert.Single(await TakeAsync("w")).InDoubt);
    }

    [JournalFact]
    public async Task An_outcome_that_is_unknown_is_fenced_like_one_that_was_never_recorded()
    {
        await FoldAsync(Update("a", Draft("integration.a")));
        var posting = Assert.Single(await TakeAsync("w"));

        await Journal.RecordPostingsAsync("w", [Result(posting, PostingResultKind.Retry, s_away)], new Dictionary<string, TimeSpan> { ["integration.a"] = NoTime }, default);

        Assert.Empty(await TakeAsync("w", fence: Hour));
        var again = Assert.Single(await TakeAsync("w"));
        Assert.Equal((true, 2), (again.InDoubt, again.Starts));
    }

    [JournalFact]
    public async Task A_retry_comes_when_it_is_due_and_counts_its_start()
    {
        await FoldAsync(Update("a", Draft("integration.a")), Update("b", Draft("integration.b")));
        var postings = await TakeAsync("w");

        await Journal.RecordPostingsAsync(
            "w",
            [.. postings.Select(posting => Result(posting, PostingResultKind.Retry, s_away with { OutcomeUnknown = false }))],
            new Dictionary<string, TimeSpan> { ["integration.a"] = Hour, ["integration.b"] = NoTime },
            default);

        var again = Assert.Single(await TakeAsync("w"));
        Assert.Equal(("integration.b", 2, false), (again.ExternalId, again.Starts, again.InDoubt));
        Assert.Equal(1, (await Journal.QueuesAsync(default)).Single(queue => queue is { Stage: "deliver", State: "waiting" }).Depth);
    }

    [JournalFact]
    public async Task What_was_not_tried_is_due_at_once_and_spends_no_start()
    {
        await FoldAsync(Update("a", Draft("integration.a")));
        foreach (var _ in Enumerable.Range(0, 5))
        {
            var posting = Assert.Single(await TakeAsync("w"));
            Assert.Equal((1, false), (posting.Starts, posting.InDoubt));
            await RecordAsync("w", Result(posting, PostingResultKind.NotTried));
        }

        Assert.Equal(0, await Store.NumberAsync("select count(*) from posting_attempt where ended_at is null"));
        Assert.Equal(5, await Store.NumberAsync("select count(*) from posting_attempt where outcome = 'NotTried'"));
    }

    [JournalFact]
    public async Task A_worker_that_lost_its_lease_is_not_believed_and_its_posting_is_looked_at_again()
    {
        await FoldAsync(Update("a", Draft("integration.a")));
        var slow = Assert.Single(await TakeAsync("slow", lease: NoTime));
        var other = Assert.Single(await UntilAnyAsync("the lease to run out", () => TakeAsync("other")));
        await RecordAsync("other", Result(other, PostingResultKind.Posted));

        await RecordAsync("slow", Result(slow, PostingResultKind.Parked, s_missing));

        var again = Assert.Single(await TakeAsync("w"));
        Assert.Equal((true, 1), (again.InDoubt, again.PostedRevision));
        Assert.Empty(await Journal.ExceptionsAsync(default));
        Assert.Equal(1, await Store.NumberAsync("select count(*) from posting_attempt where worker = 'slow' and outcome = 'LeaseLost'"));
        Assert.Equal(new Dictionary<PostingState, long> { [PostingState.InFlight] = 1 }, await PostingsAsync());
    }

    [JournalFact]
    public async Task A_late_record_while_another_worker_is_at_it_makes_it_look_once_more()
    {
        await FoldAsync(Update("a", Draft("integration.a")));
        var slow = Assert.Single(await TakeAsync("slow", lease: NoTime));
        var other = Assert.Single(await UntilAnyAsync("the lease to run out", () => TakeAsync("other")));
        await RecordAsync("slow", Result(slow, PostingResultKind.Posted));
        Assert.Empty(await TakeAsync("w"));

        await RecordAsync("other", Result(other, PostingResultKind.Posted));

        var again = Assert.Single(await TakeAsync("w"));
        Assert.True(again.InDoubt);
        await RecordAsync("w", Result(again, PostingResultKind.Posted));
        Assert.True(await Journal.IsSettledAsync(default));
        Assert.Equal(new Dictionary<PostingState, long> { [PostingState.Posted] = 1 }, await PostingsAsync());
    }

    [JournalFact]
    public async Task A_posting_that_was_started_twice_without_an_end_runs_alone_and_then_is_parked()
    {
        await FoldAsync(Update("a", Draft("integration.a")));
        await TakeAsync("w", lease: NoTime);
        await UntilAnyAsync("the first lease to run out", () => TakeAsync("w", lease: NoTime));
        await FoldAsync(Update("b", Draft("integration.b")));
        Assert.Equal(("integration.a", 3), Assert.Single(await UntilAnyAsync("the second lease to run out", () => AloneAsync())) is var alone ? (alone.ExternalId, alone.Starts) : default);

        await UntilAnyAsync("the third lease to run out", async () =>
        {
            var taken = await TakeAsync("w");
            Assert.DoesNotContain("integration.a", taken.Select(posting => posting.ExternalId));
            await RecordAsync("w", [.. taken.Select(posting => Result(posting, PostingResultKind.Posted))]);
            return await Journal.ExceptionsAsync(default);
        });

        Assert.Equal("ParkedPosting", Assert.Single(await Journal.ExceptionsAsync(default)).Kind);
        Assert.Equal(new Dictionary<PostingState, long> { [PostingState.Parked] = 1, [PostingState.Posted] = 1 }, await PostingsAsync());

        async Task<IReadOnlyList<ClaimedPosting>> AloneAsync()
        {
            var taken = await TakeAsync("w", lease: NoTime);
            if (taken is [{ ExternalId: "integration.b" }])
            {
                await RecordAsync("w", Result(taken[0], PostingResultKind.NotTried));
                return [];
            }

            return taken;
        }
    }

    [JournalFact]
    public async Task Postings_that_miss_the_same_thing_are_one_exception()
    {
        await FoldAsync(Update("a", Draft("integration.a")), Update("b", Draft("integration.b")));
        await RecordAsync("w", [.. (await TakeAsync("w")).Select(posting => Result(posting, PostingResultKind.Held, s_missing))]);

        var entry = Assert.Single(await Journal.ExceptionsAsync(default));

        Assert.Equal(("MissingReference", s_missing.MissingThing, s_missing.Reason, s_missing.Remedy, 2), (entry.Kind, entry.Subject, entry.Reason, entry.Remedy, entry.Waiting));
        Assert.Equal(["integration.a", "integration.b"], entry.Examples);
    }

    [JournalFact]
    public async Task Of_several_suspect_postings_one_is_in_hand_at_a_time()
    {
        await FoldAsync(Update("a", Draft("integration.a"), Draft("integration.b")));
        for (var start = 1; start <= 2; start++)
        {
            await UntilAnyAsync<ClaimedPosting>("both were started", async () => await TakeAsync("w", lease: NoTime) is { Count: 2 } both ? both : []);
        }

        var first = await UntilAnyAsync("the leases to run out", () => TakeAsync("w"));
        Assert.Empty(await TakeAsync("other"));
        await RecordAsync("w", Result(Assert.Single(first), PostingResultKind.Posted));

        Assert.Single(await TakeAsync("other"));
    }

    [JournalFact]
    public async Task A_break_stays_open_until_the_record_agrees_again()
    {
        var theirs = new Break(BreakKind.Protected, "integration.a", "stock.picking", 7, [new BreakField("note", "x", null)], "They have confirmed it.");
        await FoldAsync(Update("a", Draft("integration.a")));
        await RecordAsync("w", Result(Assert.Single(await TakeAsync("w")), PostingResultKind.Protected, null, theirs));
        Assert.Equal(new BreakField("note", "x", null), Assert.Single(Assert.Single(await Journal.OpenBreaksAsync(default)).Fields));
        await Journal.SaveBreaksAsync(InterfaceDefinition.MainDatabase, [], default);
        Assert.Single(await Journal.OpenBreaksAsync(default));

        await FoldAsync(Update("a", Draft("integration.a", "y")));
        await RecordAsync("w", Result(Assert.Single(await TakeAsync("w")), PostingResultKind.Posted));

        Assert.Empty(await Journal.OpenBreaksAsync(default));
        Assert.Equal(1, await Store.NumberAsync("select count(*) from posting_break where closed_at is not null"));
    }

    [JournalFact]
    public async Task A_reconciliation_run_replaces_the_breaks_of_its_kinds()
    {
        await FoldAsync(Update("a", Draft("integration.a")), Update("b", Draft("integration.b")));
        var (missing, drifted) = (new Break(BreakKind.Missing, "integration.a", "m", null, [], "gone"), new Break(BreakKind.Drifted, "integration.b", "m", 1, [new BreakField("qty", "1", "2")], "edited"));
        await Journal.SaveBreaksAsync(InterfaceDefinition.MainDatabase, [missing, drifted], default);
        await Journal.SaveBreaksAsync(InterfaceDefinition.MainDatabase, [drifted with { Explanation = "edited again" }], default);
        Assert.Equal("edited again", Assert.Single(await Journal.OpenBreaksAsync(default)).Explanation);
    }

    [JournalFact]
    public async Task The_journal_is_bound_to_one_odoo_database_until_told()
    {
        Assert.Equal("one", await Journal.BindDatabaseAsync(InterfaceDefinition.MainDatabase, "one", null, default));
        Assert.Equal("one", await Journal.BindDatabaseAsync(InterfaceDefinition.MainDatabase, "two", null, default));
        Assert.Equal("two", await Journal.BindDatabaseAsync(InterfaceDefinition.MainDatabase, "two", Ann, default));
    }
}
