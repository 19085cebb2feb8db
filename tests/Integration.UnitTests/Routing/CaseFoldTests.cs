using Integration.Contracts;
using static Integration.UnitTests.Routing.FoldStory;

namespace Integration.UnitTests.Routing;

public sealed class CaseFoldTests
{
    [Fact]
    public void A_booked_case_is_one_transfer_with_one_line_per_item()
    {
        var result = OfCase.TellAll(Booked(1, 0, 30, ("hip", "1002", 1), ("hip", "1001", 2.50m), ("knee", "1001", 4)));

        var transfer = Assert.Single(result.Desired);
        Assert.Equal(("integration.case_12_g1", "case-transfer", RecordStanding.Active), (transfer.ExternalId, transfer.Kind, transfer.Standing));
        Assert.Equal(
            new Dictionary<string, string?> { ["operation"] = "CASE", ["source"] = "CS-STOCK", ["destination"] = "OR-USE", ["origin"] = "CASE-C0FFEE12", ["neededAt"] = "2026-11-24T12:00:00Z" },
            transfer.Fields);
        Assert.Equal(["integration.case_12_g1_1001 6.5 Units CS-STOCK OR-USE", "integration.case_12_g1_1002 1 Units CS-STOCK OR-USE"], Lines(transfer));
        Assert.Equal([new WakeUp("lapse", Hour(54))], result.WakeUps);
    }

    [Theory]
    [InlineData(0, 30, 30)]
    [InlineData(28, 30, 32)]
    [InlineData(35, 30, 39)]
    [InlineData(53, 30, 54)]
    public void A_transfer_is_useful_until_it_is_needed_and_what_is_said_late_a_while_longer(int said, int needed, int until) =>
        Assert.Equal(Hour(until), Assert.Single(OfCase.TellAll(Booked(1, said, needed, ("hip", "1002", 1))).Desired).UsefulUntil);

    [Fact]
    public void What_is_opened_on_request_is_noted_and_not_demanded()
    {
        var result = OfCase.TellAll(Card(1, 0, new DemandLine("knee", "1001", 2, "Units", false) { Alternative = "1004" }, new DemandLine("knee", "1002", 1, "Units", false) { OnRequest = true }));

        var transfer = Assert.Single(result.Desired);
        Assert.Equal(["integration.case_12_g1_1001 2 Units CS-STOCK OR-USE"], Lines(transfer));
        Assert.Equal("Open on request: 1 Units of 1002. Alternatives: 1004 for 1001.", transfer.Fields["note"]);

        var after = OfCase.Tell([Card(1, 0, new DemandLine("knee", "1001", 2, "Units", false), new DemandLine("knee", "1002", 1, "Units", false) { OnRequest = true })], [Booked(2, 1, 30, ("knee", "1001", 2))]);
        Assert.Equal("Nothing is opened on request.", Assert.Single(after.Desired).Fields["note"]);
    }

    [Fact]
    public void A_case_of_which_all_is_opened_on_request_asks_for_nothing() =>
        Assert.Empty(OfCase.TellAll(Card(1, 0, new DemandLine("knee", "1002", 1, "Units", false) { OnRequest = true })).Desired);

    [Fact]
    public void A_no_show_calls_the_case_off() =>
        Assert.Equal(["case_12_g1 Withdrawn"], OfCase.TellAll(Booked(1, 0, 30, ("hip", "1002", 1)), Input(2, 1, new DemandSignal(CaseHash, Semantics.Snapshot, CaseStanding.NoShow, "NORTH", null, null, null, []))).Standings());

    [Fact]
    public void A_case_keeps_the_name_it_was_first_told_under()
    {
        var result = OfCase.TellAll(Booked(1, 0, 30, ("hip", "1002", 1)), Input(2, 1, new DemandSignal("feedface87654321", Semantics.Snapshot, CaseStanding.Booked, "NORTH", Hour(30), "CS-STOCK", "OR-USE", [new DemandLine("hip", "1002", 2, "Units", false)])));

        Assert.Equal("CASE-C0FFEE12", Assert.Single(result.Desired).Fields["origin"]);
    }

