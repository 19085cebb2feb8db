using Integration.Contracts;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Delivery;

public abstract partial class DeliverySpecification
{
    private const string Far = "2031-05-06 07:30:00";
    private const string Later = "2031-06-07 09:00:00";

    [RealFact]
    public async Task A_case_lowers_the_forecast_once_and_its_cancel_restores_it()
    {
        var before = await ForecastAsync("1010");
        var transfer = Transfer("a", Far, Move("m1", "1010", 7));
        var posted = await PostedAsync(First(transfer));
        Assert.Equal(("confirmed", before - 7), (posted.Baseline!.State, await ForecastAsync("1010")));

        _wire.Forget();
        await PostedAsync(Next(posted, transfer));
        Assert.Equal(before - 7, await ForecastAsync("1010"));
        Assert.Empty(_wire.Writes);

        var withdrawn = await DeliverOneAsync(Next(posted, Standing(transfer, RecordStanding.Withdrawn)));
        Assert.Equal((PostingResultKind.Withdrawn, before), (withdrawn.Kind, await ForecastAsync("1010")));
        // A terminal record is never revived: that is the next generation's.
        Assert.Equal(PostingResultKind.Protected, (await DeliverOneAsync(Next(withdrawn, transfer))).Kind);
    }

    [RealFact]
    public async Task A_reschedule_moves_the_dates_of_the_moves()
    {
        var posted = await PostedAsync(First(Transfer("a", Far, Move("m1", "1010", 1), Move("m2", "1011", 2))));

        var moved = await PostedAsync(Next(posted, Transfer("a", Later, Move("m1", "1010", 1), Move("m2", "1011", 2))));

        Assert.Equal((Later, Later), (moved.Baseline!.Values["scheduled_date"], (await ReadAsync("stock.move", moved.Baseline.Lines[Own("m2")].OdooId, "date")).Text("date")));
    }

    [RealFact]
    public async Task An_item_that_is_added_is_confirmed_and_one_that_is_dropped_goes_to_zero()
    {
        var (dropped, added) = (await ForecastAsync("1011"), await ForecastAsync("1012"));
        var posted = await PostedAsync(First(Transfer("a", Far, Move("m1", "1010", 1), Move("m2", "1011", 2))));

        var changed = await PostedAsync(Next(posted, Transfer("a", Far, Move("m1", "1010", 1), Move("m3", "1012", 3))));

        Assert.Equal((dropped, added - 3), (await ForecastAsync("1011"), await ForecastAsync("1012")));
        Assert.Equal(("0", Far), (changed.Baseline!.Lines[Own("m2")].Values["product_uom_qty"], changed.Baseline.Values["scheduled_date"]));
        // Dated right before it was confirmed: a far case takes nothing from the shelf yet.
        var move = await ReadAsync("stock.move", changed.Baseline.Lines[Own("m3")].OdooId, "date", "state");
        Assert.Equal((Far, "confirmed"), (move.Text("date"), move.Text("state")));
        _wire.Forget();
        var back = await PostedAsync(Next(changed, Transfer("a", Far, Move("m1", "1010", 1), Move("m2", "1011", 4), Move("m3", "1012", 3))));
        Assert.Equal((dropped - 4, "4"), (await ForecastAsync("1011"), back.Baseline!.Lines[Own("m2")].Values["product_uom_qty"]));
    }

    [RealFact]
    public async Task A_transfer_that_was_loaded_but_not_confirmed_is_confirmed_by_the_next_attempt()
    {
        var transfer = Transfer("a", Far, Move("m1", "1010", 7));
        _wire.Lose = call => call.Method == "load";
        Assert.True((await DeliverOneAsync(First(transfer))).Failure!.OutcomeUnknown);

        _wire.Forget();
        var posted = await PostedAsync(First(transfer) with { InDoubt = true });

        Assert.Equal(("confirmed", "action_confirm"), (posted.Baseline!.State, Assert.Single(_wire.Writes).Method));
    }

    [RealFact]
    public async Task A_transfer_the_storekeeper_picked_is_left_alone()
    {
        var transfer = Transfer("a", Far, Move("m1", "1010", 7));
        var posted = await PostedAsync(First(transfer));
        await (await AsAsync(OdooRole.Storekeeper)).WriteAsync("stock.move", [posted.Baseline!.Lines[Own("m1")].OdooId], Values(("picked", true)), Standard, None);

        var left = await DeliverAsync(Next(posted, Transfer("a", Far, Move("m1", "1010", 8))));
        var cancel = await DeliverOneAsync(Next(posted, Standing(transfer, RecordStanding.Withdrawn)) with { Revision = 3 });

        Assert.Equal((PostingResultKind.Protected, PostingResultKind.Protected), (left[0].Kind, cancel.Kind));
        Assert.Contains("move_ids.picked", left[0].Failure!.Reason, StringComparison.Ordinal);
        Assert.Equal(7m, (await ReadAsync("stock.move", posted.Baseline.Lines[Own("m1")].OdooId, "product_uom_qty")).Number("product_uom_qty"));
        Assert.Equal(2, await NotesAsync("stock.picking", posted.OdooId!.Value));
        Assert.Equal(PostingResultKind.Withdrawn, (await DeliverOneAsync(Next(posted, Standing(transfer, RecordStanding.Lapsed)))).Kind);
    }

    [RealFact]
    public async Task Two_moves_that_Odoo_merges_are_parked_and_not_believed()
    {
        var result = await DeliverOneAsync(First(Transfer("a", Far, Move("m1", "1010", 1), Move("m2", "1010", 2))));

        Assert.Equal((PostingResultKind.Parked, FailureKind.Rejected), (result.Kind, result.Failure!.Kind));
        Assert.Contains("m1", result.Failure.Reason, StringComparison.Ordinal);
    }

    private OdooRecord Transfer(string name, string date, params OdooLine[] moves) => new(
        Own(name), "stock.picking", Policy("stock.picking"), "Northfield Health", RecordStanding.Active,
        new Dictionary<string, OdooCell>
        {
            ["picking_type_id"] = Of("stock.picking.type", "sequence_code", "CASE"),
            ["location_id"] = Of("stock.location", "barcode", "CS-STOCK"),
            ["location_dest_id"] = Of("stock.location", "barcode", "OR-USE"),
            ["origin"] = new(Own(name)),
            ["scheduled_date"] = new(date),
        },
        moves);

    private OdooLine Move(string name, string item, decimal quantity) => new(Own(name), new Dictionary<string, OdooCell>
    {
        ["product_id"] = Of("product.product", "default_code", item),
        ["product_uom_qty"] = new(Number: quantity),
        ["product_uom"] = Of("uom.uom", "name", "Units"),
        ["location_id"] = Of("stock.location", "barcode", "CS-STOCK"),
        ["location_dest_id"] = Of("stock.location", "barcode", "OR-USE"),
    });

    private async Task<decimal> ForecastAsync(string item) =>
        Assert.Single(await _odoo.SearchReadAsync("product.product", Integration.Odoo.OdooDomain.Where("default_code", "=", item), ["virtual_available"], 2, "id", 0, Standard, None)).Number("virtual_available");
}
