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
        var before = MasterChanges.Of(Contracts("new-item"), tables);
        var accepted = new CodeTables(1, tables.Names.Select(name => tables.Table(name)!).Select(table => new CodeTable(
            table.Name, table.Columns, table.KeyColumns, table.Rows.Concat(before.SelectMany(change => change.Rows).Where(row => row.Table == table.Name).Select(row => new CodeRow(row.Values))))));

        Assert.Empty(MasterChanges.Of(Contracts("new-item"), accepted));
    }

    private static IReadOnlyList<MasterChange> Changes(string @case) => MasterChanges.Of(Contracts(@case), Shipped.Mappings.SeedTables());

    private static List<Contract> Contracts(string @case)
    {
        var message = File.ReadAllText(Path.Combine(Shipped.Root, "mappings", "hl7v2", "MFN_M16", "v1", "cases", @case, "source.hl7"));
        var mapped = Shipped.Mappings.Map(Shipped.Parse(message), Shipped.Context(Shipped.Interface("north-items")));
        Assert.Empty(mapped.Faults);
        return [.. mapped.Contracts.Select(one => one.Contract!)];
    }

    private static string Said(MasterRow row) => $"{row.Table} {string.Join(',', row.Values)}{(row.Was is null ? "" : $" in place of {string.Join(',', row.Was)}")}";
}
