using Integration.Contracts;
using Integration.Odoo;
using Integration.Odoo.Reading;

namespace Integration.Delivery;

/// <summary>Odoo 19 accepts 2 kg of a product that is kept in pieces, as 2,000 pieces. Units are convertible only within one tree of <c>uom.uom</c>.</summary>
internal static class UnitChecking
{
    private const string Products = "product.product";
    private const string Units = "uom.uom";

    /// <summary>Gives every item with an unconvertible line its obstacle.</summary>
    /// <param name="odoo">Which is asked.</param>
    /// <param name="memory">What was found a moment ago is not asked for again; null asks for everything.</param>
    /// <param name="items">Those that are resolved.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="OdooFault">Odoo cannot be asked, or refuses to answer.</exception>
    public static async Task CheckAsync(OdooClient odoo, LookUps? memory, IReadOnlyList<DeliveryItem> items, CancellationToken cancellation)
    {
        var lines = (from item in items
                     where item is { Wanted: not null, Obstacle: null }
                     from check in item.Policy.UnitChecks
                     from line in item.Wanted!.Lines
                     let product = Id(line, check.ProductColumn)
                     let unit = Id(line, check.UnitColumn)
                     where product is not null && unit is not null
                     select (Item: item, Line: line.ExternalId, Product: product.Value, Unit: unit.Value)).ToArray();
        if (lines.Length == 0) return;
        var units = await LookUpAsync(lines.Select(line => line.Product), memory?.UnitOfProduct, async page =>
            (await odoo.ReadAsync(Products, page, ["uom_id"], OdooContext.Standard, cancellation)).Where(product => product.Reference("uom_id") is not null).Select(product => (product.Id, product.Reference("uom_id")!.Value.Id)));
        var roots = await LookUpAsync(lines.Select(line => line.Unit).Concat(units.Values), memory?.RootOfUnit, async page =>
            (await odoo.ReadAsync(Units, page, ["parent_path"], OdooContext.Standard, cancellation)).Where(unit => unit.Text("parent_path") is not null).Select(unit => (unit.Id, unit.Text("parent_path")!.Split('/')[0])));
        foreach (var (item, line, product, unit) in lines)
        {
            if (units.TryGetValue(product, out var own) && roots.TryGetValue(own, out var left) && roots.TryGetValue(unit, out var right) && left == right) continue;
            item.Obstacle ??= Refusal(item, line, product, unit, own);
        }
    }

    private static async Task<Dictionary<long, T>> LookUpAsync<T>(IEnumerable<long> ids, Remembered<long, T>? memory, Func<long[], Task<IEnumerable<(long Id, T Value)>>> read)
    {
        Dictionary<long, T> known = [];
        List<long> asked = [];
        foreach (var id in ids.Distinct())
            if (memory is not null && memory.TryGet(id, out var value)) known[id] = value!;
            else asked.Add(id);
        foreach (var page in asked.Chunk(RecordReader.PageSize))
            foreach (var (id, value) in await read(page))
            {
                known[id] = value;
                memory?.Keep(id, value);
            }

        return known;
    }

    private static Failure Refusal(DeliveryItem item, string externalId, long product, long unit, long own)
    {
        // Named by the keys people know, which the desired line still has.
        var line = item.Desired.Lines.First(line => line.ExternalId == externalId);
        var keys = line.Columns.Values.Where(cell => cell.Reference is not null).ToLookup(cell => cell.Reference!.Model, cell => cell.Reference!.Key);
        return new Failure(
            FailureKind.Rejected,
            $"Line {externalId}: unit {keys[Units].FirstOrDefault() ?? NormalForm.Id(unit)} (uom.uom {unit}) cannot be converted into the unit of product "
            + $"{keys[Products].FirstOrDefault() ?? NormalForm.Id(product)} (uom.uom {own}); Odoo would count it as if it could.",
            "Correct the unit in the code table, or the product's unit in Odoo; then release.");
    }

    private static long? Id(WantedLine line, string column) =>
        line.Values.TryGetValue(column.Split('/')[0], out var value) && value is not null ? long.Parse(value, System.Globalization.CultureInfo.InvariantCulture) : null;
}