    [Fact]
    public void A_reschedule_that_overtook_the_booking_wins()
    {
        var result = OfCase.Tell([Booked(1, 2, 50, ("hip", "1002", 1))], [Booked(2, 1, 30, ("hip", "1001", 1))]);

        Assert.Equal("2026-11-25T08:00:00Z", Assert.Single(result.Desired).Fields["neededAt"]);
        Assert.Equal(["integration.case_12_g1_1002 1 Units CS-STOCK OR-USE"], Lines(result.Desired[0]));
    }

    [Fact]
    public void A_delta_restates_the_services_it_names_and_no_other()
    {
        var result = OfCase.TellAll(
            Booked(1, 0, 30, ("hip", "1001", 1), ("hip", "1002", 1), ("knee", "1003", 1)),
            Changed(2, 1, 40, ("hip", "1001", 5)),
            Changed(3, 2, null, ("knee", "1003", -1), ("nail", "1004", 2)));

        Assert.Equal("2026-11-24T22:00:00Z", result.Desired[0].Fields["neededAt"]);
        Assert.Equal(["integration.case_12_g1_1001 5 Units CS-STOCK OR-USE", "integration.case_12_g1_1004 2 Units CS-STOCK OR-USE"], Lines(result.Desired[0]));
    }

    [Fact]
    public void A_cancelled_case_booked_again_opens_the_next_generation()
    {
        var result = OfCase.TellAll(Booked(1, 0, 30, ("hip", "1002", 1)), Cancelled(2, 1), Booked(3, 2, 40, ("hip", "1001", 1)));

        Assert.Equal(["case_12_g1 Withdrawn", "case_12_g2 Active"], result.Standings());
        Assert.Equal(["integration.case_12_g1_1002 1 Units CS-STOCK OR-USE"], Lines(result.Desired[0]));
        Assert.Equal(["integration.case_12_g2_1001 1 Units CS-STOCK OR-USE"], Lines(result.Desired[1]));
        Assert.Equal([new WakeUp("lapse", Hour(64))], result.WakeUps);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public void A_cancel_wins_over_a_booking_asserted_at_the_same_instant(long booking, long cancel)
    {
        var result = OfCase.Tell([Booked(booking, 1, 30, ("hip", "1002", 1))], [Cancelled(cancel, 1)]);

        Assert.Equal(["case_12_g1 Withdrawn"], result.Standings());
        Assert.Empty(result.WakeUps);
    }

    [Fact]
    public void A_case_without_lines_asks_for_nothing_until_it_has_some_and_calls_off_what_stood()
    {
        var empty = OfCase.TellAll(Booked(1, 0, 30));
        Assert.Empty(empty.Desired);
        Assert.Empty(empty.WakeUps);

        Assert.Equal(["case_12_g1 Withdrawn"], OfCase.TellAll(Booked(1, 0, 30, ("hip", "1", 1)), Booked(2, 1, 30)).Standings());
        Assert.Equal(["case_12_g1 Active"], OfCase.TellAll(Booked(1, 0, 30), Booked(2, 1, 30, ("hip", "1", 1))).Standings());
    }

    [Fact]
    public void A_case_lapses_when_its_grace_is_over()
    {
        FoldInput booking = Booked(1, 0, 30, ("hip", "1002", 1));

        Assert.Equal(["case_12_g1 Active"], OfCase.Tell([booking], [Tick(2, 53.9)]).Standings());
        var lapsed = OfCase.Tell([booking], [Tick(2, 54)]);
        Assert.Equal(["case_12_g1 Lapsed"], lapsed.Standings());
        Assert.Empty(lapsed.WakeUps);
    }

    [Fact]
    public void A_tick_is_void_when_the_case_was_moved_later_in_time()
    {
        var result = OfCase.Tell([Booked(1, 0, 30, ("hip", "1002", 1))], [Booked(2, 20, 90, ("hip", "1002", 1))], [Tick(3, 54)]);

        Assert.Equal(["case_12_g1 Active"], result.Standings());
        Assert.Equal([new WakeUp("lapse", Hour(114))], result.WakeUps);
    }

    [Fact]
    public void A_case_booked_anew_after_it_lapsed_opens_the_next_generation_whether_or_not_the_tick_came()
    {
        var booking = Booked(1, 0, 30, ("hip", "1002", 1));
        var moved = Booked(2, 60, 90, ("hip", "1002", 1));

        Assert.Equal(["case_12_g1 Lapsed", "case_12_g2 Active"], OfCase.TellAll(booking, Tick(3, 54), moved).Standings());
        Assert.Equal(["case_12_g1 Lapsed", "case_12_g2 Active"], OfCase.TellAll(moved, booking).Standings());
    }

    [Fact]
    public void What_is_written_about_a_case_after_it_took_place_books_nothing()
    {
        var result = OfCase.TellAll(Booked(1, 0, 30, ("hip", "1002", 1)), Booked(2, 60, 30, ("hip", "1002", 3)), Booked(3, 61, 31, ("hip", "1002", 4)));

        Assert.Equal(["case_12_g1 Lapsed"], result.Standings());
        Assert.Equal(["integration.case_12_g1_1002 1 Units CS-STOCK OR-USE"], Lines(result.Desired[0]));
        Assert.Equal(["case_12_g1 Lapsed"], OfCase.TellAll(Booked(1, 100, 30, ("hip", "1002", 1))).Standings());
    }

    [Fact]
    public void A_case_planned_for_the_end_of_time_wakes_nobody_wrongly()
    {
        var signal = new DemandSignal(CaseHash, Semantics.Snapshot, CaseStanding.Booked, "N", DateTimeOffset.MaxValue, "A", "B", [new DemandLine("s", "1", 1, "Units", false)]);

        Assert.Equal([new WakeUp("lapse", DateTimeOffset.MaxValue)], OfCase.TellAll(Input(1, 0, signal)).WakeUps);
    }

    [Fact]
    public void A_later_mapping_of_the_same_message_takes_the_earlier_ones_place()
    {
        var result = OfCase.Tell([Booked(7, 0, 30, ("hip", "1002", 1))], [Booked(7, 0, 30, ("hip", "1001", 1))]);

        Assert.Equal(["integration.case_12_g1_1001 1 Units CS-STOCK OR-USE"], Lines(result.Desired[0]));
    }

    [Fact]
    public void Item_codes_that_are_no_plain_ids_never_share_a_line()
    {
        var result = OfCase.TellAll(Booked(1, 0, 30, ("s", "ab", 1), ("s", "AB", 2), ("s", "a b", 3), ("s", "a_b", 4), ("s", "a-b", 5), ("s", new string('9', 50), 6)));

        var ids = result.Desired[0].Lines.Select(line => line.ExternalId).ToList();
        Assert.Equal(6, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^integration\\.[a-z0-9_]{1,80}$", id));
        Assert.Contains("integration.case_12_g1_ab", ids);
    }

    [Fact]
    public void An_item_in_two_units_is_two_lines()
    {
        var signal = new DemandSignal(CaseHash, Semantics.Snapshot, CaseStanding.Booked, "N", Hour(9), "A", "B", [new DemandLine("s", "1", 1, "units", false), new DemandLine("t", "1", 2, "box", false)]);

        Assert.Equal(["integration.case_12_g1_1 2 box A B", "integration.case_12_g1_1_units 1 units A B"], Lines(OfCase.TellAll(Input(1, 0, signal)).Desired[0]));
    }

    [Fact]
    public void Takes_no_contract_of_another_domain() =>
        Assert.Throws<ArgumentException>(() => OfCase.TellAll(Asked(1, 0, Buy("1", "1", 1))));

    private static string[] Lines(DesiredRecord record) =>
        [.. record.Lines.Select(line => string.Join(' ', [line.ExternalId, line.Fields["quantity"], line.Fields["unit"], line.Fields["source"], line.Fields["destination"]]))];

    private static ContractInput Card(long sequence, double at, params DemandLine[] lines) =>
        Input(sequence, at, new DemandSignal(CaseHash, Semantics.Snapshot, CaseStanding.Booked, "NORTH", Hour(30), "CS-STOCK", "OR-USE", lines));
}
