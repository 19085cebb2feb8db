using Integration.Contracts;
using static Integration.Contracts.VisitEvent;
using static Integration.UnitTests.Routing.Beds.Ward;

namespace Integration.UnitTests.Routing.Beds;

/// <summary>What becomes of a bed when it is left, in stories of a few messages. Sequences follow the time each was said, which is not always the order it comes in.</summary>
public sealed class TurnoverTests
{
    [Fact]
    public void A_discharge_asks_for_a_turnover_by_the_units_time_and_says_nothing_of_whose_bed_it_was()
    {
        var ward = new Ward().Take(Say(0, "1", Admitted, "A"), Say(8.5, "1", Discharged, "A", happened: 8));

        Assert.Equal(["1_g1 Active"], ward.Turnovers("A"));
        Assert.Equal(
            new Dictionary<string, string?>
            {
                ["name"] = "Turn over A",
                ["project"] = "Bed Turnover",
                ["deadline"] = "2026-11-23T15:00:00Z",
                ["urgent"] = "false",
                ["isolation"] = "false",
                ["description"] = "North 4 East, room 1, bed A",
            },
            ward.Turnover("A"));
    }

    [Fact]
    public void A_cancelled_discharge_calls_the_turnover_off_and_the_next_discharge_asks_for_another()
    {
        var ward = new Ward().Take(Say(0, "1", Admitted, "A"), Say(8, "1", Discharged, "A"), Cancel(9, "1", Discharged, happened: 8, bed: "A"));
        Assert.Equal(["1_g1 Withdrawn"], ward.Turnovers("A"));

        Assert.Equal(["1_g1 Withdrawn", "1_g2 Active"], ward.Take(Say(12, "1", Discharged, "A")).Turnovers("A"));
    }

    [Fact]
    public void A_cancel_that_comes_before_what_it_cancels_wins() => Assert.Equal(
        ["1_g1 Withdrawn"],
        new Ward().Take(Say(0, "1", Admitted, "A")).Take(Cancel(9, "1", Discharged, happened: 8, bed: "A")).Take(Say(8, "1", Discharged, "A")).Turnovers("A"));

    [Fact]
    public void A_cancel_that_was_stated_before_what_it_cancels_wins_too() => Assert.Equal(
        ["1_g1 Withdrawn"],
        new Ward().Take(Say(0, "1", Admitted, "A"), Say(8.5, "1", Discharged, "A", happened: 8), Cancel(8, "1", Discharged, happened: 8, bed: "A")).Turnovers("A"));

    [Fact]
    public void A_discharge_cancelled_into_another_bed_leaves_the_turnover_of_the_first()
    {
        var ward = new Ward().Take(Say(0, "1", Admitted, "A"), Say(8, "1", Discharged, "A"), Cancel(9, "1", Discharged, happened: 8, bed: "B"));

        Assert.Equal(["1_g1 Active"], ward.Turnovers("A"));
        Assert.Equal(1, Held(ward, "B"));
        Assert.Equal(0, Held(ward, "A"));
    }

    [Fact]
    public void A_transfer_leaves_a_bed_and_its_cancel_takes_that_back()
    {
        var ward = new Ward().Take(Say(0, "1", Admitted, "A"), Say(8, "1", Transferred, "X", from: "A"));
        Assert.Equal(["1_g1 Active"], ward.Turnovers("A"));

        ward.Take(Cancel(9, "1", Transferred, happened: 8, bed: "A"));
        Assert.Equal(["1_g1 Withdrawn"], ward.Turnovers("A"));
        Assert.Equal((1, 0), (Held(ward, "A"), Held(ward, "X")));
    }

    [Fact]
    public void A_transfer_corrected_to_the_same_minute_stands()
    {
        var ward = new Ward().Take(Say(0, "1", Admitted, "A"), Say(8, "1", Transferred, "B", happened: 7.5), Cancel(8.1, "1", Transferred, happened: 7.5, bed: "A"), Say(8.2, "1", Transferred, "C", happened: 7.5));

        Assert.Equal((0, 0, 1), (Held(ward, "A"), Held(ward, "B"), Held(ward, "C")));
        Assert.Equal(["1_g1 Withdrawn", "1_g2 Active"], ward.Turnovers("A"));
    }

    [Fact]
    public void A_cancel_without_a_time_means_the_latest_of_its_kind()
    {
        var ward = new Ward().Take(Say(0, "1", Admitted, "A"), Say(5, "1", Transferred, "B"), Say(8, "1", Transferred, "C"), Cancel(9, "1", Transferred));

        Assert.Equal((1, 0), (Held(ward, "B"), Held(ward, "C")));
    }

