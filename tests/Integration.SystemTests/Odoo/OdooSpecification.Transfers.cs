using System.Text.Json.Nodes;
using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Odoo;

public abstract partial class OdooSpecification
{
    private const string Far = "2031-05-06 07:30:00";

    [RealFact]
    public async Task The_forecast_falls_when_a_transfer_is_confirmed_and_rises_when_it_is_cancelled()
    {
        var earlier = Standard.With("to_date", "2031-05-01 00:00:00");
        var (before, beforeEarlier) = (await ForecastAsync("item_1010", Standard), await ForecastAsync("item_1010", earlier));
        var id = Loaded(await LoadAsync("stock.picking", TransferColumns, Transfer("case", Far, "a", "item_1010", 7)))[0];
        Assert.Equal(("draft", before), (await StateAsync(id), await ForecastAsync("item_1010", Standard)));

        await _client.CallAsync("stock.picking", "action_confirm", [id], Standard, None);
        // The operation type reserves three days before: a far case takes nothing yet.
        Assert.Equal(("confirmed", before - 7), (await StateAsync(id), await ForecastAsync("item_1010", Standard)));
        Assert.Equal(beforeEarlier, await ForecastAsync("item_1010", earlier));
        await _client.CallAsync("stock.picking", "action_confirm", [id], Standard, None);
        Assert.Equal(before - 7, await ForecastAsync("item_1010", Standard));

        await _client.CallAsync("stock.picking", "action_cancel", [id], Standard, None);
        await _client.CallAsync("stock.picking", "action_cancel", [id], Standard, None);
        Assert.Equal(("cancel", before), (await StateAsync(id), await ForecastAsync("item_1010", Standard)));
    }

    [RealFact]
    public async Task Whoever_changes_a_transfers_state_by_its_moves_wrote_it_last()
    {
        var id = Loaded(await LoadAsync("stock.picking", TransferColumns, Transfer("case", Far, "a", "item_1010", 7)))[0];
        var keeper = await AsAsync(OdooRole.Storekeeper);

        await keeper.CallAsync("stock.picking", "action_cancel", [id], Standard, None);

        var writer = (await _client.ReadAsync("stock.picking", [id], ["write_uid"], Standard, None))[0];
        Assert.Equal(await keeper.LogInAsync(None), writer.Reference("write_uid")!.Value.Id);
    }

    [RealFact]
    public async Task The_forecast_of_the_place_of_use_rises_only_where_it_is_asked_for()
    {
        var place = Standard.With("location", await IdAsync(Network("location_or_use")));
        var before = await ForecastAsync("item_1011", place);
        var id = Loaded(await LoadAsync("stock.picking", TransferColumns, Transfer("case", Far, "a", "item_1011", 2)))[0];

        await _client.CallAsync("stock.picking", "action_confirm", [id], Standard, None);

        Assert.Equal(before + 2, await ForecastAsync("item_1011", place));
    }

    [RealFact]
    public async Task Moves_of_one_item_are_merged_when_confirmed_and_the_second_external_id_is_lost()
    {
        var id = Loaded(await LoadAsync("stock.picking", TransferColumns, Transfer("case", Far, "a", "item_1012", 2), Move("b", "item_1012", 3)))[0];
        Assert.Equal(2, (await ReadAsync("stock.picking", id, "move_ids")).Ids("move_ids").Count);

        await _client.CallAsync("stock.picking", "action_confirm", [id], Standard, None);

        var move = await ReadAsync("stock.move", Assert.Single((await ReadAsync("stock.picking", id, "move_ids")).Ids("move_ids")), "product_uom_qty");
        Assert.Equal((await IdAsync(Own("a")), 5m), (move.Id, move.Number("product_uom_qty")));
        Assert.Null(await _client.CheckObjectReferenceAsync(Own("b"), None));
    }

    [RealFact]
    public async Task Loading_the_scheduled_date_moves_the_moves()
    {
        var id = Loaded(await LoadAsync("stock.picking", TransferColumns, Transfer("case", Far, "a", "item_1010", 1)))[0];
        await _client.CallAsync("stock.picking", "action_confirm", [id], Standard, None);

        Loaded(await LoadAsync("stock.picking", "id scheduled_date", [Own("case"), "2031-06-07 10:00:00"]));

        var move = await ReadAsync("stock.move", await IdAsync(Own("a")), "date reservation_date");
        Assert.Equal(new DateTimeOffset(2031, 6, 7, 10, 0, 0, TimeSpan.Zero), move.Instant("date"));
        Assert.Equal(new DateOnly(2031, 6, 4), move.Date("reservation_date"));
        Assert.Equal(move.Instant("date"), (await ReadAsync("stock.picking", id, "scheduled_date")).Instant("scheduled_date"));
    }

    [RealFact]
    public async Task Of_two_dates_in_one_call_the_headers_wins()
    {
        Loaded(await LoadAsync("stock.picking", TransferColumns + " move_ids/date", [.. Transfer("case", Far, "a", "item_1010", 1), "2031-09-09 09:00:00"]));

        Assert.Equal(LoadCell.Of((await ReadAsync("stock.move", await IdAsync(Own("a")), "date")).Instant("date")!.Value), LoadCell.Of(Far));
    }

