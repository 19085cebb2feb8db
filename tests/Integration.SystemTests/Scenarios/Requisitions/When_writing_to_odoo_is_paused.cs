using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Requisitions;

public sealed class When_writing_to_odoo_is_paused(SharedInstallation shared) : RequisitionScenario(shared)
{
    [RealFact]
    public async Task Messages_are_accepted_and_everything_is_written_after_the_resume()
    {
        await BuyAsync(RequisitionOrder.New(1, "1011", 1));
        var another = RequisitionMessage.Number(Shared.NextNumber());
        await OperateAsync("pause", "odoo", "--reason", "Odoo is being upgraded");
        try
        {
            await SendAsync(Message(RequisitionMessage.NonStock, RequisitionOrder.Change(1, "1011", 7)));
            await WaitForQueueAsync("deliver", 1);
            // The second one comes all the way while the first one waits.
            await SendAsync(RequisitionMessage.Of(RequisitionMessage.NonStock, ControlId(), Stamp(Shared.NextSent()), another, [RequisitionOrder.New(1, "1011", 9)]));
            await WaitForQueueAsync("deliver", 2);
            var queues = await ReportAsync("queues", "--json");
            Assert.Equal("odoo", queues.GetProperty("pauses")[0].GetProperty("scope").GetString());
            await WaitForQueueAsync("deliver", 2);
            Assert.Equal(["1 Units of 1011 at 60"], (await OrderAsync()).Wants);
            Assert.Empty(await Books.OrdersAsync(another));
        }
        finally
        {
            await OperateAsync("resume", "odoo");
        }

        await SettleAsync();
        Assert.Equal(["7 Units of 1011 at 60"], (await OrderAsync()).Wants);
        Assert.Equal(["9 Units of 1011 at 60"], Assert.Single(await Books.OrdersAsync(another)).Wants);
    }
}
