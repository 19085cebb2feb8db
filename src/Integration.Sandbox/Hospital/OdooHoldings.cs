using System.Text.Json;
using System.Text.Json.Nodes;

namespace Integration.Sandbox.Hospital;

/// <summary>The orders and transfers an Odoo holds, in the words of <see cref="ExpectedDay"/>.</summary>
internal sealed record OdooHoldings(IReadOnlyList<ExpectedOrder> Orders, IReadOnlyList<ExpectedTransfer> Transfers)
{
    public static async Task<OdooHoldings> ReadAsync(OdooReader odoo, CancellationToken cancellationToken)
    {
        var items = await NamesAsync(odoo, "product.product", "default_code", cancellationToken);
        var units = await NamesAsync(odoo, "uom.uom", "name", cancellationToken);
        var vendors = await NamesAsync(odoo, "res.partner", "ref", cancellationToken);
        var places = await NamesAsync(odoo, "stock.location", "barcode", cancellationToken);
        var operations = await NamesAsync(odoo, "stock.picking.type", "sequence_code", cancellationToken);

        var orderLines = await LinesAsync(odoo, "purchase.order.line", "order_id", "product_qty", "product_uom_id", "price_unit", items, units, cancellationToken);
        var moves = await LinesAsync(odoo, "stock.move", "picking_id", "product_uom_qty", "product_uom", null, items, units, cancellationToken);

        var orders = await odoo.SearchReadAsync("purchase.order", [], ["origin", "partner_id", "state"], cancellationToken);
        var transfers = await odoo.SearchReadAsync("stock.picking", [], ["origin", "picking_type_id", "location_dest_id", "scheduled_date", "state"], cancellationToken);
        return new OdooHoldings(
            orders.Select(order => new ExpectedOrder(Text(order, "origin") ?? "", Name(vendors, order, "partner_id"), Text(order, "state")!, Lines(orderLines, order))).ToList(),
            transfers.Select(transfer => new ExpectedTransfer(
                Name(operations, transfer, "picking_type_id"),
                Text(transfer, "origin"),
                Name(places, transfer, "location_dest_id"),
                Text(transfer, "scheduled_date"),
                Text(transfer, "state") == "cancel",
                Lines(moves, transfer))).ToList());
    }

    private static async Task<Dictionary<long, string>> NamesAsync(OdooReader odoo, string model, string field, CancellationToken cancellationToken) =>
        (await odoo.SearchReadAsync(model, [], [field], cancellationToken)).ToDictionary(record => record.GetProperty("id").GetInt64(), record => Text(record, field) ?? "");

    private static async Task<ILookup<long, ExpectedLine>> LinesAsync(
        OdooReader odoo,
        string model,
        string parent,
        string quantity,
        string unit,
        string? price,
        Dictionary<long, string> items,
        Dictionary<long, string> units,
        CancellationToken cancellationToken)
    {
        string[] fields = price is null ? [parent, "product_id", quantity, unit] : [parent, "product_id", quantity, unit, price];
        var records = await odoo.SearchReadAsync(model, new JsonArray(new JsonArray(parent, "!=", false)), fields, cancellationToken);
        return records.ToLookup(
            record => Id(record, parent),
            record => new ExpectedLine(Name(items, record, "product_id"), record.GetProperty(quantity).GetDecimal(), Name(units, record, unit), price is null ? null : record.GetProperty(price).GetDecimal()));
    }

    /// <summary>A line of quantity 0 asks for nothing: it is how a dropped item is taken out.</summary>
    private static List<ExpectedLine> Lines(ILookup<long, ExpectedLine> lines, JsonElement record) =>
        lines[record.GetProperty("id").GetInt64()].Where(line => line.Quantity != 0).OrderBy(line => line.Item, StringComparer.Ordinal).ThenBy(line => line.Quantity).ToList();

    private static string Name(Dictionary<long, string> names, JsonElement record, string field) => names.GetValueOrDefault(Id(record, field), "");

    private static long Id(JsonElement record, string field) => record.GetProperty(field) is { ValueKind: JsonValueKind.Array } pair ? pair[0].GetInt64() : 0;

    private static string? Text(JsonElement record, string field) => record.GetProperty(field) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
