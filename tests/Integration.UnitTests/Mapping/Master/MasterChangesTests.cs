using Integration.Contracts;
using Integration.Mapping.Master;

namespace Integration.UnitTests.Mapping.Master;

/// <summary>What an item master asks to change in the code tables.</summary>
public sealed class MasterChangesTests
{
    [Fact]
    public void A_new_item_asks_for_all_its_rows_the_item_before_what_refers_to_it() => Assert.Equal(
        ["item-units 1016,Units", "items north-items,1016,1016", "vendor-prices NLS,1016,14.9,Units", "preferred-vendors 1016,NLS"],
        Assert.Single(Changes("new-item")).Rows.Select(Said));

    [Fact]
    public void A_known_item_asks_only_for_what_differs_and_one_that_ends_for_a_person()
    {
        var changes = Changes("price-change");

        Assert.Equal(["1001", "1012"], changes.Select(change => change.Code));
        Assert.Equal(["vendor-prices NLS,1001,1.65,Units in place of NLS,1001,1.50,Units"], changes[0].Rows.Select(Said));
        Assert.Empty(changes[1].Rows);
        Assert.NotNull(changes[1].Note);
    }

    [Fact]
    public void What_the_tables_say_already_is_not_asked_for_again()
    {
        var tables = Shipped.Mappings.SeedTables();
        var before = MasterChanges.Of(Contracts("new-item"), tables, Shipped.Interfaces);
        var accepted = new CodeTables(1, tables.Names.Select(name => tables.Table(name)!).Select(table => new CodeTable(
            table.Name, table.Columns, table.KeyColumns, table.Rows.Concat(before.SelectMany(change => change.Rows).Where(row => row.Table == table.Name).Select(row => new CodeRow(row.Values))))));

        Assert.Empty(MasterChanges.Of(Contracts("new-item"), accepted, Shipped.Interfaces));
    }

    [Fact]
    public void A_change_of_a_day_ahead_is_accepted_only_then_where_its_tables_have_no_first_days()
    {
        var price = Changes("price-change")[0];

        Assert.Equal(["vendor-prices"], price.TooEarlyFor(price.EffectiveFrom.AddTicks(-1)));
        Assert.Empty(price.TooEarlyFor(price.EffectiveFrom));
    }

    [Fact]
    public void A_row_of_a_table_with_first_days_carries_the_facilitys_day_and_can_be_accepted_before_it()
    {
        var price = MasterChanges.Of(Contracts("price-change"), Dated(), Shipped.Interfaces)[0];

        // Five in the morning of December 1st in UTC is its first minute in New York.
        Assert.Equal(new DateTimeOffset(2026, 12, 1, 5, 0, 0, TimeSpan.Zero), price.EffectiveFrom);
        Assert.Equal(["vendor-prices NLS,1001,1.65,Units,2026-12-01, in place of NLS,1001,1.50,Units,,"], price.Rows.Select(Said));
        Assert.Empty(price.TooEarlyFor(Shipped.ReceivedAt));

        // In Auckland the same instant is later that day; an hour before it, New York has another.
        var behind = Contracts("price-change").ConvertAll(contract => contract with { Content = ((MasterRecord)contract.Content) with { EffectiveFrom = price.EffectiveFrom.AddHours(-1) } });
        Assert.Equal(new DateOnly(2026, 11, 30), MasterChanges.Of(behind, Dated(), Shipped.Interfaces)[0].Rows[0].From);
        Assert.Equal(new DateOnly(2026, 12, 1), MasterChanges.Of(behind, Dated(), [])[0].Rows[0].From);
    }

    [Fact]
    public void A_row_accepted_ahead_is_not_asked_for_again() => Assert.DoesNotContain(
        MasterChanges.Of(Contracts("price-change"), Dated("NLS,1001,1.65,Units,2026-12-01,"), Shipped.Interfaces), change => change.Rows.Count > 0);

    [Fact]
    public void An_item_known_from_a_shelf_alone_asks_for_its_rows_and_says_that_it_is_kept_by_lot()
    {
        var change = Assert.Single(MasterChanges.Of(Contracts("new-item-by-lot", "MFN_M15"), Shipped.Mappings.SeedTables(), Shipped.Interfaces), change => change.Code == "1017");

        Assert.Equal(["item-units 1017,Units", "items north-items,1017,1017"], change.Rows.Select(Said));
        Assert.True(change.IsKeptByLot);
    }

    [Fact]
    public void What_the_item_master_says_of_an_item_stands_before_what_a_shelf_says()
    {
        var master = Contracts("new-item");
        var shelf = Contracts("new-item-by-lot", "MFN_M15").Where(contract => contract.Content is MasterRecord { Code: "1017" })
            .Select(contract => contract with { Content = ((MasterRecord)contract.Content) with { Code = "1016", SenderCode = "1016", Unit = "Dozens" } });

        var change = Assert.Single(MasterChanges.Of([.. shelf, .. master], Shipped.Mappings.SeedTables(), Shipped.Interfaces));

        Assert.Equal("item-units 1016,Units", Said(change.Rows[0]));
    }

    private static IReadOnlyList<MasterChange> Changes(string @case) => MasterChanges.Of(Contracts(@case), Shipped.Mappings.SeedTables(), Shipped.Interfaces);

    /// <summary>The shipped tables, with first and last days of prices.</summary>
    private static CodeTables Dated(params string[] more)
    {
        var tables = Shipped.Mappings.SeedTables();
        return new CodeTables(1, tables.Names.Select(name => tables.Table(name)!).Select(table => table.Name != "vendor-prices" ? table : new CodeTable(
            table.Name, [.. table.Columns, CodeTable.From, CodeTable.Until], table.KeyColumns, table.Rows.Select(row => new CodeRow([.. row.Values, "", ""])).Concat(more.Select(row => new CodeRow(row.Split(',')))))));
    }

    private static List<Contract> Contracts(string @case, string structure = "MFN_M16")
    {
        var message = File.ReadAllText(Path.Combine(Shipped.Root, "mappings", "hl7v2", structure, "v1", "cases", @case, "source.hl7"));
        var mapped = Shipped.Mappings.Map(Shipped.Parse(message), Shipped.Context(Shipped.Interface("north-items")));
        Assert.Empty(mapped.Faults);
        return [.. mapped.Contracts.Select(one => one.Contract!)];
    }

    private static string Said(MasterRow row) => $"{row.Table} {string.Join(',', row.Values)}{(row.Was is null ? "" : $" in place of {string.Join(',', row.Was)}")}";
}