    [RealFact]
    public async Task A_move_added_later_throws_the_transfer_back_to_draft_until_it_is_confirmed_again()
    {
        var id = Loaded(await LoadAsync("stock.picking", TransferColumns, Transfer("case", Far, "a", "item_1010", 1)))[0];
        await _client.CallAsync("stock.picking", "action_confirm", [id], Standard, None);

        Loaded(await LoadAsync("stock.picking", TransferColumns, Transfer("case", Far, "b", "item_1011", 1)));
        Assert.Equal("draft", await StateAsync(id));

        await _client.CallAsync("stock.picking", "action_confirm", [id], Standard, None);
        Assert.Equal("confirmed", await StateAsync(id));
        Assert.Equal(2, (await ReadAsync("stock.picking", id, "move_ids")).Ids("move_ids").Count);
    }

    [RealFact]
    public async Task A_new_quantity_goes_to_the_forecast_at_once_and_zero_takes_the_item_out()
    {
        var before = await ForecastAsync("item_1009", Standard);
        var id = Loaded(await LoadAsync("stock.picking", TransferColumns, Transfer("case", Far, "a", "item_1009", 1), Move("b", "item_1010", 1)))[0];
        await _client.CallAsync("stock.picking", "action_confirm", [id], Standard, None);

        Loaded(await LoadAsync("stock.move", "id product_uom_qty", [Own("a"), 3]));
        Assert.Equal(before - 3, await ForecastAsync("item_1009", Standard));
        Loaded(await LoadAsync("stock.move", "id product_uom_qty", [Own("a"), 0]));
        Assert.Equal(before, await ForecastAsync("item_1009", Standard));
    }

    [RealFact]
    public async Task A_cancelled_transfer_refuses_a_new_date_and_an_operation_type()
    {
        var id = Loaded(await LoadAsync("stock.picking", TransferColumns, Transfer("case", Far, "a", "item_1010", 1)))[0];
        await _client.CallAsync("stock.picking", "action_cancel", [id], Standard, None);

        var date = await LoadAsync("stock.picking", "id scheduled_date", [Own("case"), "2031-06-07 10:00:00"]);
        Assert.Equal(("You cannot change the Scheduled Date on a cancelled transfer.", OdooFaultKind.Rejected), (Assert.Single(date.Messages).Text, date.Messages[0].Kind));
        var type = await LoadAsync("stock.picking", "id picking_type_id/id", [Own("case"), Network("operation_case")]);
        Assert.Equal("Changing the operation type of this record is forbidden at this point.", Assert.Single(type.Messages).Text);
        await _client.CallAsync("stock.picking", "action_confirm", [id], Standard, None);
        Assert.Equal("cancel", await StateAsync(id));
    }

    [RealFact]
    public async Task A_store_keeper_does_what_is_there_and_the_rest_goes_to_a_backorder_with_its_external_id()
    {
        var onHand = (await ReadAsync("product.product", await IdAsync(Network("item_1008")), "qty_available")).Number("qty_available");
        var id = Loaded(await LoadAsync("stock.picking", TransferColumns,
            Transfer("shelf", Far, "a", "item_1013", 5, "operation_req", "location_or_supply"), Move("b", "item_1008", 1, "location_or_supply")))[0];
        await _client.CallAsync("stock.picking", "action_confirm", [id], Standard, None);
        Assert.Equal("assigned", await StateAsync(id));
        var storekeeper = await AsAsync(OdooRole.Storekeeper);
        await storekeeper.WriteAsync("stock.move", [await IdAsync(Own("a"))], new JsonObject { ["quantity"] = 5, ["picked"] = true }, Standard, None);

        var answer = await storekeeper.CallAsync("stock.picking", "button_validate", [id], Standard, None);

        Assert.True(answer.IsTrue, answer.Value.ToString());
        Assert.Equal("done", await StateAsync(id));
        var transfer = await ReadAsync("stock.picking", id, "backorder_ids move_ids");
        var left = await ReadAsync("stock.move", await IdAsync(Own("b")), "picking_id state product_uom_qty");
        Assert.Equal(Assert.Single(transfer.Ids("backorder_ids")), left.Reference("picking_id")!.Value.Id);
        Assert.Equal(1, left.Number("product_uom_qty"));
        Assert.Equal("done", (await ReadAsync("stock.move", await IdAsync(Own("a")), "state")).Text("state"));
        // Within the warehouse nothing is used up.
        Assert.Equal(onHand, (await ReadAsync("product.product", await IdAsync(Network("item_1008")), "qty_available")).Number("qty_available"));
        await FaultAsync(_client.CallAsync("stock.picking", "action_cancel", [id], Standard, None), OdooFaultKind.Rejected);
    }

    private async Task<string?> StateAsync(long transfer) => (await ReadAsync("stock.picking", transfer, "state")).Text("state");

    private async Task<decimal> ForecastAsync(string item, OdooContext context) =>
        (await _client.ReadAsync("product.product", [await IdAsync(Network(item))], ["virtual_available"], context, None))[0].Number("virtual_available");
}
