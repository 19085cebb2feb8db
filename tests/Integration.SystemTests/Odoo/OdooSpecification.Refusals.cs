using System.Text.Json.Nodes;
using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Odoo;

public abstract partial class OdooSpecification
{
    [RealFact]
    public async Task Says_its_version_without_a_login() =>
        Assert.Equal(19, (await new OdooClient(Http, _connection with { Secret = "wrong" }, TimeProvider.System).VersionAsync(None)).Major);

    [RealFact]
    public async Task A_wrong_secret_is_denied_and_a_wrong_database_is_not_there()
    {
        var stranger = new OdooClient(Http, _connection with { Secret = "wrong" }, TimeProvider.System);
        await FaultAsync(stranger.SearchCountAsync("res.users", OdooDomain.All, Standard, None), OdooFaultKind.AccessDenied);

        var lost = new OdooClient(Http, _connection with { Database = "nowhere" }, TimeProvider.System);
        await FaultAsync(lost.LogInAsync(None), OdooFaultKind.Unavailable);
    }

    [RealFact]
    public async Task Missing_rights_arrive_as_messages_of_load_and_as_a_fault_of_other_calls()
    {
        var storekeeper = await AsAsync(OdooRole.Storekeeper);

        var load = await LoadAsync(storekeeper, "purchase.order", "id partner_id/id", [Own("order"), Network("vendor_nls")]);

        Assert.All(load.Messages, message => Assert.Equal(OdooFaultKind.AccessDenied, message.Kind));
        Assert.StartsWith("You are not allowed to create 'Purchase Order' (purchase.order) records.", load.Messages[0].Text, StringComparison.Ordinal);
        var fault = await FaultAsync(storekeeper.CreateAsync("purchase.order", new JsonObject { ["partner_id"] = await IdAsync(Network("vendor_nls")) }, Standard, None), OdooFaultKind.AccessDenied);
        Assert.Equal("odoo.exceptions.AccessError", fault.Name);
        Assert.False(await storekeeper.HasAccessAsync("purchase.order", "create", None));
        Assert.True(await storekeeper.HasAccessAsync("purchase.order", "read", None));
        Assert.True(await _client.HasAccessAsync("purchase.order", "create", None));
        await FaultAsync(_client.SearchCountAsync("ir.model.data", OdooDomain.All, Standard, None), OdooFaultKind.AccessDenied);
    }

    [RealFact]
    public async Task Another_companys_records_are_refused_in_other_words()
    {
        var administrator = await AsAsync(OdooRole.Administrator);
        var me = await administrator.LogInAsync(None);
        var own = (await administrator.ReadAsync("res.users", [me], ["company_id"], Standard, None))[0].Reference("company_id")!.Value.Id;
        var other = await administrator.CreateAsync("res.company", new JsonObject { ["name"] = "Other " + _own }, Standard, None);
        await administrator.WriteAsync("res.users", [me], new JsonObject { ["company_ids"] = new JsonArray(new JsonArray(4, other)) }, Standard, None);
        var both = OdooContext.ForCompanies(own, other);
        var place = await administrator.CreateAsync("stock.location", new JsonObject { ["name"] = "Elsewhere", ["company_id"] = other }, both, None);

        var fault = await FaultAsync(_client.ReadAsync("stock.location", [place], ["name"], Standard, None), OdooFaultKind.AccessDenied);
        Assert.StartsWith("Uh-oh! Looks like you have stumbled upon some top-secret records.", fault.Message, StringComparison.Ordinal);
        Assert.Equal(0, await _client.SearchCountAsync("stock.location", OdooDomain.Where("id", "=", place), Standard, None));
        await FaultAsync(_client.SearchCountAsync("stock.location", OdooDomain.All, OdooContext.ForCompanies(other), None), OdooFaultKind.AccessDenied);
    }

    [RealFact]
    public async Task Unknown_models_fields_and_methods_are_defects()
    {
        await FaultAsync(_client.SearchCountAsync("planning.slot", OdooDomain.All, Standard, None), OdooFaultKind.Defect);
        await FaultAsync(_client.ReadAsync("res.partner", [1], ["colour_of_door"], Standard, None), OdooFaultKind.Defect);
        await FaultAsync(_client.SearchCountAsync("res.partner", OdooDomain.Where("colour_of_door", "=", "red"), Standard, None), OdooFaultKind.Defect);
        await FaultAsync(LoadAsync("purchase.order", "id colour_of_door", [Own("order"), "red"]), OdooFaultKind.Defect);
        await FaultAsync(_client.CreateAsync("purchase.order", new JsonObject { ["colour_of_door"] = "red" }, Standard, None), OdooFaultKind.Defect);
        await FaultAsync(_client.CallAsync("purchase.order", "button_paint", [1], Standard, None), OdooFaultKind.Defect);
        var missing = await FaultAsync(_client.CreateAsync("purchase.order", [], Standard, None), OdooFaultKind.Rejected);
        Assert.Equal("odoo.exceptions.ValidationError", missing.Name);
    }

