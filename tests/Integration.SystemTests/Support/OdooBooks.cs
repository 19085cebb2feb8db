using System.Globalization;
using Integration.Odoo;

namespace Integration.SystemTests.Support;

/// <summary>What stands in Odoo, in the words of the network: vendors by reference, items by code, places by barcode.</summary>
internal sealed class OdooBooks(OdooClient odoo)
{
    private const int Most = 1_000;
    private readonly Dictionary<string, IReadOnlyDictionary<long, string>> _names = [];

    private static CancellationToken None => CancellationToken.None;

    /// <summary>The orders of a requisition, oldest first.</summary>
    public async Task<IReadOnlyList<BookedOrder>> OrdersAsync(string origin)
    {
        var orders = await SearchAsync("purchase.order", OdooDomain.Where("origin", "=", origin), "partner_id", "state", "priority");
        var vendors = await NamesAsync("res.partner", "ref");
        var items = await NamesAsync("product.product", "default_code");
        var units = await NamesAsync("uom.uom", "name");
        var lines = await SearchAsync(
            "purchase.order.line", OdooDomain.WhereIn("order_id", orders.Select(order => order.Id)), "order_id", "product_id", "product_qty", "product_uom_id", "price_unit", "date_planned");
        return
        [
            .. orders.Select(order => new BookedOrder(
                order.Id,
                Name(vendors, order, "partner_id"),
                order.Text("state")!,
                order.Text("priority") == "1",
                [
                    .. lines.Where(line => line.Reference("order_id")!.Value.Id == order.Id)
                        .Select(line => new BookedOrderLine(
                            line.Id, Name(items, line, "product_id"), line.Number("product_qty"), Name(units, line, "product_uom_id"), line.Number("price_unit"), line.Text("date_planned"))),
                ])),
        ];
    }

    /// <summary>Transfers, oldest first.</summary>
    public async Task<IReadOnlyList<BookedTransfer>> TransfersAsync(OdooDomain which)
    {
        var transfers = await SearchAsync("stock.picking", which, "picking_type_id", "location_id", "location_dest_id", "scheduled_date", "state", "origin");
        var operations = await NamesAsync("stock.picking.type", "sequence_code");
        var places = await NamesAsync("stock.location", "barcode");
        var items = await NamesAsync("product.product", "default_code");
        var units = await NamesAsync("uom.uom", "name");
        var moves = await SearchAsync(
            "stock.move", OdooDomain.WhereIn("picking_id", transfers.Select(transfer => transfer.Id)), "picking_id", "product_id", "product_uom_qty", "product_uom", "date", "state");
        var names = transfers.Count == 0 ? new Dictionary<long, string?>() : await odoo.ExternalIdsAsync("stock.picking", [.. transfers.Select(transfer => transfer.Id)], None);
        return
        [
            .. transfers.Select(transfer => new BookedTransfer(
                transfer.Id,
                names[transfer.Id],
                transfer.Text("origin"),
                $"{Name(operations, transfer, "picking_type_id")}: {Name(places, transfer, "location_id")} to {Name(places, transfer, "location_dest_id")}",
                transfer.Text("scheduled_date")!,
                transfer.Text("state")!,
                [
                    .. moves.Where(move => move.Reference("picking_id")!.Value.Id == transfer.Id)
                        .Select(move => new BookedMove(
                            move.Id, Name(items, move, "product_id"), move.Number("product_uom_qty"), Name(units, move, "product_uom"), move.Text("date")!, move.Text("state")!)),
                ])),
        ];
    }

    /// <summary>Database id of the newest transfer; 0 when there is none.</summary>
    public async Task<long> NewestTransferAsync() =>
        (await odoo.SearchReadAsync("stock.picking", OdooDomain.All, ["id"], 1, "id desc", 0, OdooContext.Standard, None)).Select(transfer => transfer.Id).FirstOrDefault();

    /// <summary><c>virtual_available</c>: on hand, less what is planned to leave, plus what is planned to come.</summary>
    public async Task<decimal> ForecastAsync(string item) =>
        (await SearchAsync("product.product", OdooDomain.Where("default_code", "=", item), "virtual_available")).Single().Number("virtual_available");

    /// <summary>Notes of the integration on a record that it left alone.</summary>
    public async Task<int> NotesAsync(string model, long id)
    {
        var notes = await SearchAsync("mail.message", OdooDomain.Where("model", "=", model).And("res_id", "=", id), "body");
        return notes.Count(note => note.Text("body") is { } body
            && (body.Contains("The change from the source was not written", StringComparison.Ordinal) || body.Contains("The source called this off", StringComparison.Ordinal)));
    }

    private Task<IReadOnlyList<ReadRecord>> SearchAsync(string model, OdooDomain which, params string[] fields) =>
        odoo.SearchReadAsync(model, which, fields, Most, "id", 0, OdooContext.Standard, None);

    private async Task<IReadOnlyDictionary<long, string>> NamesAsync(string model, string field)
    {
        if (!_names.TryGetValue(model, out var names))
        {
            names = (await SearchAsync(model, OdooDomain.All, field)).ToDictionary(record => record.Id, record => record.Text(field) ?? "");
            _names[model] = names;
        }

        return names;
    }

    private static string Name(IReadOnlyDictionary<long, string> names, ReadRecord record, string field) =>
        record.Reference(field) is { } reference ? names.GetValueOrDefault(reference.Id, reference.Name) : "";
}

/// <param name="Vendor">Its reference.</param>
internal sealed record BookedOrder(long Id, string Vendor, string State, bool Urgent, IReadOnlyList<BookedOrderLine> Lines)
{
    /// <summary>Such as <c>2 Units of 1002 at 910</c>.</summary>
    public IEnumerable<string> Wants => Lines.Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.Quantity:0.##} {line.Unit} of {line.Item} at {line.Price:0.##}"));
}

/// <param name="Planned">UTC as Odoo writes it.</param>
internal sealed record BookedOrderLine(long Id, string Item, decimal Quantity, string Unit, decimal Price, string? Planned);

/// <param name="Way">Such as <c>CASE: CS-STOCK to OR-USE</c>.</param>
/// <param name="Scheduled">UTC as Odoo writes it.</param>
internal sealed record BookedTransfer(long Id, string? ExternalId, string? Origin, string Way, string Scheduled, string State, IReadOnlyList<BookedMove> Moves)
{
    /// <summary>Such as <c>8 Units of 1006</c>, by item.</summary>
    public IEnumerable<string> Wants =>
        Moves.OrderBy(move => move.Item, StringComparer.Ordinal).Select(move => string.Create(CultureInfo.InvariantCulture, $"{move.Quantity:0.##} {move.Unit} of {move.Item}"));
}

internal sealed record BookedMove(long Id, string Item, decimal Quantity, string Unit, string Date, string State);
