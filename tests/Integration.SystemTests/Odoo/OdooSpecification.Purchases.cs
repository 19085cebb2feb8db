using System.Text.Json.Nodes;
using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Odoo;

public abstract partial class OdooSpecification
{
    [RealFact]
    public async Task A_loaded_order_is_read_back_with_the_external_ids_of_order_and_lines()
    {
        var id = Loaded(await LoadAsync("purchase.order", OrderColumns, Order("order", "A-1", "a", "item_1001", 3), Line("b", "item_1004", 2)))[0];

        var order = await ReadAsync("purchase.order", id, "state origin partner_id order_line date_order");
        Assert.Equal(("draft", "A-1"), (order.Text("state"), order.Text("origin")));
        Assert.Equal("Northline Surgical", order.Reference("partner_id")!.Value.Name);
        Assert.Equal([Own("a"), Own("b")], (await _client.ExternalIdsAsync("purchase.order.line", [.. order.Ids("order_line")], None)).Values.Order());
        Assert.Equal(new OdooObjectReference("purchase.order", id), await _client.CheckObjectReferenceAsync(Own("order"), None));
        Assert.Null(await _client.CheckObjectReferenceAsync(Own("nothing"), None));
        var line = await ReadAsync("purchase.order.line", await IdAsync(Own("b")), "product_qty price_unit date_planned product_uom_id");
        Assert.Equal((2m, 1.5m), (line.Number("product_qty"), line.Number("price_unit")));
        Assert.Equal(new DateTimeOffset(2031, 3, 1, 8, 0, 0, TimeSpan.Zero), line.Instant("date_planned"));
    }

    [RealFact]
    public async Task Loading_again_updates_by_external_id_and_leaves_omitted_lines_alone()
    {
        var first = Loaded(await LoadAsync("purchase.order", OrderColumns, Order("order", "A-2", "a", "item_1001", 3), Line("b", "item_1004", 2)));
        var line = await IdAsync(Own("a"));

        Assert.Equal(first, Loaded(await LoadAsync("purchase.order", OrderColumns, Order("order", "A-2b", "a", "item_1001", 5))));

        Assert.Equal(line, await IdAsync(Own("a")));
        Assert.Equal(5, (await ReadAsync("purchase.order.line", line, "product_qty")).Number("product_qty"));
        Assert.Equal(("A-2b", 2), await OriginAndLinesAsync(first[0]));
        Assert.Equal(1, await _client.SearchCountAsync("purchase.order", OdooDomain.Where("origin", "in", new JsonArray("A-2", "A-2b")).And("id", "=", first[0]), Standard, None));
    }

    [RealFact]
    public async Task One_external_id_twice_in_a_batch_is_one_order_with_its_lines_made_twice()
    {
        var ids = Loaded(await LoadAsync("purchase.order", OrderColumns, Order("order", "A-3", "a", "item_1001", 3), Order("order", "A-3", "a", "item_1001", 4)));

        Assert.Equal(2, ids.Count);
        Assert.Equal(ids[0], ids[1]);
        var order = await ReadAsync("purchase.order", ids[0], "order_line");
        Assert.Equal(["", Own("a")], (await _client.ExternalIdsAsync("purchase.order.line", [.. order.Ids("order_line")], None)).Values.Select(name => name ?? "").Order());
        Assert.Equal(4, (await ReadAsync("purchase.order.line", await IdAsync(Own("a")), "product_qty")).Number("product_qty"));
    }

    [RealFact]
    public async Task One_external_id_twice_without_lines_is_one_order()
    {
        var ids = Loaded(await LoadAsync("purchase.order", "id partner_id/id origin", [Own("order"), Network("vendor_nls"), "A-14"], [Own("order"), Network("vendor_nls"), "A-15"]));

        Assert.Single(ids.Distinct());
        Assert.Equal("A-15", (await ReadAsync("purchase.order", ids[0], "origin")).Text("origin"));
        Assert.Equal(0, await _client.SearchCountAsync("purchase.order", OdooDomain.Where("origin", "=", "A-14"), Standard, None));
    }

    [RealFact]
    public async Task An_empty_cell_clears_the_field()
    {
        var id = Loaded(await LoadAsync("purchase.order", OrderColumns, Order("order", "A-4", "a", "item_1001", 3)))[0];

        Loaded(await LoadAsync("purchase.order", "id origin partner_ref", [Own("order"), LoadCell.Empty, "ref"]));

        var order = await ReadAsync("purchase.order", id, "origin partner_ref");
        Assert.Equal((null, "ref"), (order.Text("origin"), order.Text("partner_ref")));
    }