    [RealFact]
    public async Task A_domain_is_the_argument_itself() =>
        Assert.True(
            await PastTheClientAsync("res.partner", "search_count", new JsonObject { ["domain"] = new JsonArray() }) is null
            && await PastTheClientAsync("res.partner", "search_count", new JsonObject { ["domain"] = new JsonArray(new JsonArray()) }) is not null);

    [RealFact]
    public async Task Domains_compare_combine_and_follow_a_relation()
    {
        var ids = Loaded(await LoadAsync("purchase.order", OrderColumns,
            Order("one", _own + "-1", "a", "item_1001", 3), Order("two", _own + "-2", "b", "item_1001", 30), Order("three", _own + "-3", "c", "item_1004", 30)));
        var own = OdooDomain.Where("origin", "like", _own);

        Assert.Equal(ids, await FindAsync(own));
        Assert.Equal([ids[1]], await FindAsync(own.And("origin", "=", _own + "-2")));
        Assert.Equal([ids[0], ids[2]], await FindAsync(own.And("origin", "!=", _own + "-2")));
        Assert.Equal([ids[0], ids[2]], await FindAsync(own.AndIn("origin", [_own + "-1", _own + "-3"])));
        Assert.Equal([ids[1]], await FindAsync(own.And("origin", "not in", new JsonArray(_own + "-1", _own + "-3"))));
        Assert.Equal([ids[1], ids[2]], await FindAsync(own.And("order_line.product_qty", ">=", 30)));
        Assert.Equal([ids[0], ids[1]], await FindAsync(OdooDomain.Either(OdooDomain.Where("id", "=", ids[0]), OdooDomain.Where("id", "<", ids[2]).And("origin", "=", _own + "-2"))));
        Assert.Equal(3, await _client.SearchCountAsync("purchase.order", own.And("partner_id.ref", "=", "NLS").And("locked", "=", false), Standard, None));
        Assert.Equal([ids[1], ids[0]], (await _client.SearchReadAsync("purchase.order", own, ["name"], 2, "id desc", 1, Standard, None)).Select(record => record.Id));
        Assert.Equal(0, await _client.SearchCountAsync("purchase.order", own.And("date_order", "<", "2020-01-01 00:00:00"), Standard, None));
    }

    [RealFact]
    public async Task Fields_are_described()
    {
        var fields = await _client.FieldsGetAsync("purchase.order", None);

        Assert.Equal(("many2one", "res.partner", true), (fields["partner_id"].Type, fields["partner_id"].Relation, fields["partner_id"].Required));
        Assert.Equal(("one2many", "purchase.order.line"), (fields["order_line"].Type, fields["order_line"].Relation));
        Assert.Equal("datetime", fields["date_order"].Type);
        Assert.False(fields.ContainsKey("colour_of_door"));
    }

    [RealFact]
    public async Task The_network_is_there_under_its_natural_keys()
    {
        var item = Assert.Single(await _client.SearchReadAsync("product.product", OdooDomain.Where("default_code", "=", "1001"), ["qty_available", "uom_id", "virtual_available"], 2, "id", 0, Standard, None));
        Assert.Equal((400m, "Units"), (item.Number("qty_available"), item.Reference("uom_id")!.Value.Name));
        Assert.Equal(1, await _client.SearchCountAsync("res.partner", OdooDomain.Where("ref", "=", "DET"), Standard, None));
        Assert.Equal(1, await _client.SearchCountAsync("stock.location", OdooDomain.Where("barcode", "=", "OR-USE"), Standard, None));
        Assert.Equal(1, await _client.SearchCountAsync("stock.picking.type", OdooDomain.Where("sequence_code", "=", "CASE"), Standard, None));
        Assert.Equal(1, await _client.SearchCountAsync("hr.department", OdooDomain.Where("name", "=", "Ward 4 East"), Standard, None));
        Assert.Equal(1, await _client.SearchCountAsync("account.analytic.account", OdooDomain.Where("code", "=", "4100"), Standard, None));
        var units = await _client.SearchReadAsync("uom.uom", OdooDomain.WhereIn("name", ["Box of 100", "kg"]), ["parent_path", "factor"], 5, "id", 0, Standard, None);
        Assert.Equal(2, units.Select(unit => unit.Text("parent_path")!.Split('/')[0]).Distinct().Count());
        Assert.True(await _client.SearchCountAsync("ir.module.module", OdooDomain.Where("name", "=", "purchase_stock").And("state", "=", "installed"), Standard, None) is 1);
    }

    private async Task<IEnumerable<long>> FindAsync(OdooDomain domain) =>
        (await _client.SearchReadAsync("purchase.order", domain, ["name"], 10, "id", 0, Standard, None)).Select(record => record.Id);
}
