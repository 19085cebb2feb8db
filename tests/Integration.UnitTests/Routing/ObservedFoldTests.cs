using Integration.Contracts;
using static Integration.UnitTests.Routing.FoldStory;

namespace Integration.UnitTests.Routing;

/// <summary>What people make of our records in Odoo, told to the folds.</summary>
public sealed class ObservedFoldTests
{
    private const string Case = "case_12_g1";
    private const string Order = "requisition_12_nls_g1";

    public static TheoryData<ObservedStatus> RefusedBy => [ObservedStatus.Cancelled, ObservedStatus.Deleted];

    [Theory]
    [MemberData(nameof(RefusedBy))]
    public void A_case_stated_again_after_people_called_it_off_opens_the_next_generation(ObservedStatus how)
    {
        var refused = Observed(9, 5, Case, how, RecordEnd.CalledOff);

        var before = OfCase.TellAll(Booked(1, 0, 30, ("hip", "1002", 1)), refused);
        var after = OfCase.Tell([Booked(1, 0, 30, ("hip", "1002", 1))], [refused], [Booked(2, 6, 31, ("hip", "1002", 1))]);

        Assert.Equal(["case_12_g1 Active"], before.Standings());
        Assert.Equal(["case_12_g1 Lapsed", "case_12_g2 Active"], after.Standings());
        Assert.Equal(["1002 1"], Lines(after.Desired[1]));
    }

    [Fact]
    public void What_was_asserted_before_people_called_it_off_was_refused_with_it_even_if_it_arrives_later()
    {
        var result = OfCase.Tell([Booked(1, 0, 30, ("hip", "1002", 1))], [Refused(9, 5, Case)], [Booked(2, 4, 31, ("hip", "1002", 2))]);

        var transfer = Assert.Single(result.Desired);
        Assert.Equal((RecordStanding.Active, "2026-11-24T13:00:00Z"), (transfer.Standing, transfer.Fields["neededAt"]));
    }

    [Fact]
    public void Within_one_second_the_source_is_taken_to_have_spoken_first()
    {
        const double InTheSecond = 5 + (0.9 / 3600);

        Assert.Single(OfCase.TellAll(Booked(1, 0, 30, ("hip", "1002", 1)), Refused(9, 5, Case), Booked(2, InTheSecond, 31, ("hip", "1002", 1))).Desired);
        Assert.Equal(2, OfCase.TellAll(Booked(1, 0, 30, ("hip", "1002", 1)), Refused(9, 5, Case), Booked(2, 5 + (1.0 / 3600), 31, ("hip", "1002", 1))).Desired.Count);
    }

    [Fact]
    public void A_case_that_was_picked_and_moves_is_told_and_not_supplied_twice()
    {
        var result = OfCase.TellAll(Booked(1, 0, 30, ("hip", "1002", 1)), Done(9, 5, Case), Booked(2, 6, 40, ("hip", "1002", 1)));

        Assert.Equal(["case_12_g1 Active"], result.Standings());
        Assert.Equal("2026-11-24T22:00:00Z", result.Desired[0].Fields["neededAt"]);
    }

    [Fact]
    public void More_than_was_picked_opens_the_next_generation_with_the_difference()
    {
        var result = OfCase.TellAll(
            Booked(1, 0, 30, ("hip", "1002", 1), ("hip", "1003", 2)), Done(9, 5, Case), Booked(2, 6, 40, ("knee", "1002", 3), ("knee", "1003", 1), ("knee", "1004", 1)));

        Assert.Equal(["case_12_g1 Lapsed", "case_12_g2 Active"], result.Standings());
        Assert.Equal(["1002 2", "1004 1"], Lines(result.Desired[1]));
    }

    [Fact]
    public void What_is_given_back_after_it_was_picked_calls_off_the_next_generation_only()
    {
        var result = OfCase.TellAll(
            Booked(1, 0, 30, ("hip", "1002", 1)), Done(9, 5, Case), Booked(2, 6, 30, ("hip", "1002", 3)), Booked(3, 7, 30, ("hip", "1002", 1)), Booked(4, 8, 30, ("hip", "1002", 2)));

        Assert.Equal(["case_12_g1 Lapsed", "case_12_g2 Withdrawn", "case_12_g3 Active"], result.Standings());
        Assert.Equal(["1002 1"], Lines(result.Desired[2]));
    }

