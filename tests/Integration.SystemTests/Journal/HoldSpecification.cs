using Integration.Contracts;
using Integration.Journal;

namespace Integration.SystemTests.Journal;

public sealed class SqliteHoldTests() : HoldSpecification(new SqliteStore());

public sealed class PostgresHoldTests() : HoldSpecification(new PostgresStore());

/// <summary>Messages that wait for a row, keys they close, and tables the rows come into.</summary>
public abstract class HoldSpecification(TestStore store) : JournalSpecification(store)
{
    private static readonly UnmappedCode s_gauze = new("items", "north|gauze", "RQD-2");

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Journal.SeedTablesAsync([new SeedTable("items", ["site", "code", "item"], 2, [Row("north", "glove", "GLV")]), new SeedTable("cards", ["procedure", "item"], 1, [Row("hip", "A"), Row("hip", "B")])], default);
    }

    [JournalFact]
    public async Task Messages_that_miss_the_same_code_are_one_exception()
    {
        var sequences = await HoldAsync(("1", [s_gauze]), ("2", [s_gauze]), ("3", [new UnmappedCode("items", "north|tape", "RQD-2")]));

        var exceptions = await Journal.ExceptionsAsync(default);

        Assert.Equal(["items north|gauze", "items north|tape"], exceptions.Select(entry => entry.Subject).Order());
        var gauze = exceptions.Single(entry => entry.Subject == "items north|gauze");
        Assert.Equal((2, "integration map-code items site=north code=gauze item=…"), (gauze.Waiting, gauze.Remedy));
        Assert.Equal([$"{sequences[0]}", $"{sequences[1]}"], gauze.Examples);
        Assert.Equal(new Dictionary<MessageOutcome, long> { [MessageOutcome.Held] = 3 }, await OutcomesAsync());
        Assert.True(await Journal.IsSettledAsync(default));
    }

    [JournalFact]
    public async Task Each_code_is_told_with_the_oldest_of_what_waits_for_it()
    {
        var tape = new UnmappedCode("items", "north|tape", "RQD-2");
        var sequences = await HoldAsync(("1", [s_gauze]), ("2", [s_gauze, tape]), ("3", [s_gauze]));

        var codes = await Journal.UnmappedAsync(2, default);

        Assert.Equal([("items", "north|gauze", 3L, 0L), ("items", "north|tape", 1L, 0L)], codes.Select(code => (code.Table, code.Code, code.Waiting, code.Behind)));
        Assert.Equal([sequences[0], sequences[1]], codes[0].Messages);
    }

    [JournalFact]
    public async Task A_row_that_holds_from_a_day_leaves_those_of_other_days()
    {
        await Journal.SeedTablesAsync([new SeedTable("prices", ["item", "price", "from"], 1, [Row("glove", "1", ""), Row("glove", "2", "2026-12-01")])], default);

        await Journal.MapCodeAsync("prices", ["glove", "3", "2026-12-01"], Ann, default);

        Assert.Equal(["1", "3"], (await Journal.ReadTablesAsync(default)).Table("prices")!.Rows.Select(row => row.Values[1]));
    }

    [JournalFact]
    public async Task A_row_for_the_code_releases_what_waits_in_order_and_closes_the_exception()
    {
        var sequences = await HoldAsync(("1", [s_gauze]), ("2", [new UnmappedCode("items", "north|tape", "RQD-2")]), ("3", [s_gauze]));
        var before = await Journal.TableRevisionAsync(default);

        var mapped = await Journal.MapCodeAsync("items", ["north", "gauze", "GAZ"], Ann, default);

        Assert.Equal(new MapCodeResult(before + 1, 2), mapped);
        Assert.Equal([sequences[0], sequences[2]], await ClaimAsync("w"));
        Assert.Equal("items north|tape", Assert.Single(await Journal.ExceptionsAsync(default)).Subject);
        Assert.Equal("GAZ", (await Journal.ReadTablesAsync(default)).Table("items")!.Find("north", "gauze")[0].Values[2]);
    }

    [JournalFact]
    public async Task A_row_with_a_star_releases_every_code_it_stands_for()
    {
        await HoldAsync(("1", [s_gauze]), ("2", [new UnmappedCode("items", "south|gauze", "RQD-2")]), ("3", [new UnmappedCode("items", "south|tape", "RQD-2")]));
        Assert.Equal(2, (await Journal.MapCodeAsync("items", ["*", "gauze", "GAZ"], Ann, default)).Released);
    }

    [JournalFact]
    public async Task A_released_message_that_misses_another_code_is_held_again()
    {
        var tape = new UnmappedCode("items", "north|tape", "RQD-2");
        var message = (await HoldAsync(("1", [s_gauze, tape])))[0];
        await Journal.MapCodeAsync("items", ["north", "gauze", "GAZ"], Ann, default);
        await ClaimAsync("w");
        await DecideAsync("w", Verdict(message, MessageOutcome.Held, holds: [tape]));

        Assert.Equal("items north|tape", Assert.Single(await Journal.ExceptionsAsync(default)).Subject);
        Assert.Equal(1, (await Journal.MapCodeAsync("items", ["north", "tape", "TAP"], Ann, default)).Released);
    }

    [JournalFact]
    public async Task A_held_delta_closes_its_key_and_what_is_held_behind_it_is_released_with_it()
    {
        var held = await AppendAsync("delta 1");
        var behind = await AppendAsync("delta 2");
        var farther = await AppendAsync("delta 3");
        await ClaimAsync("w");
        await DecideAsync("w", Verdict(held, MessageOutcome.Held, holds: [s_gauze], closes: [Key("a")]));
        Assert.Equal(held, await ClosedByAsync());
        await DecideAsync("w", Verdict(behind, MessageOutcome.Held, behind: held, closes: [Key("a"), Key("b")]), Verdict(farther, MessageOutcome.Held, behind: behind));
        Assert.Equal(held, await ClosedByAsync());

        Assert.Equal(3, (await Journal.MapCodeAsync("items", ["north", "gauze", "GAZ"], Ann, default)).Released);

        Assert.Equal(held, await ClosedByAsync());
        Assert.Equal([held, behind, farther], await ClaimAsync("w"));
        await DecideAsync("w", Verdict(held), Verdict(behind), Verdict(farther));
        Assert.Null(await ClosedByAsync());
    }

    [JournalFact]
    public async Task What_came_behind_a_released_delta_before_it_was_processed_follows_when_it_is()
    {
        var held = await AppendAsync("delta 1");
        await ClaimAsync("w");
        await DecideAsync("w", Verdict(held, MessageOutcome.Held, holds: [s_gauze], closes: [Key("a")]));
        await Journal.MapCodeAsync("items", ["north", "gauze", "GAZ"], Ann, default);
        await ClaimAsync("first");
        var late = await AppendAsync("delta 2");
        await ClaimAsync("second");
        await DecideAsync("second", Verdict(late, MessageOutcome.Held, behind: held));
        Assert.Empty(await ClaimAsync("second"));

        await DecideAsync("first", Verdict(held));

        Assert.Equal([late], await ClaimAsync("second"));
    }

    [JournalFact]
    public async Task A_message_parked_without_an_end_closes_the_keys_that_were_named_for_it()
    {
        var poison = await AppendAsync("poison");
        await Journal.NameKeysAsync(poison, [Key("a"), Key("b")], default);
        await Journal.NameKeysAsync(poison, [Key("a")], default);
        await Store.ExecuteAsync($"update message set starts = 3 where sequence = {poison}");

        Assert.Empty(await ClaimAsync("w"));

        Assert.Equal(MessageOutcome.Parked, (await FindAsync(poison)).Outcome);
        Assert.Equal(poison, await ClosedByAsync());
        Assert.Equal(0, await Store.NumberAsync("select count(*) from fold where key = 'b' and closed_by is not null"));
        Assert.Equal(0, await Store.NumberAsync("select count(*) from message_closes"));
    }

    [JournalFact]
    public async Task A_settled_message_is_suppressed_by_that_rule_opens_its_keys_and_lets_go_what_is_behind_it()
    {
        var parked = await AppendAsync("delta 1");
        var behind = await AppendAsync("delta 2");
        await ClaimAsync("w");
        await DecideAsync("w", Verdict(parked, MessageOutcome.Parked, "RQD-5: a number", closes: [Key("a")], holds: [s_gauze]));
        await DecideAsync("w", Verdict(behind, MessageOutcome.Held, behind: parked));
        Assert.Equal(1, (await Journal.ExceptionsAsync(default)).Single(entry => entry.Kind == "ParkedMessage").Behind);

        var settled = await Journal.SettleMessageAsync(parked, Ann with { Reason = "ordered by telephone" }, default);

        Assert.Equal(new MessageSettlement(MessageOutcome.Parked, 1), settled);
        Assert.Null(await ClosedByAsync());
        Assert.Equal([behind], await ClaimAsync("w"));
        Assert.Equal((MessageOutcome.Suppressed, "settled"), ((await FindAsync(parked)).Outcome, (await FindAsync(parked)).Reason));
        Assert.Empty(await Journal.ExceptionsAsync(default));
        var entry = Assert.Single(await Journal.AuditAsync(null, 10, default));
        Assert.Equal(
            ("settle", "message", $"{parked}", """{"outcome":"parked","reason":"RQD-5: a number"}""", "ordered by telephone"),
            (entry.Act.Command, entry.Act.ScopeKind, entry.Act.Scope, entry.Act.Before, entry.By.Reason));
        Assert.Equal(2, (await OutcomesAsync()).Count);
    }

    [JournalFact]
    public async Task Only_what_is_held_or_parked_can_be_settled()
    {
        var message = await AppendAsync("1");
        Assert.Null(await Journal.SettleMessageAsync(message, Ann, default));
        await ClaimAsync("w");
        await DecideAsync("w", Verdict(message));
        Assert.Null(await Journal.SettleMessageAsync(message, Ann, default));
        Assert.Null(await Journal.SettleMessageAsync(message + 1000, Ann, default));
        Assert.Empty(await Journal.AuditAsync(null, 10, default));
    }

    [JournalFact]
    public async Task A_seed_adds_what_is_missing_as_one_revision_and_nothing_when_all_is_there()
    {
        SeedTable[] seed = [new("items", ["site", "code", "item"], 2, [Row("north", "glove", "GLV"), Row("north", "mask", "MSK")])];
        var before = await Journal.TableRevisionAsync(default);

        Assert.Equal(before + 1, await Journal.SeedTablesAsync(seed, default));
        Assert.Equal(before + 1, await Journal.SeedTablesAsync(seed, default));

        var tables = await Journal.ReadTablesAsync(default);
        Assert.Equal((before + 1, 2, 2), (tables.Revision, tables.Table("items")!.Count, tables.Table("cards")!.Count));
        Assert.Equal(["A", "B"], tables.Table("cards")!.Find("hip").Select(row => row.Values[1]));
    }

    [JournalFact]
    public async Task A_seed_replaces_its_own_rows_of_a_key_and_never_those_changed_by_command()
    {
        await Journal.MapCodeAsync("items", ["north", "glove", "GLOVE-L"], Ann, default);

        await Journal.SeedTablesAsync([new SeedTable("items", ["site", "code", "item"], 2, [Row("north", "glove", "GLV-NEW")]), new SeedTable("cards", ["procedure", "item"], 1, [Row("hip", "B"), Row("hip", "C")])], default);

        var tables = await Journal.ReadTablesAsync(default);
        Assert.Equal("GLOVE-L", tables.Table("items")!.Find("north", "glove")[0].Values[2]);
        Assert.Equal(["B", "C"], tables.Table("cards")!.Find("hip").Select(row => row.Values[1]));
    }

    [JournalFact]
    public async Task A_row_that_does_not_fit_its_table_is_refused_with_the_columns()
    {
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => Journal.MapCodeAsync("items", ["north", "gauze"], Ann, default));
        Assert.Contains("site, code, item", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => Journal.MapCodeAsync("nowhere", ["north", "gauze"], Ann, default));
    }

    [JournalFact]
    public async Task Commands_at_the_same_time_get_revisions_of_their_own()
    {
        var before = await Journal.TableRevisionAsync(default);
        var revisions = await Task.WhenAll(Enumerable.Range(0, 8).Select(at => Task.Run(() => Journal.MapCodeAsync("items", ["north", $"code {at}", "X"], Ann, default))));
        Assert.Equal(Enumerable.Range(before + 1, 8), revisions.Select(mapped => mapped.Revision).Order());
        Assert.Equal(8, await Store.NumberAsync("select count(*) from command_log where command = 'map-code' and author = 'ann'"));
    }

    private static CodeRow Row(params string[] cells) => new(cells);

    private async Task<long?> ClosedByAsync()
    {
        await using var folds = await Journal.OpenFoldsAsync("look", [Key("a")], default);
        return folds.Rows[Key("a")].ClosedBy;
    }

    private async Task<List<long>> HoldAsync(params (string Content, UnmappedCode[] Holds)[] messages)
    {
        var sequences = new List<long>();
        foreach (var (content, _) in messages)
        {
            sequences.Add(await AppendAsync(content));
        }

        await ClaimAsync("w");
        await DecideAsync("w", [.. messages.Select((message, at) => Verdict(sequences[at], MessageOutcome.Held, "waits for a code", holds: message.Holds))]);
        return sequences;
    }
}
