using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Requisitions;

public sealed class When_a_requisition_arrives(SharedInstallation shared) : RequisitionScenario(shared)
{
    [RealFact]
    public async Task Items_to_be_bought_become_a_request_for_quotation_at_the_right_vendor()
    {
        await BuyAsync(
            RequisitionOrder.New(1, "1002", 2),
            RequisitionOrder.New(2, "1003", 1),
            RequisitionOrder.New(3, "GLV75", 3, "BX"),
            RequisitionOrder.New(4, "GLV75", 40),
            new("NW", 5, "1005", 2, "EA", "18.75", "DETTER"));

        var orders = await Books.OrdersAsync(Requisition);
        Assert.Equal(["DET", "SMO"], orders.Select(order => order.Vendor).Order());
        Assert.Equal(
            ["3 Box of 100 of 1006 at 85", "40 Units of 1006 at 0.85", "2 Units of 1005 at 18.75"],
            orders.Single(order => order.Vendor == "DET").Wants);
        Assert.Equal(["2 Units of 1002 at 910", "1 Units of 1003 at 655"], orders.Single(order => order.Vendor == "SMO").Wants);
        Assert.All(orders, order => Assert.Equal("draft", order.State));
        Assert.All(orders.SelectMany(order => order.Lines), line => Assert.Equal($"{Year}-07-15 16:00:00", line.Planned));
    }

    [RealFact]
    public async Task Sent_again_there_is_still_one()
    {
        var message = Message(RequisitionMessage.NonStock, RequisitionOrder.New(1, "1001", 50));
        await SendAsync(message);
        await SettleAsync();
        var first = await OrderAsync();

        await SendAsync(message);
        // A resend says when it was sent itself; the order it tells of is as old as before.
        var again = message.Split('|');
        again[6] = Stamp(Shared.NextSent());
        await SendAsync(string.Join('|', again));
        await SettleAsync();

        var still = await OrderAsync();
        Assert.Equal(first.Id, still.Id);
        Assert.Equal(["50 Units of 1001 at 1.5"], still.Wants);
    }

    [RealFact]
    public async Task Items_kept_in_stock_become_an_internal_transfer_in_their_own_units()
    {
        await SendAsync(Message(RequisitionMessage.Stock, RequisitionOrder.New(1, "S1786", 24, "BT"), RequisitionOrder.New(2, "GLV75", 2, "BX")));
        await SettleAsync();

        var transfer = Assert.Single(await Books.TransfersAsync(OdooDomain.Where("origin", "=", Requisition)));
        Assert.Equal("REQ: CS-STOCK to OR-SUPPLY", transfer.Way);
        Assert.Equal(["200 Units of 1006", "24 Units of 1007"], transfer.Wants);
        Assert.Equal(($"{Year}-07-15 16:00:00", "assigned"), (transfer.Scheduled, transfer.State));
        Assert.Empty(await Books.OrdersAsync(Requisition));
    }
}
