using Integration.Contracts;
using static Integration.Contracts.VisitEvent;
using static Integration.UnitTests.Routing.Beds.Ward;

namespace Integration.UnitTests.Routing.Beds;

/// <summary>A source that states the whole visit each time leads to what single events would have: hours as in <see cref="Ward"/>.</summary>
public sealed class VisitSnapshotTests
{
    [Fact]
    public void A_visit_told_as_a_whole_each_time_leads_to_what_its_events_would()
    {
        var events = new Ward().Take(
            Say(0, "1", Admitted, "A", happened: 0), Say(4, "1", Transferred, "B", happened: 4, from: "A"), Say(6, "1", Left, happened: 6), Say(7, "1", Returned, happened: 7), Say(9, "1", Discharged, "B", happened: 9));

        var whole = new Ward().Take(
            Whole(0, Admitted, "A", 0, In("A", 0)),
            Whole(4, Transferred, "B", 4, In("A", 0, 4), In("B", 4)),
            Whole(6, Left, null, 6, In("A", 0, 4), In("B", 4), Away(6)),
            Whole(7, Returned, null, 7, In("A", 0, 4), In("B", 4), Away(6, 7)),
            Whole(9, Discharged, "B", 9, In("A", 0, 4), In("B", 4, 9), Away(6, 7)));

        Assert.Equal(["1_g1 Active"], whole.Turnovers("A"));
        Assert.Equal(["1_g1 Active"], whole.Turnovers("B"));
        Assert.Equal(events.Seen(), whole.Seen());
    }

    [Fact]
    public void The_last_snapshot_alone_leads_to_the_same_turnovers() => Assert.Equal(
        ["1_g1 Active"],
        new Ward().Take(Whole(9, Discharged, "B", 9, In("A", 0, 4), In("B", 4, 9))).Turnovers("A"));

    [Fact]
    public void A_stay_that_is_no_longer_stated_never_was_and_its_bed_is_left_anew_later()
    {
        var ward = new Ward().Take(Whole(0, Admitted, "A", 0, In("A", 0)), Whole(4, Transferred, "B", 4, In("A", 0, 4), In("B", 4)));
        Assert.Equal(["1_g1 Active"], ward.Turnovers("A"));

        ward.Take(Whole(5, Admitted, "A", 0, In("A", 0)));
        Assert.Equal(["1_g1 Withdrawn"], ward.Turnovers("A"));

        Assert.Equal(["1_g1 Withdrawn", "1_g2 Active"], ward.Take(Whole(8, Discharged, "A", 8, In("A", 0, 8))).Turnovers("A"));
    }

    [Fact]
    public void A_visit_that_never_was_calls_its_turnovers_off_in_either_order()
    {
        FoldInput[] said = [Whole(9, Discharged, "A", 9, In("A", 0, 9)), Never(10)];

        Assert.Equal(["1_g1 Withdrawn"], new Ward().Take(said[0]).Take(said[1]).Turnovers("A"));
        Assert.Equal(["1_g1 Withdrawn"], new Ward().Take(said[1]).Take(said[0]).Turnovers("A"));
    }

    [Fact]
    public void A_stay_without_times_began_when_it_was_first_stated_and_is_left_once()
    {
        var ward = new Ward().Take(Whole(1, Admitted, "A", null, In("A")), Whole(2, Admitted, "A", null, In("A")), Whole(5, Discharged, "A", null, In("A")), Whole(6, Discharged, "A", null, In("A")));

        Assert.Equal(["1_g1 Active"], ward.Turnovers("A"));
        Assert.Equal("2026-11-23T12:00:00Z", ward.Turnover("A")["deadline"]);
    }

    [Fact]
    public void A_bed_that_was_left_for_the_ward_is_turned_over_although_the_visit_goes_on()
    {
        var ward = new Ward().Take(Whole(5, Admitted, "A", 0, In("A", 1, 4), new BedStay(StayKind.Occupied, "N", null, FoldStory.Hour(0), null)));

        Assert.Equal(["1_g1 Active"], ward.Turnovers("A"));
    }

    [Fact]
    public void A_planned_place_is_expected_and_makes_the_turnover_urgent()
    {
        var ward = new Ward().Take(Whole(8, Discharged, "A", 8, In("A", 0, 8)));
        Assert.Equal("false", ward.Turnover("A")["urgent"]);

        ward.Take(Whole(8.1, Expected, null, null, "2", new BedStay(StayKind.Planned, "N", "A", FoldStory.Hour(9), null)));
        Assert.Equal("true", ward.Turnover("A")["urgent"]);
    }

    private static BedStay In(string bed, double? from = null, double? until = null) => new(StayKind.Occupied, bed == "X" ? "I" : "N", bed, At(from), At(until));

    private static BedStay Away(double from, double? until = null) => new(StayKind.Away, null, null, At(from), At(until));

    private static FoldInput Whole(double at, VisitEvent what, string? bed, double? happened, params BedStay[] stays) => Whole(at, what, bed, happened, "1", stays);

    private static FoldInput Whole(double at, VisitEvent what, string? bed, double? happened, string visit, params BedStay[] stays) => Stating(Say(at, visit, what, bed, happened), stays);

    private static FoldInput Never(double at) => Stating(Cancel(at, "1", Admitted), []);

    private static FoldInput Stating(FoldInput said, BedStay[] stays)
    {
        var input = (ContractInput)said;
        var contract = input.Contract;
        var content = (BedEvent)contract.Content with { Stays = stays };
        return input with { Contract = contract with { Content = content, Envelope = contract.Envelope with { Id = $"{contract.Envelope.AssertedAt:O}|{ContractJson.WriteContent(content)}" } } };
    }

    private static DateTimeOffset? At(double? hour) => hour is { } known ? FoldStory.Hour(known) : null;
}
