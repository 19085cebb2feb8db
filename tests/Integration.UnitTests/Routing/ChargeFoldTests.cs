using Integration.Contracts;
using Integration.Routing.Folds;
using static Integration.UnitTests.Routing.FoldStory;

namespace Integration.UnitTests.Routing;

public sealed class ChargeFoldTests
{
    private const string Waits = "This credit waits for its charge until 2026-11-26 07:00 UTC.";

    private static readonly ChargeFold Fold = new(Options);

    private static readonly ServiceActivity Said = new("T-1", ActivityKind.Charge, null, "OR-MINUTE", "Operating room time", "4100", "2026-11-22", 95, "Minutes", null, 1425, "USD");

    internal static ContractInput Charge(long sequence, double at, decimal amount = 1425, string day = "2026-11-22") =>
        Input(sequence, at, Said with { Amount = amount, Quantity = amount / 15, PerformedOn = day });

    internal static ContractInput Credit(long sequence, double at, decimal amount = 1425, string entry = "T-1", string day = "2026-11-22") =>
        Input(sequence, at, Said with { Entry = entry, Kind = ActivityKind.Credit, Reverses = "T-1", Amount = amount, Quantity = amount / 15, PerformedOn = day });

    internal static ContractInput Withdrawn(long sequence, double at) => Input(sequence, at, new ServiceActivity("T-1", ActivityKind.Withdrawn, null, "-", "-", "-", "2026-11-24", 1, "-", null, 0, null));

    internal static TickInput Gone(long sequence, double at) => new(sequence, ChargeFold.Unmatched, Hour(at));

