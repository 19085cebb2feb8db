using System.Text.Json.Nodes;
using Integration.Contracts;
using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Requisitions;

/// <summary>Rule 3: what people do in Odoo is an input; rule 5: what ended is never asked again, and what is stated afterwards opens the next generation.</summary>
public sealed class When_people_decide_on_an_order(SharedInstallation shared) : RequisitionScenario(shared)
{
    private const string Model = "purchase.order";

    [RealFact]
    public async Task It_is_requested_then_ordered_then_received_in_parts()
    {
        await BuyAsync(RequisitionOrder.New(1, "1008", 3));
        var order = await OrderAsync();
        await WaitForStatusAsync(Requisition, ObservedStatus.Requested);

        await (await AsAsync(OdooRole.Buyer)).CallAsync(Model, "button_confirm", [order.Id], OdooContext.Standard, None);
        await WaitForStatusAsync(Requisition, ObservedStatus.Ordered);
        await ReceiveAsync(order.Id, 1);
        await WaitForStatusAsync(Requisition, ObservedStatus.PartlyReceived);
        await ReceiveAsync(order.Id, 2);
        var history = await WaitForStatusAsync(Requisition, ObservedStatus.Received);

        Assert.Equal(
            [ObservedStatus.Requested, ObservedStatus.Ordered, ObservedStatus.PartlyReceived, ObservedStatus.Received], history.Statuses.Select(entry => entry.Status).Distinct());
        Assert.Equal("3", Assert.Single(history.Statuses[^1].Values, value => value.Key.EndsWith(":qty_received", StringComparison.Ordinal)).Value);
        Assert.Equal(history.Statuses.Select(entry => entry.At).Order(), history.Statuses.Select(entry => entry.At));
        Assert.Contains("received", await OperateAsync("status", Requisition), StringComparison.Ordinal);
    }

    [RealFact]
    public async Task More_of_what_was_received_is_ordered_anew_and_nothing_twice()
    {
        await BuyAsync(RequisitionOrder.New(1, "1008", 2));
        var order = await OrderAsync();
        await (await AsAsync(OdooRole.Buyer)).CallAsync(Model, "button_confirm", [order.Id], OdooContext.Standard, None);
        await ReceiveAsync(order.Id, 2);
        await WaitForStatusAsync(Requisition, ObservedStatus.Received);

        await BuyAfterwardsAsync(RequisitionOrder.Change(1, "1008", 2));
        Assert.Single(await Books.OrdersAsync(Requisition));
        await BuyAfterwardsAsync(RequisitionOrder.Change(1, "1008", 3));

        var orders = await Books.OrdersAsync(Requisition);
        Assert.Equal(["purchase", "draft"], orders.Select(one => one.State));
        Assert.Equal(["1 Units of 1008 at 1180"], orders[1].Wants);
    }

    [RealFact]
    public async Task A_person_cancels_it_and_only_a_new_statement_asks_again()
    {
        await BuyAsync(RequisitionOrder.New(1, "1008", 1), RequisitionOrder.New(2, "1009", 2));
        var order = await OrderAsync();
        await (await AsAsync(OdooRole.Buyer)).CallAsync(Model, "button_cancel", [order.Id], OdooContext.Standard, None);
        await WaitForStatusAsync(Requisition, ObservedStatus.Cancelled);

        // Said before the person decided: refused with it, and told.
        await BuyAsync(RequisitionOrder.Change(2, "1009", 5));
        Assert.Equal("cancel", (await OrderAsync()).State);
        Assert.Contains("protected", await BreaksAsync(Model, order.Id));

        await BuyAfterwardsAsync(RequisitionOrder.Change(1, "1008", 1));

        var orders = await Books.OrdersAsync(Requisition);
        Assert.Equal(["cancel", "draft"], orders.Select(one => one.State));
        Assert.Equal(["1 Units of 1008 at 1180"], orders[1].Wants);
        Assert.DoesNotContain("protected", await BreaksAsync(Model, order.Id));
    }

