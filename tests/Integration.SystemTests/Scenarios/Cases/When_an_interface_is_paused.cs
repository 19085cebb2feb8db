using Integration.Odoo;
using Integration.SystemTests.Scenarios.Requisitions;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Cases;

public sealed class When_an_interface_is_paused(SharedInstallation shared) : CaseScenario(shared)
{
    private const string Scope = "interface:north-or-schedule";

    [RealFact]
    public async Task Its_messages_are_accepted_and_wait_while_other_interfaces_go_on()
    {
        var requisition = RequisitionMessage.Number(Shared.NextNumber());
        var newest = await Books.NewestTransferAsync();
        await OperateAsync("pause", Scope, "--reason", "the schedule is being moved");
        try
        {
            await SendAsync(Installation.SchedulePort, CaseMessage.Of("S12", ControlId(), Stamp(Shared.NextSent()), requisition, Summer.Local, [Hernia]));
            await SendAsync(
                Installation.RequisitionPort,
                RequisitionMessage.Of(RequisitionMessage.NonStock, ControlId(), Stamp(Shared.NextSent()), requisition, [RequisitionOrder.New(1, "1012", 6)]));
            await Poll.UntilAsync("the requisition is in Odoo", TimeSpan.FromMinutes(2), async () => (await Books.OrdersAsync(requisition)).Count == 1);

            await WaitForQueueAsync("process", 1);
            Assert.Equal(newest, await Books.NewestTransferAsync());
        }
        finally
        {
            await OperateAsync("resume", Scope);
        }

        await SettleAsync();
        Assert.Equal(Summer.NeededAt, Assert.Single(await Books.TransfersAsync(OdooDomain.Where("id", ">", newest))).Scheduled);
    }
}