    [Fact]
    public void A_charge_is_a_cost_on_its_cost_centre()
    {
        var entry = Assert.Single(Fold.TellAll(Charge(1, 1)).Desired);

        Assert.StartsWith("integration.charge_12_", entry.ExternalId, StringComparison.Ordinal);
        Assert.Equal(("charge-entry", RecordStanding.Active, null), (entry.Kind, entry.Standing, entry.HeldBecause));
        Assert.Equal(
            [("amount", "-1425"), ("costCentre", "4100"), ("currency", "USD"), ("date", "2026-11-22"), ("item", null), ("name", "Operating room time"), ("quantity", "95"), ("transaction", "T-1"), ("unit", "Minutes")],
            entry.Fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => (field.Key, field.Value)));
    }

    [Fact]
    public void A_credit_is_an_entry_of_its_own_with_the_opposite_signs()
    {
        var result = Fold.TellAll(Charge(1, 1), Credit(2, 2));

        Assert.Equal(["95 for -1425", "-95 for 1425"], Entries(result));
        Assert.Equal(result.Desired[0].ExternalId + "_r", result.Desired[1].ExternalId);
        Assert.Equal(("Credit: Operating room time", "T-1"), (result.Desired[1].Fields["name"], result.Desired[1].Fields["transaction"]));
        Assert.Empty(result.WakeUps);
    }

    [Theory]
    [InlineData("T-1")]
    [InlineData("T-2")]
    public void A_charge_is_never_taken_back_twice(string entry)
    {
        var result = Fold.TellAll(Charge(1, 1), Credit(2, 2), Credit(3, 3, entry: entry));

        Assert.Equal(["95 for -1425", "-95 for 1425"], Entries(result));
        Assert.Equal(entry == "T-1" ? [] : ["This credit finds nothing to take back: its charge was taken back before."], Held(result));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_charge_its_source_withdraws_is_reversed_whatever_it_said_last_and_in_either_order(bool late)
    {
        var said = new[] { Charge(1, 1), Charge(2, 2, 1350), Withdrawn(3, 3), Withdrawn(4, 4) };

        var result = Fold.TellAll(late ? [.. said.Reverse()] : said);

        Assert.Equal(["95 for -1425", "-95 for 1425", "90 for -1350", "-90 for 1350"], Entries(result));
        Assert.Empty(Held(result));
    }

    [Fact]
    public void A_withdrawn_charge_that_was_credited_in_part_gives_back_the_rest() =>
        Assert.Equal(0m, Fold.TellAll(Charge(1, 1), Credit(2, 2, 150, "T-2"), Withdrawn(3, 3)).Desired.Sum(entry => decimal.Parse(entry.Fields["amount"]!, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void A_withdrawn_charge_may_be_charged_again() =>
        Assert.Equal(["95 for -1425", "-95 for 1425", "95 for -1425"], Entries(Fold.TellAll(Charge(1, 1), Withdrawn(2, 2), Charge(3, 3))));

    [Fact]
    public void A_charge_said_again_changes_nothing() => Assert.Equal(["95 for -1425"], Entries(Fold.TellAll(Charge(1, 1), Charge(2, 2))));

    [Fact]
    public void A_charge_said_otherwise_is_reversed_and_booked_anew()
    {
        var before = Fold.TellAll(Charge(1, 1)).Desired.Single();

        var result = Fold.TellAll(Charge(1, 1), Charge(2, 2, 1350));

        Assert.Equal(["95 for -1425", "-95 for 1425", "90 for -1350"], Entries(result));
        Assert.Equal(before.ExternalId, result.Desired[0].ExternalId);
        Assert.Equal(before.Fields, result.Desired[0].Fields);
    }

    [Fact]
    public void A_correction_of_one_instant_takes_back_what_stood_before() =>
        Assert.Equal(["95 for -1425", "-95 for 1425", "90 for -1350"], Entries(Fold.TellAll(Charge(1, 1), Charge(3, 2, 1350), Credit(2, 2))));

    [Fact]
    public void What_is_credited_and_charged_alike_in_one_instant_stands() =>
        Assert.Equal(["95 for -1425", "-95 for 1425", "95 for -1425"], Entries(Fold.TellAll(Charge(1, 1), Charge(3, 2), Credit(2, 2))));

    [Fact]
    public void The_credit_of_a_charge_that_was_said_otherwise_since_takes_nothing_back_again() =>
        Assert.Equal(["95 for -1425", "-95 for 1425", "90 for -1350"], Entries(Fold.TellAll(Charge(1, 1), Charge(2, 2, 1350), Credit(3, 3))));

    [Fact]
    public void Parts_are_credited_one_by_one_until_nothing_stands()
    {
        var result = Fold.TellAll(Charge(1, 1, 30), Credit(2, 2, 15, "T-2"), Credit(3, 3, 15, "T-3"), Credit(4, 4, 15, "T-3"), Credit(5, 5, 15, "T-4"));

        Assert.Equal(["2 for -30", "-1 for 15", "-1 for 15"], Entries(result));
        Assert.Single(Held(result));
        Assert.Equal(4, result.Desired.Select(record => record.ExternalId).Distinct().Count());
    }

    [Fact]
    public void What_was_taken_back_may_be_charged_again()
    {
        var result = Fold.TellAll(Charge(1, 1), Credit(2, 2), Charge(3, 3), Credit(4, 4));

        Assert.Equal(["95 for -1425", "-95 for 1425", "95 for -1425", "-95 for 1425"], Entries(result));
        Assert.Equal(4, result.Desired.Select(record => record.ExternalId).Distinct().Count());
    }

    [Fact]
    public void A_credit_before_its_charge_waits_under_the_name_it_will_have()
    {
        var waiting = Fold.TellAll(Credit(1, 1));

        Assert.Equal([Waits], Held(waiting));
        Assert.Equal([new WakeUp(ChargeFold.Unmatched, Hour(73))], waiting.WakeUps);
        var matched = Fold.Tell([Credit(1, 1)], [Charge(2, 0)]);
        Assert.Equal(["95 for -1425", "-95 for 1425"], Entries(matched));
        Assert.Contains(waiting.Desired.Single().ExternalId, matched.Desired.Select(record => record.ExternalId));
        Assert.Empty(matched.WakeUps);
    }

    [Fact]
    public void A_credit_that_was_said_before_its_charge_takes_it_back_too()
    {
        var result = Fold.TellAll(Credit(1, 1), Charge(2, 2));

        Assert.Equal(["95 for -1425", "-95 for 1425"], Entries(result));
        Assert.Empty(Held(result));
        Assert.Empty(result.WakeUps);
    }

    [Fact]
    public void A_credit_whose_charge_does_not_come_stands_alone_and_still_takes_it_back_once_when_it_does()
    {
        Assert.Equal([Waits], Held(Fold.TellAll(Credit(1, 1), Gone(2, 72))));

        var alone = Fold.TellAll(Credit(1, 1), Gone(2, 73));
        Assert.Equal(["-95 for 1425"], Entries(alone));
        Assert.Empty(Held(alone));
        Assert.StartsWith("Unmatched credit", alone.Desired.Single().Remark, StringComparison.Ordinal);

        var late = Fold.Tell([Credit(1, 1), Gone(2, 73)], [Charge(3, 0)]);
        Assert.Equal(["95 for -1425", "-95 for 1425"], Entries(late));
        Assert.All(late.Desired, record => Assert.Null(record.Remark));
        Assert.Contains(alone.Desired.Single().ExternalId, late.Desired.Select(record => record.ExternalId));
    }

    private static IEnumerable<string> Entries(FoldResult result) =>
        result.Desired.Where(record => record.HeldBecause is null).Select(record => $"{record.Fields["quantity"]} for {record.Fields["amount"]}");

    private static IEnumerable<string?> Held(FoldResult result) => result.Desired.Where(record => record.HeldBecause is not null).Select(record => record.HeldBecause);
}