    [Fact]
    public void An_update_moves_a_bed_only_where_it_names_another_and_the_visit_is_still_there()
    {
        var ward = new Ward().Take(Say(0, "1", Admitted, "A"), Say(2, "1", Updated, "A"), Say(3, "1", Updated));
        Assert.Equal(1, Held(ward, "A"));

        ward.Take(Say(4, "1", Updated, "B"));
        Assert.Equal(["1_g1 Active"], ward.Turnovers("A"));

        ward.Take(Say(8, "1", Discharged, "B"), Say(9, "1", Updated, "B"));
        Assert.Equal(["1_g1 Active"], ward.Turnovers("B"));
        Assert.Equal(0, Held(ward, "B"));
    }

    [Fact]
    public void An_update_that_is_the_first_heard_of_a_visit_begins_it() => Assert.Equal(1, Held(new Ward().Take(Say(2, "1", Updated, "A")), "A"));

    [Fact]
    public void An_admission_of_a_known_visit_moves_it_where_it_names_another_bed()
    {
        var ward = new Ward().Take(Say(0, "1", Admitted, "A"), Say(1, "1", Admitted, "A"), Say(2, "1", Admitted));
        Assert.Equal(1, Held(ward, "A"));

        ward.Take(Say(3, "1", Admitted, "B"));
        Assert.Equal(["1_g1 Active"], ward.Turnovers("A"));
        Assert.Equal(1, Held(ward, "B"));
    }

    [Fact]
    public void A_swap_leaves_nothing_to_turn_over()
    {
        var ward = new Ward().Take(Say(0, "1", Admitted, "A"), Say(0, "2", Admitted, "B")).Take(Say(8, "1", Transferred, "B", from: "A"), Say(8, "2", Transferred, "A", from: "B"));

        Assert.Equal(["1_g1 Lapsed"], ward.Turnovers("A"));
        Assert.Equal(["2_g1 Lapsed"], ward.Turnovers("B"));
    }

    [Theory]
    [InlineData(Transferred)]
    [InlineData(Discharged)]
    public void A_bed_nobody_knew_occupied_is_turned_over_when_it_is_left(VisitEvent how) => Assert.Equal(
        ["1_g1 Active"],
        new Ward().Take(how == Transferred ? Say(8, "1", how, "B", from: "A") : Say(8, "1", how, "A")).Turnovers("A"));

    [Fact]
    public void A_sender_that_names_another_bed_than_the_known_one_has_both_turned_over()
    {
        var ward = new Ward().Take(Say(0, "1", Admitted, "A"), Say(8, "1", Transferred, "C", from: "B"));

        Assert.Equal(["1_g1 Active"], ward.Turnovers("A"));
        Assert.Equal(["1_g1 Active"], ward.Turnovers("B"));
    }

    [Fact]
    public void Two_visits_in_one_bed_leave_one_turnover_when_the_last_goes()
    {
        var ward = new Ward().Take(Say(0, "1", Admitted, "A"), Say(1, "2", Admitted, "A"));
        Assert.Equal(2, Held(ward, "A"));

        Assert.Equal(["1_g1 Lapsed"], ward.Take(Say(8, "1", Discharged, "A")).Turnovers("A"));
        Assert.Equal(["1_g1 Lapsed", "2_g1 Active"], ward.Take(Say(9, "2", Discharged, "A")).Turnovers("A"));
    }

    [Fact]
    public void Two_who_leave_together_leave_one_turnover() => Assert.Equal(
        ["1_g1 Active", "2_g1 Lapsed"],
        new Ward().Take(Say(0, "1", Admitted, "A"), Say(0, "2", Admitted, "A"), Say(8, "1", Discharged, "A"), Say(8, "2", Discharged, "A")).Turnovers("A"));

    [Fact]
    public void A_turnover_lapses_when_the_next_one_is_in_the_bed() => Assert.Equal(
        ["1_g1 Lapsed"],
        new Ward().Take(Say(0, "1", Admitted, "A"), Say(8, "1", Discharged, "A")).Take(Say(10, "2", Admitted, "A")).Turnovers("A"));

    [Fact]
    public void A_turnover_lapses_when_housekeeping_calls_the_bed_ready()
    {
        var ward = new Ward().Take(Status(7, "A", BedCondition.Unoccupied)).Take(Say(0, "1", Admitted, "A"), Say(8, "1", Discharged, "A"));
        Assert.Equal(["1_g1 Active"], ward.Turnovers("A"));

        Assert.Equal(["1_g1 Active"], ward.Take(Status(8.5, "A", BedCondition.Housekeeping)).Turnovers("A"));
        Assert.Equal(["1_g1 Lapsed"], ward.Take(Status(9, "A", BedCondition.Unoccupied)).Turnovers("A"));
    }

