using System.Text.Json.Nodes;
using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Requisitions;

/// <summary>A person decides whose values count (rule 12): the baseline moves for the fields of the break and for no other.</summary>
public sealed class When_a_break_is_settled(SharedInstallation shared) : RequisitionScenario(shared)
{
    private const string Model = "purchase.order";

    [RealFact]
    public async Task As_theirs_the_buyers_quantity_stays_until_the_source_asks_for_another()
    {
        var order = await EditedAsync();
        await BuyAsync(RequisitionOrder.Change(2, "1009", 4));
        Assert.Equal([("1008", 3m), ("1009", 2m)], await LinesAsync());

        await SettleBreakAsync(order.Id, "theirs");
        await BuyAsync(RequisitionOrder.Change(2, "1009", 6));
        Assert.Equal([("1008", 3m), ("1009", 6m)], await LinesAsync());

        await BuyAsync(RequisitionOrder.Change(1, "1008", 9));
        Assert.Equal([("1008", 9m), ("1009", 6m)], await LinesAsync());
        Assert.Empty(await BreaksAsync(Model, order.Id));
    }

    [RealFact]
    public async Task As_ours_exactly_the_buyers_edit_is_written_over()
    {
        var order = await EditedAsync();
        Assert.Equal(["drifted"], await BreaksAsync(Model, order.Id));

        await SettleBreakAsync(order.Id, "ours");
        await SettleAsync();

        Assert.Equal([("1008", 1m), ("1009", 2m)], await LinesAsync());
        Assert.Empty(await BreaksAsync(Model, order.Id));
    }

    [RealFact]
    public async Task As_ours_is_refused_once_the_buyer_has_ordered()
    {
        var order = await EditedAsync();
        await (await AsAsync(OdooRole.Buyer)).CallAsync(Model, "button_confirm", [order.Id], OdooContext.Standard, None);
        Assert.Equal(["drifted"], await BreaksAsync(Model, order.Id));

        var (code, said) = await Installation.RunVerbAsync("settle", await NumberAsync(order.Id), "--as", "ours", "--reason", "test");

        Assert.Equal(1, code);
        Assert.Contains("its state is 'purchase'", said, StringComparison.Ordinal);
        Assert.Equal(["drifted"], await BreaksAsync(Model, order.Id));
    }

    [RealFact]
    public async Task Ignored_it_is_told_again_only_when_the_values_change()
    {
        var order = await EditedAsync();
        Assert.Equal(["drifted"], await BreaksAsync(Model, order.Id));

        await SettleBreakAsync(order.Id, "ignore");
        Assert.Empty(await BreaksAsync(Model, order.Id));

        await EditAsync(order, 5);
        Assert.Equal(["drifted"], await BreaksAsync(Model, order.Id));
    }

    [RealFact]
    public async Task A_deleted_order_is_given_up_as_theirs_and_made_again_on_purpose_as_ours()
    {
        await BuyAsync(RequisitionOrder.New(1, "1008", 1));
        var order = await OrderAsync();
        await DeleteAsync(order.Id);
        Assert.Equal(["deleted"], await BreaksAsync(Model, order.Id));

        await SettleBreakAsync(order.Id, "ours");
        await SettleAsync();
        var again = await OrderAsync();
        Assert.NotEqual(order.Id, again.Id);
        Assert.Equal(["1 Units of 1008 at 1180"], again.Wants);

        await DeleteAsync(again.Id);
        Assert.Equal(["deleted"], await BreaksAsync(Model, again.Id));
        await SettleBreakAsync(again.Id, "theirs");
        await BuyAsync(RequisitionOrder.Change(1, "1008", 2));
        Assert.Empty(await Books.OrdersAsync(Requisition));
        Assert.Empty(await BreaksAsync(Model, again.Id));
    }

    /// <summary>Two lines, of which the buyer raises the first to three.</summary>
    private async Task<BookedOrder> EditedAsync()
    {
        await BuyAsync(RequisitionOrder.New(1, "1008", 1), RequisitionOrder.New(2, "1009", 2));
        var order = await OrderAsync();
        await EditAsync(order, 3);
        return order;
    }

    private async Task EditAsync(BookedOrder order, int quantity) =>
        await (await AsAsync(OdooRole.Buyer)).WriteAsync(
            "purchase.order.line", [order.Lines.Single(line => line.Item == "1008").Id], new JsonObject { ["product_qty"] = quantity }, OdooContext.Standard, None);

    private async Task DeleteAsync(long id)
    {
        var buyer = await AsAsync(OdooRole.Buyer);
        await buyer.CallAsync(Model, "button_cancel", [id], OdooContext.Standard, None);
        await buyer.UnlinkAsync(Model, [id], OdooContext.Standard, None);
    }

    private async Task SettleBreakAsync(long id, string how) => await OperateAsync("settle", await NumberAsync(id), "--as", how, "--reason", "agreed with the buyer");

    private async Task<string> NumberAsync(long id) =>
        (await ReportAsync("breaks", "--json")).EnumerateArray().Single(one => one.GetProperty("odooId").GetInt64() == id).GetProperty("id").GetRawText();

    private async Task<IEnumerable<(string, decimal)>> LinesAsync() => (await OrderAsync()).Lines.Select(line => (line.Item, line.Quantity));
}
