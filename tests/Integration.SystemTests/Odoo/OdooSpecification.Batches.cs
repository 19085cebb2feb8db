using System.Text.Json.Nodes;
using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Odoo;

public abstract partial class OdooSpecification
{
    [RealFact]
    public async Task One_bad_record_fails_the_batch_and_is_named_by_rows_and_field()
    {
        var load = await LoadAsync("purchase.order", OrderColumns, Order("good", "B-1", "a", "item_1001", 3), Line("b", "item_1004", 2), Order("bad", "B-1", "c", "item_9999", 1));

        Assert.False(load.Succeeded);
        var message = Assert.Single(load.Messages, message => message.Kind == OdooFaultKind.MissingRecord);
        Assert.Equal((2, 2, 1, "order_line", true), (message.FromRow, message.ToRow, message.Record, message.Field, message.IsError));
        Assert.StartsWith("No matching record found for external id 'integration_network.item_9999' in field 'Order Lines/Product'", message.Text, StringComparison.Ordinal);
        // A real Odoo remembers an external id that a failed load had made for a while, but never a record for it.
        Assert.Null((await _client.CheckObjectReferenceAsync(Own("good"), None))?.Id);
        Assert.Null((await _client.CheckObjectReferenceAsync(Own("a"), None))?.Id);
        Loaded(await LoadAsync("purchase.order", OrderColumns, Order("good", "B-1", "a", "item_1001", 3)));
        Assert.NotNull((await _client.CheckObjectReferenceAsync(Own("good"), None))?.Id);
    }

    [RealFact]
    public async Task What_was_loaded_not_to_be_updated_is_left_alone_by_a_load_that_may_only_make()
    {
        var making = Standard.With("mode", "update").With("noupdate", true);
        async Task<long> MadeAsync(string name, string externalId, OdooContext context) =>
            Assert.Single(Loaded(await _client.LoadAsync("project.task", ["id", "name", "project_id/id"], [[Own(externalId), name, Network("project_bed_turnover")]], context, None)));

        var made = await MadeAsync("First", "guarded", making);
        Assert.Equal(made, await MadeAsync("Second", "guarded", making));
        Assert.Equal("First", (await ReadAsync("project.task", made, "name")).Text("name"));
        Assert.Equal(made, await MadeAsync("Third", "guarded", Standard));
        Assert.Equal("Third", (await ReadAsync("project.task", made, "name")).Text("name"));

        // What was loaded without the mark has no such protection.
        var plain = await MadeAsync("First", "plain", Standard);
        await MadeAsync("Second", "plain", making);
        Assert.Equal("Second", (await ReadAsync("project.task", plain, "name")).Text("name"));
    }

    [RealFact]
    public async Task What_is_read_without_names_has_the_same_ids()
    {
        var id = Loaded(await LoadAsync("purchase.order", OrderColumns, Order("nameless", "B-1", "a", "item_1001", 3)))[0];
        string[] fields = ["partner_id", "order_line", "origin"];

        var named = Assert.Single(await _client.ReadAsync("purchase.order", [id], fields, Standard, None));
        var bare = Assert.Single(await _client.ReadWithoutNamesAsync("purchase.order", [id], fields, Standard, None));

        Assert.Equal((named.Reference("partner_id")!.Value.Id, ""), (bare.Reference("partner_id")!.Value.Id, bare.Reference("partner_id")!.Value.Name));
        Assert.Equal(named.Text("origin"), bare.Text("origin"));
        Assert.Equal(named.Ids("order_line"), bare.Ids("order_line"));
    }

    [RealFact]
    public async Task A_missing_required_value_is_named()
    {
        var load = await LoadAsync("purchase.order", "id origin", [Own("order"), "B-2"]);

        var message = Assert.Single(load.Messages);
        Assert.Equal((0, "partner_id", OdooFaultKind.Rejected, false), (message.Record, message.Field, message.Kind, message.IsDoubtful));
        Assert.Equal("Missing required value for the field 'Vendor' (partner_id).", message.Text);
    }

    [RealFact]
    public async Task A_blank_name_of_a_line_accuses_the_order()
    {
        var load = await LoadAsync("purchase.order", OrderColumns + " order_line/name", [.. Order("order", "B-3", "a", "item_1001", 3), LoadCell.Empty]);

        Assert.Equal("Missing required value for the field 'Order Reference' (name).", Assert.Single(load.Messages).Text);
    }

    [RealFact]
    public async Task Of_fifteen_bad_records_ten_are_named_and_a_warning_says_so()
    {
        var rows = Enumerable.Range(0, 30).Select(number => new[] { Own($"o{number}"), number % 2 == 0 ? Network("vendor_nls") : LoadCell.Empty, LoadCell.Of("B-4") }).ToArray();

        var load = await LoadAsync("purchase.order", "id partner_id/id origin", rows);

        Assert.True(load.StoppedEarly);
        Assert.Equal([1, 3, 5, 7, 9, 11, 13, 15, 17, 19], load.Messages.Where(message => message.IsError).Select(message => message.Record!.Value));
    }