    [Fact]
    public void A_case_picked_called_off_and_booked_again_is_supplied_in_full()
    {
        var result = OfCase.TellAll(Booked(1, 0, 30, ("hip", "1002", 1)), Done(9, 5, Case), Cancelled(2, 6), Booked(3, 7, 60, ("hip", "1002", 1)));

        Assert.Equal(["case_12_g1 Withdrawn", "case_12_g2 Active"], result.Standings());
        Assert.Equal(["1002 1"], Lines(result.Desired[1]));
    }

    [Fact]
    public void A_record_that_people_revived_takes_the_next_statement_itself()
    {
        var result = OfCase.TellAll(Booked(1, 0, 30, ("hip", "1002", 1)), Refused(8, 5, Case), Revived(9, 6, Case), Booked(2, 7, 31, ("hip", "1002", 2)));

        Assert.Equal(["case_12_g1 Active"], result.Standings());
        Assert.Equal(["1002 2"], Lines(result.Desired[0]));
    }

    [Fact]
    public void A_sender_whose_clock_is_ahead_of_Odoo_may_be_refused_before_it_spoke()
    {
        var result = OfCase.Tell([Refused(9, 4, Case)], [Booked(1, 5, 30, ("hip", "1002", 1))], [Booked(2, 6, 31, ("hip", "1002", 1))]);

        Assert.Equal(["case_12_g1 Lapsed", "case_12_g2 Active"], result.Standings());
    }

    [Fact]
    public void Only_the_lines_that_are_stated_again_come_back_after_an_order_was_refused()
    {
        var asked = Asked(1, 0, Buy("1", "1001", 1), Buy("2", "1004", 2));

        var held = OfRequisition.TellAll(asked, Refused(9, 5, Order), Asked(2, 6, Say("1", LineAction.Hold)), Asked(3, 7, Say("1", LineAction.Release)));
        var again = OfRequisition.TellAll(asked, Refused(9, 5, Order), Asked(2, 6, Buy("2", "1004", 2)));

        Assert.Equal(["requisition_12_nls_g1 Active"], held.Standings());
        Assert.Equal(["requisition_12_nls_g1 Lapsed", "requisition_12_nls_g2 Active"], again.Standings());
        Assert.Equal(["1004 2"], Lines(again.Desired[1]));
    }

    [Fact]
    public void After_an_order_was_received_a_new_line_and_a_greater_quantity_are_ordered_and_nothing_twice()
    {
        var result = OfRequisition.TellAll(
            Asked(1, 0, Buy("1", "1001", 2), Buy("2", "1004", 2)), Done(9, 5, Order), Asked(2, 6, Buy("1", "1001", 2)), Asked(3, 7, Buy("2", "1004", 5)), Asked(4, 8, Buy("3", "1005", 1)));

        Assert.Equal(["requisition_12_nls_g1 Lapsed", "requisition_12_nls_g2 Active"], result.Standings());
        Assert.Equal(["1004 3", "1005 1"], Lines(result.Desired[1]));
    }

    [Fact]
    public void A_received_line_that_is_called_off_and_ordered_again_is_ordered_in_full()
    {
        var result = OfRequisition.TellAll(Asked(1, 0, Buy("1", "1001", 2)), Done(9, 5, Order), Asked(2, 6, Say("1", LineAction.Cancel)), Asked(3, 7, Buy("1", "1001", 2)));

        Assert.Equal(["requisition_12_nls_g1 Withdrawn", "requisition_12_nls_g2 Active"], result.Standings());
        Assert.Equal(["1001 2"], Lines(result.Desired[1]));
    }

    [Fact]
    public void A_received_line_that_goes_to_another_vendor_is_not_ordered_again_there()
    {
        var result = OfRequisition.TellAll(Asked(1, 0, Buy("1", "1001", 2)), Done(9, 5, Order), Asked(2, 6, Buy("1", "1001", 2, "det")));

        Assert.Equal(["requisition_12_nls_g1 Withdrawn"], [.. result.Standings().Where(standing => !standing.Contains("det", StringComparison.Ordinal))]);
        Assert.DoesNotContain("requisition_12_det_g1 Active", result.Standings());
    }

