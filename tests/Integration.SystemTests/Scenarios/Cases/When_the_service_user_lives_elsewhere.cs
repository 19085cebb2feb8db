using System.Text.Json.Nodes;
using Integration.Odoo;
using Integration.SystemTests.Scenarios.Requisitions;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Cases;

public sealed class When_the_service_user_lives_elsewhere(SharedInstallation shared) : CaseScenario(shared)
{
    [RealFact]
    public async Task What_is_stored_stays_the_same()
    {
        var before = await RunAsync(Text($"CASE-{9000 + Shared.NextNumber()}"));

        await SetUserAsync("Pacific/Auckland", "fr_FR");
        try
        {
            // A worker that starts now asks Odoo for everything anew.
            await using var second = await Installation.StartAnotherWorkerAsync("--role", "process,deliver");
            Assert.Equal(before, await RunAsync(Text($"CASE-{9000 + Shared.NextNumber()}")));
        }
        finally
        {
            await SetUserAsync("UTC", "en_US");
        }
    }

    /// <summary>A case that is booked, moved and changed, a requisition of items to be bought and one of stock: all their stored values, without what only names them.</summary>
    private async Task<IReadOnlyList<string>> RunAsync(string number)
    {
        var newest = await Books.NewestTransferAsync();
        await SendAsync(Installation.SchedulePort, CaseMessage.Of("S12", ControlId(), Stamp(Shared.NextSent()), number, Summer.Local, [Gallbladder]));
        await SettleAsync();
        await SendAsync(Installation.SchedulePort, CaseMessage.Of("S14", ControlId(), Stamp(Shared.NextSent()), number, Winter.Local, [Gallbladder, Hernia]));
        var bought = RequisitionMessage.Number(Shared.NextNumber());
        await SendRequisitionAsync(RequisitionMessage.NonStock, bought, RequisitionOrder.New(1, "GLV75", 3, "BX"), RequisitionOrder.New(2, "PLASTER", 1.5m, "KG"), RequisitionOrder.New(3, "1001", 2, "DZ"));
        await SendRequisitionAsync(RequisitionMessage.Stock, RequisitionMessage.Number(Shared.NextNumber()), RequisitionOrder.New(1, "S1786", 24, "BT"));
        await SettleAsync();

        var transfers = await Books.TransfersAsync(OdooDomain.Where("id", ">", newest));
        var orders = await Books.OrdersAsync(bought);
        Assert.Equal((2, 2), (transfers.Count, orders.Count));
        return
        [
            .. transfers.OrderBy(transfer => transfer.Way, StringComparer.Ordinal)
                .SelectMany(transfer => transfer.Wants.Concat(transfer.Moves.Select(move => move.Date)).Append($"{transfer.Way} {transfer.Scheduled}")),
            .. orders.OrderBy(order => order.Vendor, StringComparer.Ordinal).SelectMany(order => order.Wants.Concat(order.Lines.Select(line => line.Planned!)).Append($"{order.Vendor} {order.State}")),
        ];
    }

    private Task SendRequisitionAsync(string type, string number, params IEnumerable<RequisitionOrder> orders) =>
        SendAsync(Installation.RequisitionPort, RequisitionMessage.Of(type, ControlId(), Stamp(Shared.NextSent()), number, orders));

    private async Task SetUserAsync(string zone, string language)
    {
        var administrator = await AsAsync(OdooRole.Administrator);
        var user = await (await AsAsync(OdooRole.Integration)).LogInAsync(None);
        await administrator.WriteAsync("res.users", [user], new JsonObject { ["tz"] = zone, ["lang"] = language }, OdooContext.Standard, None);
        var now = Assert.Single(await administrator.ReadAsync("res.users", [user], ["tz", "lang"], OdooContext.Standard, None));
        Assert.Equal((zone, language), (now.Text("tz"), now.Text("lang")));
    }
}