    [RealFact]
    public async Task A_confirmed_order_is_overwritten_without_a_murmur()
    {
        var id = Loaded(await LoadAsync("purchase.order", OrderColumns, Order("order", "A-5", "a", "item_1001", 3)))[0];
        await (await AsAsync(OdooRole.Buyer)).CallAsync("purchase.order", "button_confirm", [id], Standard, None);
        Assert.Equal("purchase", (await ReadAsync("purchase.order", id, "state")).Text("state"));

        Loaded(await LoadAsync("purchase.order", OrderColumns, Order("order", "A-5", "a", "item_1001", 9)));

        Assert.Equal(9, (await ReadAsync("purchase.order.line", await IdAsync(Own("a")), "product_qty")).Number("product_qty"));
        Assert.Equal("purchase", (await ReadAsync("purchase.order", id, "state")).Text("state"));
    }

    [RealFact]
    public async Task Cancelling_answers_nothing_and_may_be_repeated_and_undone()
    {
        var id = Loaded(await LoadAsync("purchase.order", OrderColumns, Order("order", "A-6", "a", "item_1001", 3)))[0];

        Assert.True((await _client.CallAsync("purchase.order", "button_cancel", [id], Standard, None)).IsVoid);
        Assert.True((await _client.CallAsync("purchase.order", "button_cancel", [id], Standard, None)).IsVoid);
        Assert.Equal("cancel", (await ReadAsync("purchase.order", id, "state")).Text("state"));
        await _client.CallAsync("purchase.order", "button_draft", [id], Standard, None);
        Assert.Equal("draft", (await ReadAsync("purchase.order", id, "state")).Text("state"));
        await FaultAsync(_client.CallAsync("purchase.order", "button_cancel", [id, 999_999_999], Standard, None), OdooFaultKind.MissingRecord);
        Assert.Equal("draft", (await ReadAsync("purchase.order", id, "state")).Text("state"));
    }

    [RealFact]
    public async Task A_line_can_be_removed_from_a_draft_and_not_from_a_confirmed_order()
    {
        var id = Loaded(await LoadAsync("purchase.order", OrderColumns, Order("order", "A-7", "a", "item_1001", 3), Line("b", "item_1004", 2)))[0];
        var removed = await IdAsync(Own("b"));

        await _client.UnlinkAsync("purchase.order.line", [removed], Standard, None);
        Assert.Null(await _client.CheckObjectReferenceAsync(Own("b"), None));
        Loaded(await LoadAsync("purchase.order", OrderColumns, Order("order", "A-7", "b", "item_1004", 2)));
        Assert.NotEqual(removed, await IdAsync(Own("b")));

        await _client.CallAsync("purchase.order", "button_confirm", [id], Standard, None);
        await FaultAsync(_client.UnlinkAsync("purchase.order.line", [await IdAsync(Own("b"))], Standard, None), OdooFaultKind.Rejected);
    }

    [RealFact]
    public async Task A_deleted_order_is_left_out_of_reading_and_made_again_by_load()
    {
        var id = Loaded(await LoadAsync("purchase.order", OrderColumns, Order("order", "A-8", "a", "item_1001", 3)))[0];
        await FaultAsync(_client.UnlinkAsync("purchase.order", [id], Standard, None), OdooFaultKind.Rejected);
        await _client.CallAsync("purchase.order", "button_cancel", [id], Standard, None);
        await _client.UnlinkAsync("purchase.order", [id], Standard, None);

        Assert.Empty(await _client.ReadAsync("purchase.order", [id], ["state"], Standard, None));
        Assert.Null((await _client.ExternalIdsAsync("purchase.order", [id], None))[id]);
        await FaultAsync(_client.CallAsync("purchase.order", "button_cancel", [id], Standard, None), OdooFaultKind.MissingRecord);
        Assert.NotEqual(id, Loaded(await LoadAsync("purchase.order", OrderColumns, Order("order", "A-8", "a", "item_1001", 3)))[0]);
    }

    [RealFact]
    public async Task Without_unit_and_price_a_line_takes_the_vendors()
    {
        const string Short = "id partner_id/id order_line/id order_line/product_id/id order_line/product_qty";
        Loaded(await LoadAsync("purchase.order", Short, [Own("order"), Network("vendor_det"), Own("a"), Network("item_1006"), 250]));
        var line = await ReadAsync("purchase.order.line", await IdAsync(Own("a")), "product_uom_id price_unit product_qty");
        Assert.Equal(("Box of 100", 85m, 250m), (line.Reference("product_uom_id")!.Value.Name, line.Number("price_unit"), line.Number("product_qty")));
    }