    [RealFact]
    public async Task A_person_deletes_it_and_only_a_new_statement_asks_again()
    {
        await BuyAsync(RequisitionOrder.New(1, "1008", 1));
        var order = await OrderAsync();
        var buyer = await AsAsync(OdooRole.Buyer);
        await buyer.CallAsync(Model, "button_cancel", [order.Id], OdooContext.Standard, None);
        await buyer.UnlinkAsync(Model, [order.Id], OdooContext.Standard, None);
        await WaitForStatusAsync(Requisition, ObservedStatus.Deleted);
        Assert.Empty(await Books.OrdersAsync(Requisition));

        await BuyAfterwardsAsync(RequisitionOrder.Change(1, "1008", 2));

        var again = await OrderAsync();
        Assert.NotEqual(order.Id, again.Id);
        Assert.Equal(["2 Units of 1008 at 1180"], again.Wants);
    }

    [RealFact]
    public Task A_buyer_merges_it_into_another_and_its_lines_are_not_ordered_twice() => MergeAsync("1009");

    [RealFact]
    public Task A_buyer_merges_it_into_another_of_the_same_item_and_it_is_not_ordered_twice() => MergeAsync("1008");

    /// <param name="item">Of the other order: where it is the same, Odoo adds the quantities and moves no line.</param>
    private async Task MergeAsync(string item)
    {
        await BuyAsync(RequisitionOrder.New(1, "1008", 1));
        var merged = await OrderAsync();
        var other = Requisition + "-B";
        await SendAsync(RequisitionMessage.Of(RequisitionMessage.NonStock, ControlId(), Stamp(Shared.NextSent()), other, [RequisitionOrder.New(1, item, 1)]));
        await SettleAsync();
        var kept = Assert.Single(await Books.OrdersAsync(other));
        await (await AsAsync(OdooRole.Buyer)).CallAsync(Model, "action_merge", [kept.Id, merged.Id], OdooContext.Standard, None);

        var cancelled = (await (await AsAsync(OdooRole.Buyer)).ReadAsync(Model, [kept.Id, merged.Id], ["state", "origin"], OdooContext.Standard, None)).Single(one => one.Text("state") == "cancel");
        var loser = cancelled.Id == merged.Id ? (Requisition, Item: "1008") : (other, Item: item);
        var history = await WaitForStatusAsync(loser.Item1, ObservedStatus.Merged);
        await SendAsync(RequisitionMessage.Of(RequisitionMessage.NonStock, ControlId(), Stamp(Afterwards()), loser.Item1, [RequisitionOrder.Change(1, loser.Item, 1)]));
        await SettleAsync();

        Assert.DoesNotContain(await Books.OrdersAsync(loser.Item1), one => one.State == "draft" && one.Id != kept.Id && one.Id != merged.Id);
        Assert.Contains("merged_into", history.Statuses[^1].Values.Keys);
    }

    /// <summary>As the store keeper: so many of the open receipt arrived; the rest stays open.</summary>
    private async Task ReceiveAsync(long order, decimal quantity)
    {
        var storekeeper = await AsAsync(OdooRole.Storekeeper);
        var pickings = (await (await AsAsync(OdooRole.Administrator)).ReadAsync(Model, [order], ["picking_ids"], OdooContext.Standard, None))[0].Ids("picking_ids");
        var open = (await storekeeper.ReadAsync("stock.picking", pickings, ["state", "move_ids"], OdooContext.Standard, None)).Single(picking => picking.Text("state") is not ("done" or "cancel"));
        await storekeeper.WriteAsync("stock.move", open.Ids("move_ids"), new JsonObject { ["quantity"] = quantity, ["picked"] = true }, OdooContext.Standard, None);
        var answer = await storekeeper.CallAsync("stock.picking", "button_validate", [open.Id], OdooContext.Standard.With("skip_backorder", true), None);
        Assert.False(answer.IsAction);
    }
}
