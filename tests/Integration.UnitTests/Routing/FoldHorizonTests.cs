using Integration.Contracts;
using Integration.Routing;
using Integration.Routing.Folds;
using static Integration.UnitTests.Routing.FoldStory;

namespace Integration.UnitTests.Routing;

public sealed class FoldHorizonTests
{
    private static readonly FoldOptions Small = new() { MostContracts = 3, MostGenerations = 2 };

    [Fact]
    public void One_contract_more_than_is_kept_changes_nothing_in_what_is_desired()
    {
        FoldInput[] story = [Booked(1, 0, 60, ("hip", "1", 1)), Cancelled(2, 1), Booked(3, 2, 60, ("hip", "1", 1)), Changed(4, 3, null, ("knee", "2", 1))];

        var bounded = new CaseFold(Small).Tell(story.Select(input => new[] { input }));

        Assert.Equal(OfCase.TellAll(story).Seen(), bounded.Seen());
        Assert.Equal(["case_12_g1 Withdrawn", "case_12_g2 Active"], bounded.Standings());
        Assert.Empty(bounded.BeyondHorizon);
    }

    [Fact]
    public void A_contract_older_than_the_horizon_is_named_and_changes_nothing()
    {
        var fold = new CaseFold(Small);
        FoldInput[] story = [Booked(1, 1, 60, ("hip", "1", 1)), Changed(2, 2, 61), Changed(3, 3, 62), Changed(4, 4, 63)];
        var before = fold.TellAll(story);

        var after = fold.Apply(12, before.State, [Cancelled(9, 0.5), Changed(10, 2.5, null, ("knee", "2", 1))], Tables);

        Assert.Equal([9L], after.BeyondHorizon);
        Assert.Equal(fold.TellAll([.. story, Changed(10, 2.5, null, ("knee", "2", 1))]).Seen(), after.Seen());
        Assert.NotEqual(before.Seen(), after.Seen());
    }

    [Fact]
    public void The_oldest_generation_leaves_the_set_once_there_are_too_many()
    {
        var fold = new CaseFold(Small);

        var result = fold.TellAll(Booked(1, 0, 60, ("s", "1", 1)), Cancelled(2, 1), Booked(3, 2, 60, ("s", "1", 1)), Cancelled(4, 3), Booked(5, 4, 60, ("s", "1", 1)));

        Assert.Equal(["case_12_g2 Withdrawn", "case_12_g3 Active"], result.Standings());
    }

    [Fact]
    public void A_fact_told_by_two_messages_is_kept_once()
    {
        var fold = new RequisitionFold(new FoldOptions { MostContracts = 1 });

        var result = fold.Tell([Asked(1, 0, Buy("1", "1001", 1))], [Asked(2, 0, Buy("1", "1001", 1))], [Asked(1, 0, Buy("1", "1001", 1))]);

        Assert.Empty(result.BeyondHorizon);
        Assert.Single(result.Desired);
    }

    [Fact]
    public void Each_domain_has_one_fold()
    {
        Assert.Same(OfCase, new FoldRegistry([OfCase, OfRequisition]).For("case"));
        Assert.Throws<InvalidOperationException>(() => new FoldRegistry([OfCase]).For("bed"));
        Assert.Throws<InvalidOperationException>(() => new FoldRegistry([OfCase, new CaseFold(Small)]));
    }

    [Fact]
    public void Options_that_cannot_work_are_refused_all_together()
    {
        Assert.Empty(new FoldOptions().Errors());
        Assert.Equal(5, new FoldOptions { Grace = TimeSpan.Zero, Urgency = TimeSpan.FromDays(3), CentralStore = " ", MostContracts = 1001, MostGenerations = 0 }.Errors().Count);
    }
}
