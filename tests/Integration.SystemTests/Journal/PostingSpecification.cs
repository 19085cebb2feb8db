using Integration.Contracts;
using Integration.Journal;

namespace Integration.SystemTests.Journal;

public sealed class SqlitePostingTests() : PostingSpecification(new SqliteStore());

public sealed class PostgresPostingTests() : PostingSpecification(new PostgresStore());

/// <summary>What folds want in Odoo, as revisions.</summary>
public abstract class PostingSpecification(TestStore store) : JournalSpecification(store)
{
    [JournalFact]
    public async Task A_new_record_is_due_with_its_first_revision()
    {
        Assert.Equal(["integration.a"], await FoldAsync(Update("a", Draft("integration.a", "x"))));

        var posting = Assert.Single(await TakeAsync("w"));

        Assert.Equal(("integration.a", 1, 0, null, null, false, 1, "1"), (posting.ExternalId, posting.Revision, posting.PostedRevision, posting.OdooId, posting.Baseline, posting.InDoubt, posting.Starts, posting.CorrelationId));
        Assert.Equal(("stock.picking", "x", 2.5m), (posting.Desired.Model, posting.Desired.Columns["note"].Text, posting.Desired.Columns["qty"].Number));
        Assert.Equal(1, await Store.NumberAsync("select count(*) from posting_attempt where external_id = 'integration.a' and revision = 1 and worker = 'w' and ended_at is null and deadline > started_at"));
    }

    [JournalFact]
    public async Task An_equal_desired_set_makes_no_revision_whatever_the_order_of_lines_and_the_zeros_of_numbers()
    {
        var (one, two) = (new OdooLine("integration.l1", new Dictionary<string, OdooCell> { ["qty"] = new(Number: 1.50m) }), new OdooLine("integration.l2", new Dictionary<string, OdooCell>()));
        await FoldAsync(Update("a", Draft("integration.a") with { Record = Record("integration.a", "x") with { Lines = [one, two] } }));
        var columns = new Dictionary<string, OdooCell> { ["qty"] = new(Number: 2.5m), ["note"] = new(Text: "x") };
        var same = Record("integration.a", "x") with { Columns = columns, Lines = [two, one with { Columns = new Dictionary<string, OdooCell> { ["qty"] = new(Number: 1.5m) } }] };

        Assert.Empty(await FoldAsync(Update("a", Draft("integration.a") with { Record = same })));

        Assert.Equal(1, Assert.Single(await TakeAsync("w")).Revision);
        Assert.Equal(new Dictionary<PostingState, long> { [PostingState.InFlight] = 1 }, await PostingsAsync());
    }

    [JournalFact]
    public async Task Only_the_newest_revision_is_handed_out_and_the_older_is_superseded()
    {
        await FoldAsync(Update("a", Draft("integration.a", "x")));
        await FoldAsync(Update("a", Draft("integration.a", "y")));

        var posting = Assert.Single(await TakeAsync("w"));

        Assert.Equal((2, "y"), (posting.Revision, posting.Desired.Columns["note"].Text));
        Assert.Equal(new Dictionary<PostingState, long> { [PostingState.InFlight] = 1, [PostingState.Superseded] = 1 }, await PostingsAsync());
    }

    [JournalFact]
    public async Task What_its_fold_holds_is_named_and_due_once_the_fold_lets_go()
    {
        var waiting = Draft("integration.a") with { HeldBecause = "It waits for its charge." };

        Assert.Empty(await FoldAsync(Update("a", waiting)));
        Assert.Empty(await FoldAsync(Update("a", waiting)));
        Assert.Empty(await TakeAsync("w"));
        Assert.Equal(("Held", "It waits for its charge."), await Journal.ExceptionsAsync(default) is [var entry] ? (entry.Kind, entry.Subject) : default);
        Assert.Equal(new Dictionary<PostingState, long> { [PostingState.Held] = 1 }, await PostingsAsync());

        Assert.Equal(["integration.a"], await FoldAsync(Update("a", Draft("integration.a"))));
        Assert.Empty(await Journal.ExceptionsAsync(default));
        Assert.Equal("integration.a", Assert.Single(await TakeAsync("w")).ExternalId);
    }

