using Integration.Contracts;

namespace Integration.SystemTests.Journal;

public sealed class SqliteDatabaseTests() : DatabaseSpecification(new SqliteStore());

public sealed class PostgresDatabaseTests() : DatabaseSpecification(new PostgresStore());

/// <summary>Several Odoo databases in one journal: nothing of one ever meets another.</summary>
public abstract class DatabaseSpecification(TestStore store) : JournalSpecification(store)
{
    private const string South = "south";

    [JournalFact]
    public async Task A_posting_is_claimed_for_its_own_database_only()
    {
        await FoldAsync(Update("a", Draft("integration.a")), Update("b", Draft("integration.b")) with { Database = South });

        Assert.Equal("integration.b", Assert.Single(await ClaimSouthAsync()).ExternalId);
        Assert.Equal("integration.a", Assert.Single(await TakeAsync("w")).ExternalId);
    }

    [JournalFact]
    public async Task A_record_stays_in_the_database_it_was_made_for()
    {
        await FoldAsync(Update("a", Draft("integration.a")));
        await RecordAsync("w", Result(Assert.Single(await TakeAsync("w")), PostingResultKind.Posted));

        await FoldAsync(Update("a", Draft("integration.a", "2"), Draft("integration.new")) with { Database = South });

        Assert.Equal("integration.new", Assert.Single(await ClaimSouthAsync()).ExternalId);
        Assert.Equal("integration.a", Assert.Single(await TakeAsync("w")).ExternalId);
    }

    [JournalFact]
    public async Task A_pause_of_one_database_leaves_the_others_at_work()
    {
        await FoldAsync(Update("a", Draft("integration.a")), Update("b", Draft("integration.b")) with { Database = South });
        await Journal.PauseAsync($"odoo:{South}", Ann with { Reason = "its upgrade" }, default);

        Assert.Empty(await ClaimSouthAsync());
        Assert.Single(await TakeAsync("w"));
        Assert.True(await Journal.ResumeAsync($"odoo:{South}", Ann, default));
        Assert.Single(await ClaimSouthAsync());
    }

    [JournalFact]
    public async Task A_pause_of_odoo_stops_every_database()
    {
        await FoldAsync(Update("a", Draft("integration.a")), Update("b", Draft("integration.b")) with { Database = South });
        await Journal.PauseAsync("odoo", Ann with { Reason = "its upgrade" }, default);

        Assert.Empty(await ClaimSouthAsync());
        Assert.Empty(await TakeAsync("w"));
    }

    [JournalFact]
    public async Task Each_database_is_bound_by_itself()
    {
        Assert.Equal("one", await Journal.BindDatabaseAsync(InterfaceDefinition.MainDatabase, "one", null, default));
        Assert.Equal("two", await Journal.BindDatabaseAsync(South, "two", null, default));
        Assert.Equal("one", await Journal.BindDatabaseAsync(InterfaceDefinition.MainDatabase, "two", null, default));
    }

    [JournalFact]
    public async Task A_reconciliation_of_one_database_leaves_the_breaks_of_the_others()
    {
        await FoldAsync(Update("a", Draft("integration.a")), Update("b", Draft("integration.b")) with { Database = South });
        await Journal.SaveBreaksAsync(InterfaceDefinition.MainDatabase, [new Break(BreakKind.Missing, "integration.a", "m", null, [], "gone")], default);
        await Journal.SaveBreaksAsync(South, [new Break(BreakKind.Missing, "integration.b", "m", null, [], "gone")], default);

        await Journal.SaveBreaksAsync(South, [], default);

        Assert.Equal("integration.a", Assert.Single(await Journal.OpenBreaksAsync(default)).ExternalId);
    }

    [JournalFact]
    public async Task Reconciliation_pages_through_one_database()
    {
        await FoldAsync(Update("a", Draft("integration.a")), Update("b", Draft("integration.b")) with { Database = South });
        await RecordAsync("w", Result(Assert.Single(await ClaimSouthAsync()), PostingResultKind.Posted));

        Assert.Empty(await Journal.PostedRecordsAsync(InterfaceDefinition.MainDatabase, null, 10, default));
        Assert.Equal("integration.b", Assert.Single(await Journal.PostedRecordsAsync(South, null, 10, default)).ExternalId);
    }

    private Task<IReadOnlyList<ClaimedPosting>> ClaimSouthAsync() => Journal.ClaimPostingsAsync("w", South, 10, Hour, NoTime, default);
}
