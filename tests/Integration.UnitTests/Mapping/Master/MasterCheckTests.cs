using Integration.Mapping.Files;
using Integration.Mapping.Master;

namespace Integration.UnitTests.Mapping.Master;

/// <summary>What the check of the master data finds, in the shipped tables (nothing) and in spoiled ones.</summary>
public sealed class MasterCheckTests
{
    private static readonly string SchemaFile = Path.Combine(Shipped.Root, "contracts", MasterTables.FileInContracts);

    [Fact]
    public void Every_shipped_table_has_an_entry_every_entry_a_table_and_all_of_it_is_in_order()
    {
        var problems = new FileProblems();
        var schema = MasterTables.Read(SchemaFile, problems);

        Assert.Empty(problems.InOrder());
        Assert.Equal([], MasterCheck.Run(schema, SchemaFile, Shipped.Mappings.Seeds.Select(TableRows.Of)).Select(Said));
        Assert.All(schema.Values, table => Assert.True(table.Owner.Length > 0 && table.Says.EndsWith('.'), table.Name));
    }

    [Theory]
    [InlineData("items.csv", "*,1001,1001", "*,1001,9999", "Orphan items.csv:2: item 9999 is in no row of item-units")]
    [InlineData("preference-cards.csv", "NORTH,27130,*,1002,1,Units", "NORTH,27130,*,7777,1,Units", "Orphan preference-cards.csv:3: item 7777 is in no row of item-units")]
    [InlineData("preferred-vendors.csv", "1002,SMO\n", "", "Gap item-units.csv:3: preferred-vendors has no row for item 1002")]
    [InlineData("vendor-prices.csv", "SMO,1002,910.00,Units\n", "", "Gap preferred-vendors.csv:3: vendor-prices has no row for vendor SMO, item 1002")]
    [InlineData("vendor-prices.csv", "SMO,1002,910.00,Units", "SMO,1002,910.00,kg", "Unit vendor-prices.csv:3: item 1002 is counted in Units, which kg does not convert to")]
    [InlineData("unit-factors.csv", "Box of 20,Units,20", "Box of 20,Units,0", "Malformed unit-factors.csv:4: factor is '0'")]
    [InlineData("unit-factors.csv", "Dozens,Units,12\n", "", "Orphan units.csv:5: unit Dozens is in no row of unit-factors")]
    [InlineData("order-controls.csv", "*,NW,set", "*,NW,sets", "Malformed order-controls.csv:2: action is 'sets'")]
    [InlineData("vendors.csv", "*,NLS,NLS", "*,NLS,", "Malformed vendors.csv:3: vendor is empty")]
    [InlineData("surgeon-roles.csv", "interface*,role*", "interface*,roles*", "Malformed surgeon-roles.csv: the column roles is not in its entry")]
    public void Finds_what_is_wrong_with_its_line(string file, string old, string by, string expected)
    {
        using var folder = new MappingFolder();
        folder.Replace(Path.Combine("tables", file), old, by);

        Assert.Contains(expected, Found(folder));
    }

    [Fact]
    public void Dates_need_no_entry_and_must_be_dates()
    {
        using var folder = new MappingFolder();
        folder.Write(Path.Combine("tables", "departments.csv"), "location*,department,until\nOR-SUPPLY,OR,\nWARD4-SUPPLY,W4E,soon\nCLINIC-SUPPLY,CLI,2026-12-31\n");

        Assert.Equal(["Malformed departments.csv:3: until is 'soon'"], Found(folder));
    }

    [Fact]
    public void Two_terms_of_one_key_that_overlap_are_a_conflict_and_those_that_follow_are_none()
    {
        using var folder = new MappingFolder();
        folder.Write(Path.Combine("tables", "departments.csv"), "location*,department,from,until\nOR-SUPPLY,OR,,2026-12-31\nOR-SUPPLY,W4E,2026-12-01,\nWARD4-SUPPLY,W4E,,2026-11-30\nWARD4-SUPPLY,OR,2026-12-01,\nCLINIC-SUPPLY,CLI,2027-01-01,2026-01-01\n");

        Assert.Equal(
            [
                "Conflict departments.csv:2: it holds until 2026-12-31, but another row of this key holds from 2026-12-01",
                "Conflict departments.csv:6: it ends before it begins",
            ],
            Found(folder));
    }

    private static List<string> Found(MappingFolder folder)
    {
        var problems = new FileProblems();
        var seeds = SeedReader.ReadFolder(folder.At("tables"), problems);
        Assert.Empty(problems.InOrder());
        return [.. MasterCheck.Run(MasterTables.Read(SchemaFile, problems), SchemaFile, seeds.Select(TableRows.Of)).Select(Said)];
    }

    private static string Said(MasterFinding finding) => $"{finding.Kind} {Path.GetFileName(finding.Place)}: {finding.What}";
}