    [JournalFact]
    public async Task A_record_that_left_the_set_is_withdrawn_once()
    {
        await FoldAsync(Update("a", Draft("integration.a1"), Draft("integration.a2")));
        await FoldAsync(Update("b", Draft("integration.b")));

        Assert.Equal(["integration.a2"], await FoldAsync(Update("a", Draft("integration.a1"))));
        Assert.Empty(await FoldAsync(Update("a", Draft("integration.a1"))));

        var withdrawn = (await TakeAsync("w")).Single(posting => posting.ExternalId == "integration.a2");
        Assert.Equal((2, RecordStanding.Withdrawn, "1"), (withdrawn.Revision, withdrawn.Desired.Standing, withdrawn.Desired.Columns["note"].Text));
        await RecordAsync("w", Result(withdrawn, PostingResultKind.Withdrawn));
        Assert.Equal(new Dictionary<PostingState, long> { [PostingState.InFlight] = 2, [PostingState.Superseded] = 1, [PostingState.Withdrawn] = 1 }, await PostingsAsync());
    }

    [JournalFact]
    public async Task A_record_whose_time_is_over_is_not_withdrawn_when_it_leaves_the_set()
    {
        await FoldAsync(Update("a", Draft("integration.a", standing: RecordStanding.Lapsed)));
        Assert.Empty(await FoldAsync(Update("a")));
    }

    [JournalFact]
    public async Task An_observed_interface_makes_no_postings()
    {
        Assert.Empty(await FoldAsync(Update(InterfaceMode.Observe, "a", [], Draft("integration.a"))));
        Assert.Equal(0, await Store.NumberAsync("select count(*) from posting"));
    }

    [JournalFact]
    public async Task A_held_interface_makes_postings_that_wait_until_it_posts()
    {
        Assert.Empty(await FoldAsync(Update(InterfaceMode.Hold, "a", [], Draft("integration.a"))));
        Assert.Empty(await TakeAsync("w"));
        Assert.True(await Journal.IsSettledAsync(default));
        Assert.Equal(new Dictionary<PostingState, long> { [PostingState.Held] = 1 }, await PostingsAsync());

        Assert.Equal(["integration.a"], await FoldAsync(Update("a", Draft("integration.a"))));

        Assert.Equal(1, Assert.Single(await TakeAsync("w")).Revision);
        Assert.Equal(new Dictionary<PostingState, long> { [PostingState.InFlight] = 1 }, await PostingsAsync());
    }

    [JournalFact]
    public async Task What_delivery_read_back_comes_with_the_next_revision()
    {
        await PostAsync("a", "x");

        await FoldAsync(Update("a", Draft("integration.a", "y")));

        var next = Assert.Single(await TakeAsync("w"));
        Assert.Equal((2, 1, 7, "draft", "as read", 1), (next.Revision, next.PostedRevision, next.OdooId, next.Baseline!.State, next.Baseline.Values["note"], next.Starts));
        await RecordAsync("w", Result(next, PostingResultKind.Posted));
        var posted = Assert.Single(await Journal.PostedRecordsAsync(InterfaceDefinition.MainDatabase, null, 10, default));
        Assert.Equal(("integration.a", 2, 2, PostingState.Posted, 7, Interface), (posted.ExternalId, posted.PostedRevision, posted.Revision, posted.State, posted.OdooId, posted.Interface));
        Assert.Equal(new Dictionary<PostingState, long> { [PostingState.Posted] = 2 }, await PostingsAsync());
        Assert.Equal(0, await Store.NumberAsync("select count(*) from posting_attempt where ended_at is null"));
    }

