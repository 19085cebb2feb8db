using Integration.Contracts;
using Integration.Delivery;
using Integration.Odoo.Reading;
using static Integration.UnitTests.Delivery.Standing;

namespace Integration.UnitTests.Delivery;

public sealed class JudgementTests
{
    private const string L1 = "integration.a_l1";
    private const string L2 = "integration.a_l2";
    private static readonly Baseline Left = Baseline("A", (L1, 1, "5"));

    [Fact]
    public void Ours_and_different_is_written() =>
        Assert.Equal(Verdict.Write, Judge(Item(Wanted("A", (L1, "7")), Left), Record("draft", "A", Line(1, L1, "5"))).Verdict);

    [Fact]
    public void Equal_needs_nothing_whoever_owns_it()
    {
        Assert.Equal(Verdict.AsWanted, Judge(Item(Wanted("A", (L1, "5")), Left), Record("draft", "A", Line(1, L1, "5"))).Verdict);
        Assert.Equal(Verdict.AsWanted, Judge(Item(Wanted("A", (L1, "5")), Left), Record("purchase", "A", Line(1, L1, "5"))).Verdict);
    }

    [Theory]
    [InlineData("sent")]
    [InlineData("purchase")]
    [InlineData("cancel")]
    [InlineData("a state of a module nobody knows")]
    public void Every_state_that_is_not_ours_is_theirs(string state)
    {
        var judgement = Judge(Item(Wanted("A", (L1, "7")), Left), Record(state, "A", Line(1, L1, "5")));

        Assert.Equal((Verdict.LeaveAlone, new BreakField($"{L1}:qty", "7", "5")), (judgement.Verdict, Assert.Single(judgement.Fields)));
        Assert.Contains(state, judgement.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_record_is_not_as_wanted_even_if_its_values_are() =>
        Assert.Equal(Verdict.LeaveAlone, Judge(Item(Wanted("A", (L1, "5")), Left), Record("cancel", "A", Line(1, L1, "5"))).Verdict);

    [Fact]
    public void A_flag_on_any_line_of_the_record_makes_it_theirs_and_on_a_line_elsewhere_not()
    {
        var wanted = Wanted("A", (L1, "7"));
        Assert.Equal(Verdict.LeaveAlone, Judge(Item(wanted, Left), Record("draft", "A", Line(1, L1, "5"), Line(2, null, "1", picked: "true"))).Verdict);
        Assert.Equal(Verdict.Write, Judge(Item(wanted, Left), Record("draft", "A", Line(1, L1, "5"), Line(2, null, "1", parent: 30, picked: "true"))).Verdict);
    }

    [Fact]
    public void An_edit_is_what_differs_from_the_baseline_and_from_what_is_wanted()
    {
        Assert.Equal(Verdict.LeaveAlone, Judge(Item(Wanted("A", (L1, "7")), Left), Record("draft", "A", Line(1, L1, "6"))).Verdict);
        Assert.Equal(Verdict.LeaveAlone, Judge(Item(Wanted("A", (L1, "7")), Left), Record("draft", "A, OP/00012", Line(1, L1, "5"))).Verdict);
        Assert.Equal(Verdict.Write, Judge(Item(Wanted("B", (L1, "7")), Left), Record("draft", "A", Line(1, L1, "7"))).Verdict);
    }

    [Fact]
    public void A_line_of_ours_that_is_gone_or_elsewhere_is_an_edit()
    {
        Assert.Equal(Verdict.LeaveAlone, Judge(Item(Wanted("A", (L1, "5")), Left), Record("draft", "A")).Verdict);
        Assert.Equal(Verdict.LeaveAlone, Judge(Item(Wanted("A", (L1, "5")), Left), Record("draft", "A", Line(1, L1, "5", parent: 30))).Verdict);
        // A line nobody wants any more may be gone.
        Assert.Equal(Verdict.AsWanted, Judge(Item(Wanted("A"), Left), Record("draft", "A")).Verdict);
    }

    [Fact]
    public void In_doubt_what_we_wrote_last_is_our_own_work_and_what_another_wrote_is_not()
    {
        Assert.Equal(Verdict.Write, Judge(Item(Wanted("A", (L1, "9")), Left, inDoubt: true), Record("draft", "A", Line(1, L1, "7"))).Verdict);
        Assert.Equal(Verdict.LeaveAlone, Judge(Item(Wanted("A", (L1, "9")), Left, inDoubt: true), Record("draft", "A", Line(1, L1, "7", Buyer))).Verdict);
        Assert.Equal(Verdict.LeaveAlone, Judge(Item(Wanted("A", (L1, "9")), Left), Record("draft", "A", Line(1, L1, "7"))).Verdict);
    }

    [Theory]
    [InlineData(RecordStanding.Withdrawn, "draft", Verdict.CallOff)]
    [InlineData(RecordStanding.Withdrawn, "cancel", Verdict.Over)]
    [InlineData(RecordStanding.Withdrawn, "purchase", Verdict.LeaveAlone)]
    [InlineData(RecordStanding.Lapsed, "draft", Verdict.CallOff)]
    [InlineData(RecordStanding.Lapsed, "purchase", Verdict.Over)]
    [InlineData(RecordStanding.Lapsed, "sent", Verdict.Over)]
    internal void What_is_called_off_is_judged_by_its_state(RecordStanding standing, string state, Verdict expected) =>
        Assert.Equal(expected, Judge(Item(null, Left, standing), Record(state, "A", Line(1, L1, "5"))).Verdict);

    [Fact]
    public void What_is_called_off_but_was_edited_is_left_alone_and_what_lapsed_is_over()
    {
        Assert.Equal(Verdict.LeaveAlone, Judge(Item(null, Left, RecordStanding.Withdrawn), Record("draft", "A", Line(1, L1, "6"))).Verdict);
        Assert.Equal(Verdict.Over, Judge(Item(null, Left, RecordStanding.Lapsed), Record("draft", "A", Line(1, L1, "6"))).Verdict);
    }

    [Fact]
    public void Only_our_lines_leave()
    {
        var changes = Changes(Item(Wanted("A"), Baseline("A", (L1, 1, "5"))), Record("draft", "A", Line(1, L1, "5"), Line(2, null, "9"), Line(3, "integration.b_l1", "9"), Line(4, "other.x", "9")));
        Assert.Equal([1L], changes.Gone.Select(line => line.Id));

        // In doubt, what the lost attempt added is ours as well; what people put there is not.
        var doubt = Changes(
            Item(Wanted("A", (L1, "5")), Left, inDoubt: true),
            Record("draft", "A", Line(1, L1, "5"), Line(2, L2, "2"), Line(3, "integration.b_l1", "9", Buyer), Line(4, "other.x", "9")));
        Assert.Equal([2L], doubt.Gone.Select(line => line.Id));
    }

    [Fact]
    public void A_line_that_is_zero_already_need_not_go_to_zero()
    {
        var item = new DeliveryItem(Item(null, Baseline("A", (L1, 1, "0"))).Posting, Policy(LineRemoval.Zero)) { Wanted = Wanted("A") };
        Assert.True(Changes(item, Record("draft", "A", Line(1, L1, "0"))).None);
        Assert.Equal(new BreakField($"{L1}:qty", "0", "3"), Assert.Single(Changes(item, Record("draft", "A", Line(1, L1, "3"))).Differences));
    }

    [Fact]
    public void An_edit_under_a_policy_of_its_own_lets_the_rest_go_on()
    {
        var standing = Record("draft", "A", Line(1, L1, "6"));
        var (judgement, changes, edits) = Of(EditRule.Theirs, Wanted("A", (L1, "7"), (L2, "1")), standing);
        Assert.Equal((Verdict.Write, L2), (judgement.Verdict, Assert.Single(changes!.Added).ExternalId));
        Assert.Empty(changes.Changed);
        Assert.Equal(new BreakField($"{L1}:qty", "7", "6"), Assert.Single(edits.ForNote));
        // The source has said nothing new about it.
        Assert.Empty(Of(EditRule.Theirs, Wanted("A", (L1, "5"), (L2, "1")), standing).Edits.ForNote);

        (judgement, changes, edits) = Of(EditRule.Ours, Wanted("A", (L1, "5")), standing);
        Assert.Equal((Verdict.Write, "5"), (judgement.Verdict, Assert.Single(changes!.Changed).Columns["qty"]));
        Assert.Equal(new BreakField($"{L1}:qty", "5", "6"), Assert.Single(edits.ForNote));

        Assert.Equal(Verdict.LeaveAlone, Of(EditRule.Ask, Wanted("A", (L1, "5")), standing).Judgement.Verdict);
    }

    [Fact]
    public void In_doubt_an_edit_that_people_may_keep_is_kept_whoever_wrote_the_row_last()
    {
        var standing = Record("draft", "A", Line(1, L1, "6"));
        Assert.Single(Of(EditRule.Theirs, Wanted("A", (L1, "7")), standing, inDoubt: true).Edits.Kept);
        Assert.Empty(Of(EditRule.Ours, Wanted("A", (L1, "7")), standing, inDoubt: true).Edits.ForNote);
    }

    [Fact]
    public void The_scheduler_may_join_the_origin_and_people_may_not()
    {
        var (judgement, changes, edits) = Of(EditRule.Ask, Wanted("A", (L1, "7")), Record("draft", "A, OP/00012", Line(1, L1, "5"), Line(2, null, "9")));
        Assert.Equal((Verdict.Write, 0), (judgement.Verdict, changes!.Header.Count));
        Assert.Empty(edits.Breaks(Item(null, Left)));

        judgement = Of(EditRule.Ask, Wanted("A", (L1, "5")), Record("draft", "A, B", Line(1, L1, "5"))).Judgement;
        Assert.Equal(Verdict.LeaveAlone, judgement.Verdict);
        Assert.Contains("merged", judgement.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_merged_away_is_left_alone_even_if_it_is_called_off()
    {
        var item = Item(null, Left, RecordStanding.Withdrawn);
        item.MergedInto = "P00007";
        var judgement = Judge(item, Record("cancel", "A", Line(1, L1, "5")));
        Assert.Equal(Verdict.LeaveAlone, judgement.Verdict);
        Assert.Contains("P00007", judgement.Explanation, StringComparison.Ordinal);
        Assert.Equal(Verdict.Over, Judge(Item(null, Left, RecordStanding.Withdrawn), Record("cancel", "A", Line(1, L1, "5"))).Verdict);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("integration.b_l1")]
    [InlineData("other.a_l1")]
    public void A_record_with_lines_of_others_is_not_called_off_but_left_by_ours(string? other)
    {
        var standing = Record("draft", "A", Line(1, L1, "5"), Line(2, other, "9"));
        var (judgement, changes, _) = Judgement.Of(Item(null, Left, RecordStanding.Withdrawn), Fields, standing, Us);
        Assert.Equal((Verdict.TakeOut, 1L), (judgement.Verdict, Assert.Single(changes!.Gone).Id));
        Assert.Equal(Verdict.Over, Judge(Item(null, Left, RecordStanding.Withdrawn), Record("draft", "A", Line(2, other, "9"))).Verdict);
    }

    [Fact]
    public void A_column_the_mapping_gave_up_is_nobodys_business()
    {
        var baseline = new Baseline("draft", new Dictionary<string, string?> { ["origin"] = "A", ["note"] = "old" }, new Dictionary<string, BaselineLine>());
        Assert.Equal(Verdict.Write, Judge(Item(Wanted("B"), baseline), Record("draft", "A")).Verdict);
    }

    private static (Judgement Judgement, Changes? Changes, Edits Edits) Of(EditRule quantity, WantedRecord wanted, StandingRecord standing, bool inDoubt = false)
    {
        var policy = Policy() with { SchedulerOrigin = "OP/" };
        policy = policy with { Lines = policy.Lines! with { Edited = new Dictionary<string, EditRule> { ["qty"] = quantity } } };
        return Judgement.Of(new DeliveryItem(Item(wanted, Left, inDoubt: inDoubt).Posting, policy) { Wanted = wanted }, Fields, standing, Us);
    }

    private static Judgement Judge(DeliveryItem item, StandingRecord record) => Judgement.Of(item, Fields, record, Us).Judgement;

    private static Changes Changes(DeliveryItem item, StandingRecord record) => Judgement.Of(item, Fields, record, Us).Changes!;
}
