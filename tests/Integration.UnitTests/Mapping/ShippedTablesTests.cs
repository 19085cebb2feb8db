using CsvHelper;

namespace Integration.UnitTests.Mapping;

/// <summary>The code tables translate into what the synthetic network's Odoo holds, and into nothing else.</summary>
public sealed class ShippedTablesTests
{
    [Theory]
    [InlineData("items", "item", "items", "code")]
    [InlineData("item-units", "item", "items", "code")]
    [InlineData("item-units", "unit", "units", "name")]
    [InlineData("unit-factors", "unit", "units", "name")]
    [InlineData("units", "unit", "units", "name")]
    [InlineData("vendors", "vendor", "vendors", "code")]
    [InlineData("preferred-vendors", "item", "items", "code")]
    [InlineData("preferred-vendors", "vendor", "vendors", "code")]
    [InlineData("vendor-prices", "vendor", "vendors", "code")]
    [InlineData("vendor-prices", "item", "items", "code")]
    [InlineData("vendor-prices", "unit", "units", "name")]
    [InlineData("locations", "location", "locations", "code")]
    [InlineData("departments", "location", "locations", "code")]
    [InlineData("departments", "department", "departments", "code")]
    [InlineData("sites", "source", "locations", "code")]
    [InlineData("sites", "consumption", "locations", "code")]
    [InlineData("kits", "item", "items", "code")]
    [InlineData("preference-cards", "item", "items", "code")]
    [InlineData("preference-cards", "unit", "units", "name")]
    [InlineData("activities", "unit", "units", "name")]
    [InlineData("cost-centres", "account", "cost-centres", "code")]
    [InlineData("assets", "serial", "equipment", "serial")]
    [InlineData("assets", "model", "equipment", "model")]
    [InlineData("assets", "location", "locations", "code")]
    [InlineData("board-levels", "item", "items", "code")]
    public void Every_code_translated_into_is_in_the_network(string table, string column, string file, string key)
    {
        var known = Network(file).Select(row => row[key]).Append("none").ToHashSet();

        Assert.All(Rows(table), row => Assert.Contains(row[column], known));
    }

    [Fact]
    public void Every_item_has_its_own_unit_a_preferred_vendor_and_that_vendors_price()
    {
        var items = Network("items");
        var prices = Network("vendor-prices");

        Assert.Equal(items.Select(item => (item["code"], item["unit"])), Rows("item-units").Select(row => (row["item"], row["unit"])));
        Assert.Equal(prices.GroupBy(row => row["item"]).Select(item => (item.Key, item.First()["vendor"])), Rows("preferred-vendors").Select(row => (row["item"], row["vendor"])));
        Assert.Equal(prices.Select(row => (row["vendor"], row["item"], row["price"], row["unit"])), Rows("vendor-prices").Select(row => (row["vendor"], row["item"], row["price"], row["unit"])));
    }

    [Fact]
    public void Every_unit_counts_its_root_as_in_the_network() => Assert.Equal(
        Network("units").Select(unit => (unit["name"], unit["relative_unit"].Length == 0 ? unit["name"] : unit["relative_unit"], unit["relative_factor"])),
        Rows("unit-factors").Select(row => (row["unit"], row["root"], row["factor"])));

    [Fact]
    public void The_lead_of_a_site_is_the_sum_of_its_parts() => Assert.All(
        Rows("sites"), row => Assert.Equal(int.Parse(row["lead-minutes"], null), LeadParts.Sum(part => int.Parse(row[part], null))));

    private static readonly string[] LeadParts = ["kit-minutes", "pick-minutes", "sterilise-minutes"];

    private static IEnumerable<Dictionary<string, string>> Rows(string table)
    {
        var seed = Shipped.Mappings.Seeds.Single(one => one.Name == table);
        Assert.NotEmpty(seed.Rows);
        return seed.Rows.Select(row => seed.Columns.Zip(row.Values).ToDictionary(cell => cell.First, cell => cell.Second));
    }

    private static List<Dictionary<string, string>> Network(string file)
    {
        using var csv = CsvReader.Create(File.OpenRead(Path.Combine(Shipped.Root, "ops", "odoo", "network", file + ".csv")), new CsvReaderOptions(), leaveOpen: false);
        var rows = new List<Dictionary<string, string>>();
        while (csv.Read())
        {
            rows.Add(csv.Headers.Select((name, at) => (name, csv.GetString(at))).ToDictionary(cell => cell.name, cell => cell.Item2));
        }

        return rows;
    }
}