    [JournalFact]
    public async Task Posted_records_are_paged_by_external_id_and_undelivered_ones_left_out()
    {
        foreach (var key in new[] { "c", "a", "B" })
        {
            await PostAsync(key, "x");
        }

        await FoldAsync(Update("d", Draft("integration.d")));

        var first = await Journal.PostedRecordsAsync(InterfaceDefinition.MainDatabase, null, 2, default);
        Assert.Equal(["integration.B", "integration.a"], first.Select(record => record.ExternalId));
        Assert.Equal(["integration.c"], (await Journal.PostedRecordsAsync(InterfaceDefinition.MainDatabase, first[^1].ExternalId, 2, default)).Select(record => record.ExternalId));
    }

    [JournalFact]
    public async Task A_result_for_an_older_revision_leaves_the_newer_due_and_remembers_what_reached_odoo()
    {
        await FoldAsync(Update("a", Draft("integration.a", "x")));
        var older = Assert.Single(await TakeAsync("w"));
        await FoldAsync(Update("a", Draft("integration.a", "y")));
        Assert.Empty(await TakeAsync("other"));

        await RecordAsync("w", Result(older, PostingResultKind.Posted));

        var newer = Assert.Single(await TakeAsync("w"));
        Assert.Equal((2, 1, 7, false), (newer.Revision, newer.PostedRevision, newer.OdooId, newer.InDoubt));
        Assert.Equal(new Dictionary<PostingState, long> { [PostingState.InFlight] = 1, [PostingState.Posted] = 1 }, await PostingsAsync());
    }

    [JournalFact]
    public async Task What_a_lost_attempt_meant_to_write_comes_with_the_newer_revision_until_the_doubt_is_over()
    {
        await FoldAsync(Update("a", Draft("integration.a", "never begun")));
        await FoldAsync(Update("a", Draft("integration.a", "lost")));
        var lost = Assert.Single(await TakeAsync("w"));
        await RecordAsync("w", Result(lost, PostingResultKind.Retry) with { Failure = new Failure(FailureKind.Unavailable, "No answer.", "Nothing.", OutcomeUnknown: true) });
        await FoldAsync(Update("a", Draft("integration.a", "replaced before it was begun")));
        await FoldAsync(Update("a", Draft("integration.a", "newest")));
        await Store.ExecuteAsync("update posting set attempt_started = 0");

        var newest = Assert.Single(await TakeAsync("w"));

        Assert.Equal(("newest", true), (newest.Desired.Columns["note"].Text, newest.InDoubt));
        Assert.Equal("lost", Assert.Single(newest.Attempted).Columns["note"].Text);
        await RecordAsync("w", Result(newest, PostingResultKind.Posted));
        await FoldAsync(Update("a", Draft("integration.a", "after it")));
        Assert.Empty(Assert.Single(await TakeAsync("w")).Attempted);
    }

    [JournalFact]
    public async Task Protected_held_and_parked_postings_are_due_again_with_a_newer_revision()
    {
        foreach (var kind in new[] { PostingResultKind.Protected, PostingResultKind.Held, PostingResultKind.Parked })
        {
            await FoldAsync(Update($"{kind}", Draft($"integration.{kind}", "x")));
            await RecordAsync("w", Result(Assert.Single(await TakeAsync("w")), kind, new Failure(FailureKind.Protected, "theirs", "ask them")));
            Assert.Empty(await TakeAsync("w"));
            Assert.Empty(await FoldAsync(Update($"{kind}", Draft($"integration.{kind}", "x"))));

            await FoldAsync(Update($"{kind}", Draft($"integration.{kind}", "y")));
            Assert.Equal(2, Assert.Single(await TakeAsync("w")).Revision);
        }

        Assert.Equal(new Dictionary<PostingState, long> { [PostingState.Protected] = 1, [PostingState.Superseded] = 2, [PostingState.InFlight] = 3 }, await PostingsAsync());
    }

    private async Task PostAsync(string key, string value)
    {
        await FoldAsync(Update(key, Draft($"integration.{key}", value)));
        await RecordAsync("w", Result(Assert.Single(await TakeAsync("w")), PostingResultKind.Posted));
    }
}