    [RealFact]
    public async Task The_error_of_a_batch_is_repeated_under_the_name_of_its_first_record()
    {
        var administrator = await AsAsync(OdooRole.Administrator);
        Loaded(await LoadAsync(administrator, "product.product", "id name barcode", [Own("holder"), "Holder", _own]));

        var load = await LoadAsync(administrator, "product.product", "id name barcode", [Own("good"), "Good", _own + "1"], [Own("bad"), "Bad", _own]);

        Assert.Equal([(0, true), (1, false)], load.Messages.Select(message => (message.Record!.Value, message.IsDoubtful)));
        Assert.All(load.Messages, message => Assert.Equal(OdooFaultKind.Rejected, message.Kind));
    }

    [RealFact]
    public async Task Loading_a_product_names_its_template_too()
    {
        var administrator = await AsAsync(OdooRole.Administrator);

        Loaded(await LoadAsync(administrator, "product.product", "id name default_code", [Own("item"), "Gauze", "G-" + _own]));

        Assert.Equal("product.template", (await administrator.CheckObjectReferenceAsync(Own("item") + "_product_template", None))!.Value.Model);
    }

    [RealFact]
    public async Task Times_have_one_form()
    {
        var load = await LoadAsync("purchase.order", "id partner_id/id date_order",
            [Own("a"), Network("vendor_nls"), "2031-03-01T08:00:00"], [Own("b"), Network("vendor_nls"), "2031-03-01 08:00:00Z"], [Own("c"), Network("vendor_nls"), "2031-03-01 08:00:00"]);

        Assert.Equal([(0, "date_order"), (1, "date_order")], load.Messages.Where(message => message.Field is not null).Select(message => (message.Record!.Value, message.Field!)));
        Assert.Contains("does not seem to be a valid datetime", load.Messages[0].Text, StringComparison.Ordinal);
    }

    [RealFact]
    public async Task Load_reads_times_in_the_contexts_zone_and_else_in_the_users_and_read_answers_utc()
    {
        var administrator = await AsAsync(OdooRole.Administrator);
        var user = await _client.LogInAsync(None);
        await administrator.WriteAsync("res.users", [user], new JsonObject { ["tz"] = "America/New_York" }, Standard, None);
        try
        {
            Assert.Equal(8, (await OrderedAtAsync("context", new JsonObject { ["tz"] = "UTC" })).Hour);
            Assert.Equal(7, (await OrderedAtAsync("berlin", new JsonObject { ["tz"] = "Europe/Berlin" })).Hour);
            Assert.Equal(13, (await OrderedAtAsync("user", [])).Hour);
            Loaded(await LoadAsync("purchase.order", "id date_order", [Own("user"), "2031-01-10 09:00:00"]));
            Assert.Equal(9, (await ReadAsync("purchase.order", await IdAsync(Own("user")), "date_order")).Instant("date_order")!.Value.Hour);
        }
        finally
        {
            await administrator.WriteAsync("res.users", [user], new JsonObject { ["tz"] = "UTC" }, Standard, None);
        }
    }

    private async Task<DateTimeOffset> OrderedAtAsync(string name, JsonObject context)
    {
        var rows = new JsonArray(new JsonArray(Own(name), Network("vendor_nls"), "2031-01-10 08:00:00"));
        Assert.Null(await PastTheClientAsync("purchase.order", "load", new JsonObject { ["fields"] = new JsonArray("id", "partner_id/id", "date_order"), ["data"] = rows, ["context"] = context }));
        return (await ReadAsync("purchase.order", await IdAsync(Own(name)), "date_order")).Instant("date_order")!.Value;
    }

    [RealFact]
    public async Task An_object_in_a_cell_kills_the_call()
    {
        var rows = new JsonArray(new JsonArray(Own("order"), new JsonObject { ["a"] = 1 }));

        Assert.NotNull(await PastTheClientAsync("purchase.order", "load", new JsonObject { ["fields"] = new JsonArray("id", "analytic_distribution"), ["data"] = rows }));
    }

    [RealFact]
    public async Task A_selection_takes_key_or_label_and_a_flag_takes_text()
    {
        var id = Loaded(await LoadAsync("purchase.order", "id partner_id/id priority", [Own("order"), Network("vendor_nls"), "Urgent"]))[0];
        Assert.Equal("1", (await ReadAsync("purchase.order", id, "priority")).Text("priority"));

        var load = await LoadAsync("purchase.order", "id priority", [Own("order"), "soon"]);
        Assert.Equal(("priority", OdooFaultKind.Rejected), (load.Messages[0].Field, load.Messages[0].Kind));

        var administrator = await AsAsync(OdooRole.Administrator);
        var vendor = Loaded(await LoadAsync(administrator, "res.partner", "id name is_company active", [Own("vendor"), "Old", LoadCell.Of(true), LoadCell.Of(false)]))[0];
        Assert.Equal(0, await _client.SearchCountAsync("res.partner", OdooDomain.Where("id", "=", vendor), Standard, None));
        Assert.Equal(1, await _client.SearchCountAsync("res.partner", OdooDomain.Where("id", "=", vendor), Standard.With("active_test", false), None));
        Assert.Null((await _client.CheckObjectReferenceAsync(Own("vendor"), None))!.Value.Id);
        Loaded(await LoadAsync("purchase.order", "id partner_id/id", [Own("archived"), Own("vendor")]));
    }
}
