using Integration.Contracts;
using Integration.Routing;
using static Integration.Contracts.VisitEvent;
using static Integration.UnitTests.Routing.Beds.Ward;

namespace Integration.UnitTests.Routing.Beds;

/// <summary>What a unit's census makes of its shifts. Hour 6 is 07:00 in New York, when the day shift begins.</summary>
public sealed class StaffingTests
{
    private const string Night = "Staff North 4 East, night 2026-11-22: nurse ";
    private const string Day = "Staff North 4 East, day 2026-11-23: ";

    [Fact]
    public void What_is_said_is_gathered_before_anything_is_written()
    {
        var ward = new Ward().Take(Say(0, "1", Admitted, "A")).Take(Say(0.1, "2", Admitted, "B")).Take(Say(0.12, "3", Admitted, "C"));
        Assert.Empty(ward.Of("unit", "N").Desired);
        Assert.Equal(FoldStory.Start.AddMinutes(10), Assert.Single(ward.Of("unit", "N").WakeUps).At);

        ward.Tick("unit", "N", 1d / 6);
        Assert.Equal([Night + "2", Day + "aide 1, nurse 2"], ward.Staffing());
    }

    [Fact]
    public void A_task_says_how_many_of_whom_for_how_many_hours_by_when()
    {
        var task = Settled(Say(0, "1", Admitted, "A"), Say(0, "2", Admitted, "B"), Say(0, "3", Admitted, "C")).Of("unit", "N").Desired[^1];

        Assert.Equal("integration.unit_78_20261123_day", task.ExternalId);
        Assert.Equal(("staffing-task", RecordStanding.Active, FoldStory.Hour(18)), (task.Kind, task.Standing, task.UsefulUntil));
        Assert.Equal(
            new Dictionary<string, string?>
            {
                ["name"] = Day + "aide 1, nurse 2",
                ["project"] = "Staffing",
                ["deadline"] = "2026-11-23T12:00:00Z",
                ["hours"] = "36",
                ["description"] = "Most patients at once: 3. aide: one for 4, at least 0; nurse: one for 2, at least 1.",
            },
            task.Fields);
    }

    [Fact]
    public void A_task_is_changed_in_place_once_the_news_has_settled()
    {
        var ward = Settled(Say(0, "1", Admitted, "A"));
        ward.Take(Say(1, "2", Admitted, "B"), Say(1, "3", Admitted, "C"));
        Assert.Equal([Night + "1", Day + "aide 1, nurse 1"], ward.Staffing());
        Assert.Contains(ward.Of("unit", "N").WakeUps, wake => wake.Name == "settle" && wake.At == FoldStory.Hour(1).AddMinutes(10));

        ward.Tick("unit", "N", 1.2);
        Assert.Equal([Night + "2", Day + "aide 1, nurse 2"], ward.Staffing());
        Assert.Equal(2, ward.Of("unit", "N").Desired.Count);
    }

    [Fact]
    public void What_was_said_and_taken_back_while_it_settled_is_never_written()
    {
        var ward = Settled(Say(0, "1", Admitted, "A"));
        var before = ward.Of("unit", "N").Desired;

        ward.Take(Say(1, "2", Admitted, "B"), Say(1, "3", Admitted, "C")).Take(Cancel(1.1, "2", Admitted), Cancel(1.1, "3", Admitted)).Tick("unit", "N", 1.2);

        Assert.Equal(new FoldResult("", before, [], []).Seen(), new FoldResult("", ward.Of("unit", "N").Desired, [], []).Seen());
    }

    [Fact]
    public void Only_the_running_shift_and_those_that_begin_soon_have_tasks()
    {
        var ward = Settled(Say(0, "1", Admitted, "A"));
        Assert.Equal([Night + "1", Day + "aide 1, nurse 1"], ward.Staffing());
        Assert.Equal(FoldStory.Hour(6), Assert.Single(ward.Of("unit", "N").WakeUps).At);

        ward.Tick("unit", "N", 6);
        Assert.Equal([Day + "aide 1, nurse 1", "Staff North 4 East, night 2026-11-23: nurse 1"], ward.Staffing());
        Assert.Contains(ward.Of("unit", "N").Desired, record => record is { ExternalId: "integration.unit_78_20261122_night", Standing: RecordStanding.Lapsed });

        Assert.DoesNotContain(ward.Tick("unit", "N", 30).Of("unit", "N").Desired, record => record.ExternalId == "integration.unit_78_20261122_night");
    }

    [Fact]
    public void The_most_patients_of_any_hour_count()
    {
        var ward = Settled(Say(0, "1", Admitted, "A"), Say(0, "2", Admitted, "B"), Say(0, "3", Admitted, "C"));
        ward.Take(Say(2.5, "1", Discharged, "A"), Say(2.5, "2", Discharged, "B")).Tick("unit", "N", 3);

        Assert.Equal([Night + "2", Day + "aide 1, nurse 1"], ward.Staffing());
    }