    [Fact]
    public void The_second_generation_may_end_as_well()
    {
        var result = OfRequisition.TellAll(
            Asked(1, 0, Buy("1", "1001", 2)), Done(8, 5, Order), Asked(2, 6, Buy("1", "1001", 3)), Done(9, 7, "requisition_12_nls_g2"), Asked(3, 8, Buy("1", "1001", 4)));

        Assert.Equal(["requisition_12_nls_g1 Lapsed", "requisition_12_nls_g2 Lapsed", "requisition_12_nls_g3 Active"], result.Standings());
        Assert.Equal(["1001 1"], Lines(result.Desired[2]));
    }

    [Fact]
    public void A_state_kept_before_there_were_observations_is_read()
    {
        var before = OfCase.TellAll(Booked(1, 0, 30, ("hip", "1002", 1)));

        Assert.DoesNotContain("observed", before.State, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("answer", before.State, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("ended", before.State, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("ahead", before.State, StringComparison.OrdinalIgnoreCase);
    }

    private static string[] Lines(DesiredRecord record) => [.. record.Lines.Select(line => $"{line.Fields["item"]} {line.Fields["quantity"]}")];

    [Fact]
    public void What_we_called_off_and_was_wanted_all_along_by_what_arrives_late_stands_on_the_next_generation()
    {
        FoldInput[] heard = [Asked(2, 10, Buy("1", "1001", 5)), Asked(3, 11, Say("1", LineAction.Cancel)), Withdrawn(4, 70, Order), Asked(5, 12, Buy("2", "1005", 2))];

        var before = OfRequisition.TellAll(heard);
        var after = OfRequisition.Tell(heard, [Asked(6, 8, Buy("2", "1005", 7))]);

        Assert.Equal(["requisition_12_nls_g1 Withdrawn", "requisition_12_nls_g2 Active"], before.Standings());
        Assert.Equal(before.Standings(), after.Standings());
        Assert.Equal(["requisition_12_nls_g2_2_1005"], after.Desired[1].Lines.Select(line => line.ExternalId["integration.".Length..]));
        Assert.Equal("2", after.Desired[1].Lines[0].Fields["quantity"]);
    }

    [Fact]
    public void A_case_that_lapsed_and_had_been_moved_in_time_by_what_arrives_late_opens_the_next_generation()
    {
        var result = OfCase.Tell([Booked(1, 0, 3, ("hip", "1002", 1))], [Tick(2, 200)], [Withdrawn(3, 200, Case)], [Booked(4, 2, 400, ("hip", "1002", 1))]);

        Assert.Equal(["case_12_g1 Withdrawn", "case_12_g2 Active"], result.Standings());
    }

    [Fact]
    public void What_we_called_off_for_a_sender_whose_clock_is_ahead_was_called_off_by_it()
    {
        FoldInput[] said = [Booked(1, 0, 30, ("hip", "1002", 1)), Cancelled(2, 6), Booked(3, 7, 31, ("hip", "1002", 1))];

        Assert.Equal(OfCase.TellAll(said).Seen(), OfCase.Tell(said, [Withdrawn(9, 5, Case)]).Seen());
    }

    [Fact]
    public void What_looked_called_off_by_people_while_we_did_it_is_ours_once_it_is_seen_again()
    {
        FoldInput[] heard = [Asked(2, 10, Buy("1", "1001", 5)), Asked(3, 11, Say("1", LineAction.Cancel)), Asked(5, 12, Buy("2", "1005", 2)), Asked(6, 8, Buy("2", "1005", 7))];

        var people = OfRequisition.Tell(heard, [Refused(7, 70, Order)]);
        var ours = OfRequisition.Tell(heard, [Refused(7, 70, Order)], [Withdrawn(8, 70, Order)]);

        Assert.Equal(["requisition_12_nls_g1 Active"], people.Standings());
        Assert.Equal(["requisition_12_nls_g1 Withdrawn", "requisition_12_nls_g2 Active"], ours.Standings());
        Assert.Equal(ours.Seen(), OfRequisition.Tell(heard, [Withdrawn(8, 70, Order)], [Refused(7, 70, Order)]).Seen());
    }
}
