using Integration.Contracts;

namespace Integration.UnitTests.Mapping;

/// <summary>Tables whose rows hold for a time (rule 23).</summary>
public sealed class EffectiveDateTests
{
    private static readonly CodeTable Prices = new("prices", ["item", "price", "from", "until"], 1,
    [
        new CodeRow(["glove", "1", "", ""]),
        new CodeRow(["glove", "2", "2026-12-01", ""]),
        new CodeRow(["stem", "7", "2026-12-01", "2026-12-31"]),
        new CodeRow(["*", "9", "", ""]),
        new CodeRow(["mask", "3", "tomorrow", ""]),
    ]);

    [Theory]
    [InlineData("glove", "2026-11-30", "1")]
    [InlineData("glove", "2026-12-01", "2")]
    [InlineData("stem", "2026-11-30", "9")]
    [InlineData("stem", "2026-12-31", "7")]
    [InlineData("stem", "2027-01-01", "9")]
    [InlineData("mask", "2026-12-01", "9")]
    public void The_rows_of_the_latest_first_day_hold_until_their_last(string item, string day, string price) =>
        Assert.Equal([price], Prices.Find(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), item).Select(row => row.Values[1]));

    [Fact]
    public void Without_a_day_what_holds_last_is_found() => Assert.Equal("2", Assert.Single(Prices.Find("glove")).Values[1]);

    [Fact]
    public void A_message_is_mapped_with_the_rows_of_the_day_it_takes_effect_at_the_facility()
    {
        // Needed by the evening of 30 November at the hospital, which is 1 December in UTC.
        var order = "ORC|NW|P1|||||||20261122064500\rRQD|1|1001|||4|EA|4100|ORSUP|OR-SUPPLY|20261130\r";
        var later = order.Replace("20261130", "20261201", StringComparison.Ordinal);

        Assert.Equal("1001", Item(order));
        Assert.Equal("1002", Item(later));
    }

    private static string? Item(string order)
    {
        var requisitions = Shipped.Interface("north-supply-requisitions");
        var tables = Shipped.Mappings.Seeds.Select(seed => seed.Name == "items"
            ? new CodeTable("items", [.. seed.Columns, "from"], 2, [new CodeRow(["*", "1001", "1001", ""]), new CodeRow(["*", "1001", "1002", "2026-12-01"])])
            : new CodeTable(seed.Name, seed.Columns, seed.KeyColumns, seed.Rows));
        var message = Shipped.Parse("MSH|^~\\&|ORSUPPLY|NORTH|INTEGRATION|NORTHFIELD|20261122064500||OMS^O05^OMS_O05|1|P|2.5.1\r" + order);
        var mapped = Shipped.Mappings.Map(message, Shipped.Context(requisitions) with { Tables = new CodeTables(1, tables) });
        Assert.Empty(mapped.Faults);
        return Assert.Single(((Requisition)Assert.Single(mapped.Contracts).Contract!.Content).Lines).Item;
    }
}
