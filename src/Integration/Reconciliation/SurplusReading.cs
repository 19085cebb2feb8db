using Integration.Odoo;

namespace Integration.Reconciliation;

/// <summary>
/// What reordering rules bought for cases that were called off since. Odoo leaves such orders as they are (rule 16), so a buyer has to be told what to reduce. Reads only.
/// Surplus is what the rule's forecast holds beyond its maximum, as far as the rule itself bought it.
/// </summary>
internal sealed class SurplusReading(OdooClient odoo, string company)
{
    private const string CaseNames = "integration.case_";

    /// <param name="since">Cases called off from this UTC instant on.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>Items with a surplus, by code.</returns>
    /// <exception cref="OdooFault">Odoo cannot be asked, or refuses to answer.</exception>
    public async Task<IReadOnlyList<SurplusItem>> ReadAsync(DateTimeOffset since, CancellationToken cancellation)
    {
        var companies = await odoo.SearchReadAsync("res.company", OdooDomain.Where("name", "=", company), ["name"], 1, "id", 0, OdooContext.Standard, cancellation);
        if (companies.Count == 0)
        {
            return [];
        }

        var context = OdooContext.ForCompanies(companies[0].Id);
        var cancelled = await CancelledAsync(since, context, cancellation);
        if (cancelled.Count == 0)
        {
            return [];
        }

        var lines = await odoo.SearchReadAllAsync(
            "purchase.order.line",
            OdooDomain.WhereIn("product_id", cancelled.Keys).And("orderpoint_id", "!=", false).AndIn("state", ["draft", "sent", "to approve", "purchase"]),
            ["product_id", "product_qty", "product_uom_qty", "qty_received", "order_id", "orderpoint_id"], context, cancellation);
        var rules = await ByIdAsync("stock.warehouse.orderpoint", lines.Select(line => line.Reference("orderpoint_id")!.Value.Id), ["qty_forecast", "product_min_qty", "product_max_qty"], context, cancellation);
        var codes = await ByIdAsync("product.product", lines.Select(line => line.Reference("product_id")!.Value.Id), ["default_code"], context, cancellation);
        var items = new List<SurplusItem>();
        foreach (var item in lines.GroupBy(line => (Product: line.Reference("product_id")!.Value.Id, Rule: line.Reference("orderpoint_id")!.Value.Id)))
        {
            var bought = item.Sum(Open);
            var surplus = Math.Min(bought, rules.TryGetValue(item.Key.Rule, out var rule) ? Over(rule) : 0);
            if (surplus > 0)
            {
                items.Add(new SurplusItem(
                    codes.TryGetValue(item.Key.Product, out var product) && product.Text("default_code") is { } code ? code : $"product.product {item.Key.Product}",
                    cancelled[item.Key.Product].Quantity, bought, bought - surplus, surplus, [.. item.Select(line => line.Reference("order_id")!.Value.Name).Distinct()], cancelled[item.Key.Product].Cases));
            }
        }

        return [.. items.OrderBy(item => item.Item, StringComparer.Ordinal)];
    }

    /// <summary>What is still to come of a line, in the item's own unit.</summary>
    private static decimal Open(ReadRecord line) =>
        line.Number("product_qty") is var all and > 0 ? line.Number("product_uom_qty") * Math.Max(0, all - line.Number("qty_received")) / all : 0;

    private async Task<Dictionary<long, (decimal Quantity, IReadOnlyList<string> Cases)>> CancelledAsync(DateTimeOffset since, OdooContext context, CancellationToken cancellation)
    {
        var transfers = await odoo.SearchReadAllAsync(
            "stock.picking", OdooDomain.Where("state", "=", "cancel").And("origin", "like", "CASE-").And("write_date", ">=", OdooFormats.Instant(since)), ["origin"], context, cancellation);
        if (transfers.Count == 0)
        {
            return [];
        }

        var names = await odoo.ExternalIdsAsync("stock.picking", [.. transfers.Select(transfer => transfer.Id)], cancellation);
        var ours = transfers.Where(transfer => names.GetValueOrDefault(transfer.Id)?.StartsWith(CaseNames, StringComparison.Ordinal) == true).ToDictionary(transfer => transfer.Id, transfer => transfer.Text("origin") ?? "");
        var moves = await odoo.SearchReadAllAsync(
            "stock.move", OdooDomain.WhereIn("picking_id", ours.Keys).And("product_uom_qty", ">", 0), ["product_id", "product_uom_qty", "picking_id"], context, cancellation);
        return moves.GroupBy(move => move.Reference("product_id")!.Value.Id).ToDictionary(
            item => item.Key,
            item => (item.Sum(move => move.Number("product_uom_qty")), (IReadOnlyList<string>)[.. item.Select(move => ours[move.Reference("picking_id")!.Value.Id]).Distinct().Order(StringComparer.Ordinal)]));
    }

    /// <summary>The rule's own forecast counts what is on hand, what leaves and what is on order, up to its horizon.</summary>
    private static decimal Over(ReadRecord rule) => rule.Number("qty_forecast") - Math.Max(rule.Number("product_min_qty"), rule.Number("product_max_qty"));

    private async Task<Dictionary<long, ReadRecord>> ByIdAsync(string model, IEnumerable<long> ids, IReadOnlyList<string> fields, OdooContext context, CancellationToken cancellation) =>
        (await odoo.SearchReadAllAsync(model, OdooDomain.WhereIn("id", ids.Distinct()), fields, context.With("active_test", false), cancellation)).ToDictionary(record => record.Id);
}

/// <summary>An item of which more was bought than is needed, counted in its own unit.</summary>
/// <param name="Cancelled">What the cases that were called off had asked for.</param>
/// <param name="Bought">What reordering rules asked vendors for and has not come.</param>
/// <param name="Needed">What of it is needed all the same.</param>
/// <param name="Orders">Names of those orders in Odoo.</param>
/// <param name="Cases">Origins of those cases' transfers: <c>CASE-9D8EB65D</c>.</param>
internal sealed record SurplusItem(string Item, decimal Cancelled, decimal Bought, decimal Needed, decimal Surplus, IReadOnlyList<string> Orders, IReadOnlyList<string> Cases);