    [Fact]
    public void A_turnover_lapses_with_its_time_and_the_bed_forgets_the_stay_a_week_later()
    {
        var ward = new Ward().Take(Say(0, "1", Admitted, "A"), Say(8, "1", Discharged, "A"));
        Assert.Equal(FoldStory.Hour(32), Assert.Single(ward.Of("bed", "A").WakeUps).At);
        Assert.Equal(FoldStory.Hour(32), Assert.Single(ward.Of("bed", "A").Desired).UsefulUntil);

        Assert.Equal(["1_g1 Lapsed"], ward.Tick("bed", "A", 32).Turnovers("A"));
        Assert.Equal(FoldStory.Hour(8 + (7 * 24)), Assert.Single(ward.Of("bed", "A").WakeUps).At);

        ward.Tick("bed", "A", 8 + (7 * 24)).Tick("bed", "A", 9 + (7 * 24));
        Assert.Empty(ward.Of("bed", "A").Desired);
        Assert.Empty(ward.Of("bed", "A").WakeUps);
        Assert.DoesNotContain("visit", ward.State("bed", "A"), StringComparison.Ordinal);
    }

    [Fact]
    public void Isolation_that_anybody_spoke_of_before_the_bed_was_left_asks_for_the_longer_cleaning()
    {
        var ward = new Ward().Take(Say(0, "1", Admitted, "A"), Say(2, "1", Updated, "A", isolation: true), Say(8, "1", Discharged, "A"));
        Assert.Equal("true", ward.Turnover("A")["isolation"]);

        ward = new Ward().Take(Say(0, "1", Admitted, "A"), Say(8, "1", Discharged, "A"), Say(9, "1", Updated, "A", isolation: true));
        Assert.Equal("false", ward.Turnover("A")["isolation"]);
    }

    [Fact]
    public void A_contaminated_bed_asks_for_the_longer_cleaning_until_it_is_called_ready()
    {
        var ward = new Ward().Take(Say(0, "1", Admitted, "A"), Say(8, "1", Discharged, "A")).Take(Status(8.5, "A", BedCondition.Contaminated));
        Assert.Equal("true", ward.Turnover("A")["isolation"]);

        ward = new Ward().Take(Status(-2, "A", BedCondition.Isolated), Status(-1, "A", BedCondition.Unoccupied)).Take(Say(0, "1", Admitted, "A"), Say(8, "1", Discharged, "A"));
        Assert.Equal("false", ward.Turnover("A")["isolation"]);
    }

    [Fact]
    public void A_turnover_is_urgent_while_somebody_is_expected_in_the_bed_soon()
    {
        var ward = new Ward().Take(Say(0, "1", Admitted, "A"), Say(8, "1", Discharged, "A")).Take(Say(8, "2", Expected, "A", expected: 12));
        Assert.Equal("false", ward.Turnover("A")["urgent"]);

        ward.Take(Say(8.2, "2", Expected, "A", expected: 11.9));
        Assert.Equal("true", ward.Turnover("A")["urgent"]);

        ward.Take(Cancel(8.3, "2", Expected));
        Assert.Equal("false", ward.Turnover("A")["urgent"]);
    }

    [Fact]
    public void What_people_have_closed_stays_as_it_was_when_they_closed_it()
    {
        var ward = new Ward().Take(Say(0, "1", Admitted, "A"), Say(8, "1", Discharged, "A")).Close("bed", "A", 9, "bed_65_1_g1").Take(Say(9.5, "2", Expected, "A", expected: 10));

        Assert.Equal("false", ward.Turnover("A")["urgent"]);
    }

    [Fact]
    public void An_admission_that_never_was_takes_all_it_left_with_it()
    {
        var ward = new Ward().Take(Say(0, "1", Admitted, "A"), Say(5, "1", Transferred, "B"), Cancel(6, "1", Admitted, happened: 0));

        Assert.Equal(["1_g1 Withdrawn"], ward.Turnovers("A"));
        Assert.Equal((0, 0), (Held(ward, "A"), Held(ward, "B")));

        ward.Take(Say(7, "1", Admitted, "A", happened: 0), Say(9, "1", Discharged, "A"));
        Assert.Equal(["1_g1 Withdrawn", "1_g2 Active"], ward.Turnovers("A"));
    }

    private static int Held(Ward ward, string bed) => Integration.Routing.Folds.Beds.Census.OfBed(bed, ward.State("bed", bed), FoldStory.Hour(100))?.Visits ?? 0;
}
