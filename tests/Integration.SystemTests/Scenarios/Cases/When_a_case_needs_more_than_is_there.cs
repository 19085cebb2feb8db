using System.Globalization;
using System.Text.Json.Nodes;
using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Cases;

/// <summary>Odoo's own reordering rule (automatic) reacts to the demand of a case, and nobody but a buyer takes back what it bought.</summary>
public sealed class When_a_case_needs_more_than_is_there(SharedInstallation shared) : CaseScenario(shared)
{
    private const string Mesh = "1012";

    [RealFact]
    public async Task A_near_case_is_bought_for_at_once_a_far_one_is_not_and_what_is_left_of_a_cancelled_one_is_surplus()
    {
        var odoo = await AsAsync(OdooRole.Administrator);
        var rule = await RuleAsync(odoo);
        try
        {
            await TellAsync("S12", Summer.Local, Hernia);
            Assert.Empty(await BoughtAsync(odoo, rule));

            var near = string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow().AddDays(3):yyyyMMddHHmmss}");
            await TellAsync("S13", near, Hernia);
            var line = Assert.Single(await BoughtAsync(odoo, rule));
            Assert.Equal(("draft", 1), (line.Text("state"), line.Number("product_qty")));
            Assert.Contains("OP/", (await odoo.ReadAsync("purchase.order", [line.Reference("order_id")!.Value.Id], ["origin"], OdooContext.Standard, None))[0].Text("origin"), StringComparison.Ordinal);
            Assert.Equal(0, (await ReportAsync("surplus", "--json")).GetArrayLength());

            await TellAsync("S15", near);
            Assert.Single(await BoughtAsync(odoo, rule));
            var surplus = Assert.Single((await ReportAsync("surplus", "--json")).EnumerateArray());
            Assert.Equal((Mesh, 1, 0, 1), (surplus.GetProperty("item").GetString(), surplus.GetProperty("bought").GetDecimal(), surplus.GetProperty("needed").GetDecimal(), surplus.GetProperty("surplus").GetDecimal()));
        }
        finally
        {
            await odoo.WriteAsync("stock.warehouse.orderpoint", [rule], new JsonObject { ["active"] = false }, OdooContext.Standard, None);
        }
    }

    /// <summary>A rule that is just content with what is there and planned within its horizon.</summary>
    private static async Task<long> RuleAsync(OdooClient odoo)
    {
        var item = (await odoo.SearchReadAsync("product.product", OdooDomain.Where("default_code", "=", Mesh), ["id"], 1, "id", 0, OdooContext.Standard, None))[0].Id;
        var store = (await odoo.SearchReadAsync("stock.location", OdooDomain.Where("barcode", "=", "CS-STOCK"), ["company_id", "warehouse_id"], 1, "id", 0, OdooContext.Standard, None))[0];
        var context = OdooContext.ForCompanies(store.Reference("company_id")!.Value.Id);
        var rule = await odoo.CreateAsync(
            "stock.warehouse.orderpoint",
            new JsonObject { ["product_id"] = item, ["location_id"] = store.Id, ["trigger"] = "manual", ["product_min_qty"] = 0, ["product_max_qty"] = 0, ["warehouse_id"] = store.Reference("warehouse_id")?.Id, ["company_id"] = store.Reference("company_id")!.Value.Id },
            context,
            None);
        var forecast = (await odoo.ReadAsync("stock.warehouse.orderpoint", [rule], ["qty_forecast"], context, None))[0].Number("qty_forecast");
        await odoo.WriteAsync("stock.warehouse.orderpoint", [rule], new JsonObject { ["trigger"] = "auto", ["product_min_qty"] = forecast, ["product_max_qty"] = forecast }, context, None);
        return rule;
    }

    private static Task<IReadOnlyList<ReadRecord>> BoughtAsync(OdooClient odoo, long rule) => odoo.SearchReadAsync(
        "purchase.order.line", OdooDomain.Where("orderpoint_id", "=", rule).And("state", "!=", "cancel"), ["product_qty", "order_id", "state"], 10, "id", 0, OdooContext.Standard, None);
}