    [RealFact]
    public async Task A_new_quantity_alone_takes_the_vendors_price_and_date_again()
    {
        Loaded(await LoadAsync("purchase.order", OrderColumns, Order("order", "A-12", "a", "item_1001", 3, 2.75m)));
        var id = await IdAsync(Own("a"));

        Loaded(await LoadAsync("purchase.order.line", "id product_qty", [Own("a"), 4]));

        var line = await ReadAsync("purchase.order.line", id, "price_unit date_planned");
        Assert.Equal(1.5m, line.Number("price_unit"));
        Assert.NotEqual(2031, line.Instant("date_planned")!.Value.Year);
    }

    [RealFact]
    public async Task Quantity_price_and_date_stay_when_they_are_sent_together_and_a_price_changed_later_stays_by_itself()
    {
        Loaded(await LoadAsync("purchase.order", OrderColumns, Order("order", "A-13", "a", "item_1001", 3, 2.75m)));
        var id = await IdAsync(Own("a"));

        Loaded(await LoadAsync("purchase.order.line", "id product_qty price_unit date_planned", [Own("a"), 4, 2.75m, "2031-04-01 08:00:00"]));
        Assert.Equal((4m, 2.75m, "2031-04-01 08:00:00"), await LineAsync(id));
        Loaded(await LoadAsync("purchase.order.line", "id price_unit", [Own("a"), 3.25m]));
        Loaded(await LoadAsync("purchase.order.line", "id product_qty", [Own("a"), 5]));
        Assert.Equal((5m, 3.25m, "2031-04-01 08:00:00"), await LineAsync(id));
    }

    private async Task<(decimal, decimal, string?)> LineAsync(long id)
    {
        var line = await ReadAsync("purchase.order.line", id, "product_qty price_unit date_planned");
        return (line.Number("product_qty"), line.Number("price_unit"), line.Text("date_planned"));
    }

    [RealFact]
    public async Task An_order_is_assigned_to_the_caller_unless_another_buyer_is_sent_by_database_id()
    {
        var users = await _client.SearchReadAsync("res.users", OdooDomain.WhereIn("login", ["buyer", "integration"]), ["login"], 5, "login", 0, Standard, None);
        Assert.Equal(["buyer", "integration"], users.Select(user => user.Text("login")));
        var id = Loaded(await LoadAsync("purchase.order", OrderColumns, Order("order", "A-9", "a", "item_1001", 3)))[0];
        Assert.Equal(users[1].Id, (await ReadAsync("purchase.order", id, "user_id")).Reference("user_id")!.Value.Id);

        Loaded(await LoadAsync("purchase.order", "id user_id/.id", [Own("order"), users[0].Id]));

        Assert.Equal(users[0].Id, (await ReadAsync("purchase.order", id, "user_id")).Reference("user_id")!.Value.Id);
    }

    [RealFact]
    public async Task An_analytic_distribution_is_text_in_a_cell_and_an_object_when_read()
    {
        var account = await IdAsync(Network("cost_centre_4100"));
        Loaded(await LoadAsync("purchase.order", OrderColumns, Order("order", "A-10", "a", "item_1001", 3)));

        Loaded(await LoadAsync("purchase.order.line", "id analytic_distribution", [Own("a"), $"{{\"{account}\": 100}}"]));

        var line = await ReadAsync("purchase.order.line", await IdAsync(Own("a")), "analytic_distribution");
        Assert.Equal(100, line.Json.GetProperty("analytic_distribution").GetProperty($"{account}").GetDouble());
    }

    [RealFact]
    public async Task A_note_stands_in_the_chatter()
    {
        var id = Loaded(await LoadAsync("purchase.order", OrderColumns, Order("order", "A-11", "a", "item_1001", 3)))[0];

        await _client.CallAsync("purchase.order", "message_post", new JsonArray(new JsonArray(id)), new JsonObject { ["body"] = "changed <by> sender" }, Standard, None);

        var notes = await _client.SearchReadAsync(
            "mail.message", OdooDomain.Where("model", "=", "purchase.order").And("res_id", "=", id).And("body", "like", "changed &lt;by&gt;"), ["body"], 5, "id", 0, Standard, None);
        Assert.Single(notes);
    }

    private async Task<(string? Origin, int Lines)> OriginAndLinesAsync(long order)
    {
        var record = await ReadAsync("purchase.order", order, "origin order_line");
        return (record.Text("origin"), record.Ids("order_line").Count);
    }
}
