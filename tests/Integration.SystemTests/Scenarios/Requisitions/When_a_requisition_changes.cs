using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Requisitions;

public sealed class When_a_requisition_changes(SharedInstallation shared) : RequisitionScenario(shared)
{
    [RealFact]
    public async Task A_quantity_changes_and_a_line_joins_the_same_order()
    {
        await BuyAsync(RequisitionOrder.New(1, "1010", 20), RequisitionOrder.New(2, "1011", 5));
        var before = await OrderAsync();

        await BuyAsync(RequisitionOrder.Change(1, "1010", 24), RequisitionOrder.Change(3, "1012", 6));

        var after = await OrderAsync();
        Assert.Equal(before.Id, after.Id);
        Assert.Equal(["24 Units of 1010 at 33.5", "5 Units of 1011 at 60", "6 Units of 1012 at 76"], after.Wants);
        Assert.All(after.Lines, line => Assert.Equal($"{Year}-07-15 16:00:00", line.Planned));
    }

    [RealFact]
    public async Task A_line_that_is_cancelled_leaves_the_draft()
    {
        await BuyAsync(RequisitionOrder.New(1, "1010", 20), RequisitionOrder.New(2, "1011", 5));
        var before = await OrderAsync();

        await BuyAsync(RequisitionOrder.Cancel(1));

        var after = await OrderAsync();
        Assert.Equal((before.Id, "draft"), (after.Id, after.State));
        Assert.Equal(["5 Units of 1011 at 60"], after.Wants);
    }

    [RealFact]
    public async Task Cancelling_all_of_it_cancels_the_order()
    {
        await BuyAsync(RequisitionOrder.New(1, "1010", 20), RequisitionOrder.New(2, "1011", 5));

        await BuyAsync(RequisitionOrder.Cancel(1), RequisitionOrder.Cancel(2));

        Assert.Equal("cancel", (await OrderAsync()).State);
    }
}
