using Integration.Contracts;
using Integration.Journal;

namespace Integration.SystemTests.Journal;

public sealed class SqliteAuditTests() : AuditSpecification(new SqliteStore());

public sealed class PostgresAuditTests() : AuditSpecification(new PostgresStore());

/// <summary>Every act that changes something leaves who, what, before, after and why, or changes nothing.</summary>
public abstract class AuditSpecification(TestStore store) : JournalSpecification(store)
{
    [JournalFact]
    public async Task Every_act_is_kept_with_who_what_before_after_and_why()
    {
        await Journal.SeedTablesAsync([new SeedTable("items", ["code", "item"], 1, [new CodeRow(["gauze", "OLD"])])], default);
        await Journal.PauseAsync("odoo", Ann with { Reason = "upgrade" }, default);
        await Journal.ResumeAsync("odoo", Ann, default);
        await Journal.PauseAsync($"interface:{Interface}", Ann with { Reason = "drill" }, default);
        await Journal.MapCodeAsync("items", ["gauze", "GAZ"], Ann with { Reason = "new catalogue" }, default);
        await Journal.ReleaseAsync("MissingReference", "product 1", Ann, default);
        await Journal.BindDatabaseAsync(InterfaceDefinition.MainDatabase, "one", null, default);
        await Journal.BindDatabaseAsync(InterfaceDefinition.MainDatabase, "two", Ann with { Reason = "moved" }, default);
        await Journal.RecordActAsync(new Act("rotate-key", "key", "odoo", null, """{"expires":"2027-02-01"}"""), Ann, default);

        var acts = (await Journal.AuditAsync(null, 100, default)).Reverse().ToList();

        Assert.Equal(
            [
                """pause odoo odoo {"paused":false} {"paused":true} upgrade""",
                """resume odoo odoo {"paused":true} {"paused":false} """,
                $$"""pause interface {{Interface}} {"paused":false} {"paused":true} drill""",
                """map-code table items gauze {"rows":[["gauze","OLD"]]} {"rows":[["gauze","GAZ"]],"revision":2,"released":0} new catalogue""",
                """release cause MissingReference product 1 {"waiting":0} {"released":0} """,
                """bind-odoo odoo main {"database":"one"} {"database":"two"} moved""",
                """rotate-key key odoo  {"expires":"2027-02-01"} """,
            ],
            acts.Select(entry => $"{entry.Act.Command} {entry.Act.ScopeKind} {entry.Act.Scope} {entry.Act.Before} {entry.Act.After} {entry.By.Reason}"));
        Assert.All(acts, entry => Assert.Equal("ann", entry.By.Author));
    }

    [JournalFact]
    public async Task The_audit_is_read_from_an_instant_on_and_no_longer_than_asked()
    {
        foreach (var scope in new[] { "interface:a", "interface:b", "interface:c" })
        {
            await Journal.PauseAsync(scope, Ann with { Reason = "drill" }, default);
        }

        Assert.Equal(["c", "b"], (await Journal.AuditAsync(null, 2, default)).Select(entry => entry.Act.Scope));
        var second = (await Journal.AuditAsync(null, 2, default))[1].At;
        Assert.DoesNotContain(await Journal.AuditAsync(second.AddTicks(10), 100, default), entry => entry.Act.Scope is "a" or "b");
        Assert.Empty(await Journal.AuditAsync(second.AddDays(1), 100, default));
    }

    [JournalFact]
    public async Task An_act_that_cannot_be_kept_does_not_happen()
    {
        await Journal.SeedTablesAsync([new SeedTable("items", ["code", "item"], 1, [])], default);
        await Store.ExecuteAsync("drop table command_log");

        await Assert.ThrowsAnyAsync<Exception>(() => Journal.PauseAsync("odoo", Ann with { Reason = "drill" }, default));
        await Assert.ThrowsAnyAsync<Exception>(() => Journal.MapCodeAsync("items", ["gauze", "GAZ"], Ann, default));

        Assert.Empty(await Journal.PausesAsync(default));
        Assert.Equal(0, (await Journal.ReadTablesAsync(default)).Table("items")!.Count);
    }
}