    [Fact]
    public void Who_is_on_leave_is_not_there_until_back_and_a_cancelled_leave_never_was()
    {
        var ward = Settled(Say(0, "1", Admitted, "A"), Say(0, "2", Admitted, "B"), Say(0, "3", Admitted, "C")).Take(Say(5, "3", Left)).Tick("unit", "N", 5.5);
        Assert.Equal(Day + "aide 1, nurse 1", ward.Staffing()[1]);

        ward.Take(Cancel(5.6, "3", Left, happened: 5)).Tick("unit", "N", 5.9);
        Assert.Equal(Day + "aide 1, nurse 2", ward.Staffing()[1]);

        ward.Take(Say(6, "3", Left), Say(17.5, "3", Returned)).Tick("unit", "N", 18);
        Assert.Equal("Staff North 4 East, night 2026-11-23: nurse 2", ward.Staffing()[0]);
    }

    [Fact]
    public void Who_is_expected_counts_from_then_on_and_who_is_expected_to_go_no_longer()
    {
        var ward = Settled(Say(0, "1", Admitted, "A"), Say(0, "2", Admitted, "B"), Say(0, "3", Admitted, "C"));

        ward.Take(Say(1, "3", DischargeExpected, expected: 5)).Tick("unit", "N", 1.5);
        Assert.Equal([Night + "2", Day + "aide 1, nurse 1"], ward.Staffing());

        ward.Take(Say(2, "4", Expected, "D", expected: 9), Say(2, "5", Expected, "A", expected: 9), Say(2, "6", Expected, "A", expected: 9)).Tick("unit", "N", 2.5);
        Assert.Equal(Day + "aide 2, nurse 3", ward.Staffing()[1]);

        ward.Take(Cancel(3, "4", Expected), Cancel(3, "3", DischargeExpected), Cancel(3, "5", Expected)).Tick("unit", "N", 3.5);
        Assert.Equal(Day + "aide 1, nurse 2", ward.Staffing()[1]);
    }

    [Fact]
    public void Who_is_expected_from_another_unit_leaves_that_one()
    {
        var ward = Settled(Say(0, "1", Admitted, "A"), Say(0, "2", Admitted, "B"), Say(0, "3", Admitted, "C")).Take(Say(1, "3", TransferExpected, "X", expected: 5)).Tick("unit", "N", 1.5);
        Assert.Equal(Day + "aide 1, nurse 1", ward.Staffing()[1]);

        ward.Take(Cancel(2, "3", TransferExpected)).Tick("unit", "N", 2.5);
        Assert.Equal(Day + "aide 1, nurse 2", ward.Staffing()[1]);
    }

    [Fact]
    public void A_task_that_people_closed_stays_as_it_was()
    {
        var ward = Settled(Say(0, "1", Admitted, "A")).Close("unit", "N", 1, "unit_78_20261123_day").Take(Say(2, "2", Admitted, "B"), Say(2, "3", Admitted, "C")).Tick("unit", "N", 2.5);

        Assert.Equal([Night + "2", Day + "aide 1, nurse 1"], ward.Staffing());
    }

    [Fact]
    public void A_unit_without_a_staffing_project_has_no_tasks()
    {
        var ward = new Ward().Take(Say(0, "1", Admitted, "X")).Tick("unit", "I", 1);

        Assert.Empty(ward.Of("unit", "I").Desired);
    }

    [Fact]
    public void A_unit_that_is_empty_keeps_its_least_staff_for_a_week_and_is_then_forgotten()
    {
        var ward = Settled(Say(0, "1", Admitted, "A")).Take(Say(1, "1", Discharged, "A")).Tick("unit", "N", 20);
        Assert.Equal("Staff North 4 East, night 2026-11-23: nurse 1", ward.Staffing()[0]);

        ward.Tick("unit", "N", 1 + (7 * 24));
        Assert.Empty(ward.Of("unit", "N").Desired);
        Assert.Empty(ward.Of("unit", "N").WakeUps);
    }

    [Fact]
    public void The_census_of_each_hour_is_by_all_that_is_known_now()
    {
        var ward = new Ward().Take(Say(0, "1", Admitted, "A"), Say(5, "2", Admitted, "B", happened: 1), Say(5, "1", Transferred, "X", happened: 2.5));

        Assert.Equal([0, 1, 2, 2, 1], Integration.Routing.Folds.Beds.Census.OfUnit(ward.State("unit", "N"), [.. new double[] { -1, 0, 1, 2, 3 }.Select(FoldStory.Hour)]));
    }

    [Theory]
    [InlineData("TurnoverLapse", "7.00:00:01")]
    [InlineData("UrgentWithin", "1.00:00:01")]
    [InlineData("StaffingSettle", "02:00:01")]
    [InlineData("StaffingHorizon", "1.00:00:01")]
    [InlineData("CensusKept", "31.00:00:01")]
    [InlineData("CensusKept", "1.23:59:59")]
    [InlineData("StaffingSettle", "00:00:00")]
    public void An_option_beyond_its_bounds_is_refused(string name, string value)
    {
        var options = new FoldOptions();
        Assert.Empty(options.Errors());

        typeof(BedOptions).GetProperty(name)!.SetValue(options.Beds, TimeSpan.Parse(value, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Contains(options.Errors(), error => error.StartsWith($"Integration:Routing:Beds:{name} must be ", StringComparison.Ordinal));
    }

    private static Ward Settled(params FoldInput[] inputs) => new Ward().Take(inputs).Tick("unit", "N", 0.5);
}
