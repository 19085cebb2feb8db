using System.Text.Json.Nodes;
using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Requisitions;

/// <summary>What a buyer would otherwise add by hand: the buyer, the cost centre, the blanket order and its price.</summary>
public sealed class When_an_order_is_prepared_for_its_buyer(SharedInstallation shared) : RequisitionScenario(shared)
{
    private static readonly string[] Header = ["user_id", "requisition_id", "state"];
    private static readonly string[] Line = ["price_unit", "analytic_distribution", "product_id"];

    [RealFact]
    public async Task It_has_the_vendors_buyer_the_cost_centre_and_the_blanket_order_that_holds_for_all_lines()
    {
        var odoo = await AsAsync(OdooRole.Administrator);
        var vendor = (await odoo.SearchReadAsync("res.partner", OdooDomain.Where("ref", "=", "NLS"), ["buyer_id"], 1, "id", 0, OdooContext.Standard, None))[0];
        var account = (await odoo.SearchReadAsync("account.analytic.account", OdooDomain.Where("code", "=", "4100"), ["id"], 2, "id", 0, OdooContext.Standard, None)).Single().Id;
        var agreement = await AgreementAsync(odoo, vendor.Id);
        try
        {
            await BuyAsync(RequisitionOrder.New(1, "1010", 4), new("NW", 2, "1011", 1, "EA", "61.00", "NLS"));
            var order = await OrderAsync();
            var header = (await odoo.ReadAsync("purchase.order", [order.Id], Header, OdooContext.Standard, None))[0];
            Assert.Equal((vendor.Reference("buyer_id")!.Value.Id, agreement, "draft"), (header.Reference("user_id")?.Id, header.Reference("requisition_id")?.Id, header.Text("state")));
            // The price of the agreement where the requisition sent none; else the one that was sent.
            Assert.Equal(["4 Units of 1010 at 31", "1 Units of 1011 at 61"], order.Wants);
            Assert.All(await odoo.ReadAsync("purchase.order.line", [.. order.Lines.Select(line => line.Id)], Line, OdooContext.Standard, None), line =>
                Assert.Equal($$"""{"{{account}}": 100.0}""", line.Json.GetProperty("analytic_distribution").GetRawText()));

            await BuyAsync(RequisitionOrder.Change(1, "1010", 5));
            Assert.Equal(["5 Units of 1010 at 31", "1 Units of 1011 at 61"], (await OrderAsync()).Wants);
            Assert.Empty(await BreaksAsync("purchase.order", order.Id));
        }
        finally
        {
            await odoo.CallAsync("purchase.requisition", "action_cancel", [agreement], OdooContext.Standard, None);
        }
    }

    [RealFact]
    public async Task A_replaced_line_a_cancelled_status_and_an_order_called_off_as_a_whole_leave_it()
    {
        await BuyAsync(RequisitionOrder.New(1, "1001", 4), RequisitionOrder.New(2, "1005", 1), RequisitionOrder.New(3, "1012", 2));
        await BuyAsync(new RequisitionOrder("RP", 1, "1001", 4), new RequisitionOrder("RO", 4, "1011", 1));
        Assert.Equal(["1 Units of 1005 at 19.2", "2 Units of 1012 at 76", "1 Units of 1011 at 60"], (await OrderAsync()).Wants);

        var status = Message(RequisitionMessage.NonStock, RequisitionOrder.Cancel(2)).Replace("ORC|CA|", "ORC|SC|", StringComparison.Ordinal).Replace("^ORSUPPLY||N|||", "^ORSUPPLY|CA|N|||", StringComparison.Ordinal);
        await SendAsync(status);
        var whole = string.Join('\r', Message(RequisitionMessage.NonStock, RequisitionOrder.Cancel(3)).Split('\r').Where(segment => !segment.StartsWith("RQD", StringComparison.Ordinal)));
        await SendAsync(whole.Replace("ORC|CA|", "ORC|DC|", StringComparison.Ordinal));
        await SettleAsync();
        Assert.Equal(["1 Units of 1011 at 60"], (await OrderAsync()).Wants);
    }

    private static async Task<long> AgreementAsync(OdooClient odoo, long vendor)
    {
        var items = (await odoo.SearchReadAsync("product.product", OdooDomain.WhereIn("default_code", ["1010", "1011"]), ["default_code", "uom_id"], 2, "default_code", 0, OdooContext.Standard, None)).ToList();
        var company = (await odoo.SearchReadAsync("res.company", OdooDomain.Where("name", "=", "Northfield Health"), ["id"], 1, "id", 0, OdooContext.Standard, None))[0].Id;
        var context = OdooContext.ForCompanies(company);
        var lines = new JsonArray([.. items.Select(item => (JsonNode)new JsonArray(0, 0, new JsonObject
        {
            ["product_id"] = item.Id,
            ["product_qty"] = 100,
            ["product_uom_id"] = item.Reference("uom_id")!.Value.Id,
            ["price_unit"] = item.Text("default_code") == "1010" ? 31 : 58,
        }))]);
        var agreement = await odoo.CreateAsync(
            "purchase.requisition", new JsonObject { ["vendor_id"] = vendor, ["requisition_type"] = "blanket_order", ["company_id"] = company, ["line_ids"] = lines }, context, None);
        await odoo.CallAsync("purchase.requisition", "action_confirm", [agreement], context, None);
        return agreement;
    }
}
