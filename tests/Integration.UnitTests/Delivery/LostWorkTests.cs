using Integration.Contracts;
using Integration.Delivery;
using Integration.Odoo.Reading;
using static Integration.UnitTests.Delivery.Standing;

namespace Integration.UnitTests.Delivery;

public sealed class LostWorkTests
{
    private const string L1 = "integration.a_l1";
    private const string L2 = "integration.a_l2";
    private static readonly Baseline Left = Baseline("A", (L1, 1, "5"));

    [Fact]
    public void What_was_written_over_a_takeover_is_put_back_even_if_it_is_what_is_wanted()
    {
        // Our write of the line computed the order anew, so that we are the last writer of the row a buyer had confirmed.
        var (judgement, back) = Judge(Wanted("A", (L1, "7")), Record("purchase", "A", Us, Noon, Line(1, L1, "7")));

        Assert.Equal((Verdict.PutBack, new BreakField($"{L1}:qty", "7", "5")), (judgement.Verdict, Assert.Single(judgement.Fields)));
        Assert.Equal([KeyValuePair.Create("qty", (string?)"5")], Assert.Single(back!.Changed).Columns);
    }

    [Fact]
    public void What_people_may_have_seen_stays_and_is_told()
    {
        var (judgement, back) = Judge(Wanted("A", (L1, "7")), Record("purchase", "A", Buyer, Noon, Line(1, L1, "7")));

        Assert.Equal((Verdict.PutBack, new BreakField($"{L1}:qty", "5", "7")), (judgement.Verdict, Assert.Single(judgement.Fields)));
        Assert.Contains("cannot be told", judgement.Explanation, StringComparison.Ordinal);
        Assert.Empty(back!.Changed);
    }

    [Fact]
    public void A_later_second_tells_as_well_where_no_total_changed() =>
        Assert.Equal("5", Assert.Single(Judge(Wanted("A", (L1, "7")), Record("purchase", "A", Buyer, Noon, Line(1, L1, "7", written: LaterOn))).Back!.Changed).Columns["qty"]);

    [Fact]
    public void A_line_that_a_person_wrote_last_is_no_lost_work() =>
        Assert.Equal(Verdict.AsWanted, Judge(Wanted("A", (L1, "7")), Record("purchase", "A", Us, Noon, Line(1, L1, "7", Buyer))).Judgement.Verdict);

    [Fact]
    public void A_field_of_the_record_is_ours_only_if_it_has_the_value_we_want()
    {
        Assert.Equal("A", Judge(Wanted("B", (L1, "5")), Record("purchase", "B", Us, Noon, Line(1, L1, "5"))).Back!.Header["origin"]);
        Assert.Equal(Verdict.LeaveAlone, Judge(Wanted("B", (L1, "5")), Record("purchase", "A, OP/1", Us, Noon, Line(1, L1, "5"))).Judgement.Verdict);
    }

    [Fact]
    public void A_line_that_was_added_goes_to_zero_and_one_that_was_taken_out_is_told()
    {
        var added = Judge(Wanted("A", (L1, "5"), (L2, "2")), Record("purchase", "A", Us, Noon, Line(1, L1, "5"), Line(2, L2, "2")));
        Assert.Equal((2, "0"), (Assert.Single(added.Back!.Changed).Line.Id, added.Back.Changed[0].Columns["qty"]));

        var removed = Judge(Wanted("A"), Record("purchase", "A", Us, Noon));
        Assert.Equal(new BreakField(L1, "a line", null), Assert.Single(removed.Judgement.Fields));
    }

    [Fact]
    public void A_newer_revision_recognises_what_an_older_one_wrote()
    {
        Assert.Equal("5", Assert.Single(Judge(Wanted("A", (L1, "9")), Record("purchase", "A", Us, Noon, Line(1, L1, "7"))).Back!.Changed).Columns["qty"]);
        Assert.Equal("5", Assert.Single(Judge(null, Record("purchase", "A", Us, Noon, Line(1, L1, "7"))).Back!.Changed).Columns["qty"]);
    }

    [Fact]
    public void Without_a_doubt_or_without_a_takeover_nothing_is_lost_work()
    {
        Assert.Equal(Verdict.AsWanted, Judgement.Of(Item(Wanted("A", (L1, "7")), Left), Fields, Record("purchase", "A", Line(1, L1, "7")), Us).Judgement.Verdict);
        Assert.Equal(Verdict.AsWanted, Judge(Wanted("A", (L1, "7")), Record("draft", "A", Line(1, L1, "7"))).Judgement.Verdict);
    }

    private static (Judgement Judgement, Changes? Back) Judge(WantedRecord? wanted, StandingRecord record)
    {
        var (judgement, back, _) = Judgement.Of(Item(wanted, Left, wanted is null ? RecordStanding.Withdrawn : RecordStanding.Active, inDoubt: true), Fields, record, Us);
        return (judgement, back);
    }
}
