using Integration.Mapping.Files;
using Integration.Mapping.Master;

namespace Integration.UnitTests.Mapping.Master;

/// <summary>What a code without a row could be, and why.</summary>
public sealed class CodeCandidatesTests
{
    private static readonly IReadOnlyDictionary<string, MasterTable> Schema = MasterTables.Read(Path.Combine(Shipped.Root, "contracts", MasterTables.FileInContracts), new FileProblems());

    private static readonly MasterNames Names = new(
        new Dictionary<string, string> { ["1001"] = "Suture absorbable 3-0", ["1012"] = "Hernia mesh 15 x 10 cm" },
        new Dictionary<string, (string, string)> { ["SM-HS12"] = ("1002", "SMO sells it under this number"), ["04012345678901"] = ("1001", "its barcode") });

    [Theory]
    [InlineData("items", "lakeside-supply|GLV75", "1006", "the same code for interface north-supply-requisitions")]
    [InlineData("items", "lakeside-supply|SM-HS12", "1002", "SMO sells it under this number")]
    [InlineData("items", "lakeside-supply|04012345678901", "1001", "its barcode (Suture absorbable 3-0)")]
    [InlineData("items", "lakeside-supply|GLV-70", "1006", "looks like GLV75, which is mapped to it")]
    [InlineData("items", "lakeside-supply|HERNIAMESH", "1012", "its name looks alike (Hernia mesh 15 x 10 cm)")]
    [InlineData("vendors", "lakeside-supply|DETTER", "DET", "the same code for interface north-supply-requisitions")]
    [InlineData("units", "lakeside-supply|dozens|1006", "Dozens", "our own code")]
    [InlineData("units", "north-supply-requisitions|BX|1001", "Box of 100", "the same code for item 1006")]
    public void The_likeliest_comes_first_with_its_reason(string table, string code, string value, string reason)
    {
        var first = Rank(table, code)[0];

        Assert.Contains(value, first.Values);
        Assert.StartsWith(reason, first.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_card_of_another_site_is_offered_line_by_line() =>
        Assert.All(Rank("preference-cards", "LAKESIDE|27447|*"), card => Assert.StartsWith("the same code for site ", card.Reason, StringComparison.Ordinal));

    [Fact]
    public void Nothing_is_offered_for_what_is_like_nothing_and_never_more_than_three()
    {
        Assert.Empty(Rank("items", "lakeside-supply|QQQ"));
        Assert.Equal(CodeCandidates.MostCandidates, Rank("preference-cards", "LAKESIDE|27130|*").Count);
    }

    [Theory]
    [InlineData("GLV-75", "glv 75", 1.0)]
    [InlineData("A", "A", 0.0)]
    [InlineData("night", "nacht", 0.25)]
    public void Likeness_is_the_share_of_pairs(string left, string right, double likeness) => Assert.Equal(likeness, Likeness.Of(left, right), 3);

    [Theory]
    [InlineData("1006", 250, "Units", 212.5)]
    [InlineData("1006", 2, "Box of 100", 170)]
    [InlineData("1015", 2.5, null, 9)]
    public void A_quantity_is_worth_the_preferred_vendors_price_in_whatever_unit(string item, decimal quantity, string? unit, decimal value) =>
        Assert.Equal(value, Prices.ValueOf(Shipped.Mappings.SeedTables(), item, quantity, unit));

    [Theory]
    [InlineData("9999", "Units")]
    [InlineData("1006", "kg")]
    public void What_has_no_price_or_another_root_is_worth_nothing_that_is_known(string item, string unit) => Assert.Null(Prices.ValueOf(Shipped.Mappings.SeedTables(), item, 1, unit));

    [Fact]
    public void A_waiting_line_says_when_and_how_much_is_needed()
    {
        var message = Shipped.Parse(
            "MSH|^~\\&|ORSUPPLY|NORTH|INTEGRATION|NORTHFIELD|20261122064500||OMS^O05^OMS_O05|1|P|2.5.1\r"
            + "ORC|NW|P1|||||||20261122064500\rRQD|1|XYZ|||4|DZ|4100|ORSUP|OR-SUPPLY|20261130\r"
            + "ORC|NW|P2|||||||20261122064500\rRQD|1|1001|||4|EA|4100|ORSUP|OR-SUPPLY|20261130\r");

        var line = Assert.Single(Shipped.Mappings.Map(message, Shipped.Context(Shipped.Interface("north-supply-requisitions"))).Contracts.SelectMany(mapped => mapped.Waiting));

        Assert.Equal(["items north-supply-requisitions|XYZ"], line.Codes.Select(code => $"{code.Table} {code.Code}"));
        Assert.Equal((null, 4m, new DateTimeOffset(2026, 12, 1, 4, 59, 59, TimeSpan.Zero)), (line.Item, line.Quantity, line.NeededAt));
    }

    [Fact]
    public void A_case_without_its_card_waits_as_one_line_for_the_time_it_is_needed()
    {
        var booked = File.ReadAllText(Path.Combine(Shipped.Root, "mappings", "hl7v2", "SIU_S12", "v1", "cases", "unmapped-procedure", "source.hl7")).ReplaceLineEndings("\r");

        var mapped = Assert.Single(Shipped.Mappings.Map(Shipped.Parse(booked), Shipped.Context(Shipped.Interface("north-or-schedule"))).Contracts);

        Assert.All(mapped.Waiting, line => Assert.True(line.NeededAt > Shipped.ReceivedAt && line.Quantity is null));
        Assert.Equal(mapped.Unmapped.Select(code => code.Code), mapped.Waiting.SelectMany(line => line.Codes).Select(code => code.Code).Distinct());
    }

    private static IReadOnlyList<CodeCandidate> Rank(string table, string code)
    {
        var tables = Shipped.Mappings.SeedTables();
        return CodeCandidates.Rank(tables.Table(table)!, Schema[table], code, tables, Names);
    }
}
