using System.Text.Json.Nodes;
using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Requisitions;

public sealed class When_a_buyer_has_taken_over(SharedInstallation shared) : RequisitionScenario(shared)
{
    private const string Model = "purchase.order";

    [RealFact]
    public async Task A_change_leaves_the_confirmed_order_alone_with_one_note_and_a_break()
    {
        await BuyAsync(RequisitionOrder.New(1, "1008", 1));
        var order = await OrderAsync();
        await (await AsAsync(OdooRole.Buyer)).CallAsync(Model, "button_confirm", [order.Id], OdooContext.Standard, None);

        await BuyAsync(RequisitionOrder.Change(1, "1008", 2));
        // Told once more, it is nothing new.
        await BuyAsync(RequisitionOrder.Change(1, "1008", 2));

        var after = await OrderAsync();
        Assert.Equal((order.Id, "purchase"), (after.Id, after.State));
        Assert.Equal(["1 Units of 1008 at 1180"], after.Wants);
        Assert.Equal(1, await Books.NotesAsync(Model, order.Id));
        Assert.Contains("protected", await BreaksAsync(Model, order.Id));
    }

    [RealFact]
    public async Task A_change_leaves_the_edited_order_alone_with_a_break()
    {
        await BuyAsync(RequisitionOrder.New(1, "1008", 1), RequisitionOrder.New(2, "1009", 2));
        var order = await OrderAsync();
        var edited = order.Lines.Single(line => line.Item == "1008");
        await (await AsAsync(OdooRole.Buyer)).WriteAsync("purchase.order.line", [edited.Id], new JsonObject { ["product_qty"] = 3 }, OdooContext.Standard, None);

        await BuyAsync(RequisitionOrder.Change(2, "1009", 4));

        var after = await OrderAsync();
        Assert.Equal([("1008", 3m), ("1009", 2m)], after.Lines.Select(line => (line.Item, line.Quantity)));
        Assert.Equal("draft", after.State);
        Assert.Contains("protected", await BreaksAsync(Model, order.Id));
    }

    [RealFact]
    public async Task A_change_does_not_make_the_deleted_order_again()
    {
        await BuyAsync(RequisitionOrder.New(1, "1008", 1));
        var order = await OrderAsync();
        var buyer = await AsAsync(OdooRole.Buyer);
        await buyer.CallAsync(Model, "button_cancel", [order.Id], OdooContext.Standard, None);
        await buyer.UnlinkAsync(Model, [order.Id], OdooContext.Standard, None);

        await BuyAsync(RequisitionOrder.Change(1, "1008", 2));

        Assert.Empty(await Books.OrdersAsync(Requisition));
        Assert.Contains("deleted", await BreaksAsync(Model, order.Id));
    }
}
