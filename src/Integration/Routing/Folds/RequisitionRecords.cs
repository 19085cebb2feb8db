using Integration.Contracts;

namespace Integration.Routing.Folds;

/// <summary>What a requisition asks for right now, sorted into the records that carry it.</summary>
/// <param name="Key">As in <see cref="Generations.Key"/>.</param>
internal sealed record RequisitionRecords(string Kind, string Key, IReadOnlyDictionary<string, string?> Fields, IReadOnlyList<GenerationLine> Lines)
{
    /// <param name="open">What of a line is to be carried; null for nothing.</param>
    public static IEnumerable<RequisitionRecords> Of(RequisitionFold.Memory requisition, string centralStore, Func<RequisitionLineMemory, RequisitionLine?> open)
    {
        var wanted = requisition.Lines.Where(line => line.IsWanted).Select(open).OfType<RequisitionLine>().ToList();
        var orders = wanted
            .Where(line => line is { Supply: Supply.NonStock, Item: not null, Quantity: not null, Unit: not null, Vendor: not null, Price: not null })
            .GroupBy(line => line.Vendor!)
            .Select(vendor => Order(requisition, vendor.Key, vendor));
        var transfers = wanted
            .Where(line => line is { Supply: Supply.Stock, Item: not null, StockQuantity: not null, StockUnit: not null, DeliverTo: not null })
            .GroupBy(line => line.DeliverTo!)
            .Select(place => Transfer(requisition, centralStore, place.Key, [.. place]));
        return orders.Concat(transfers);
    }

    /// <summary>Key of the record that carries the line; null when none does.</summary>
    public static string? KeyOf(RequisitionLineMemory line) => line switch
    {
        { IsWanted: true, Stated: { Supply: Supply.NonStock, Vendor: { } vendor } } => OrderKey(vendor),
        { IsWanted: true, Stated: { Supply: Supply.Stock, DeliverTo: { } place } } => TransferKey(place),
        _ => null,
    };

    private static string OrderKey(string vendor) => $"_{ExternalIds.Part(vendor)}";

    private static string TransferKey(string place) => $"_stock_{ExternalIds.Part(place)}";

    private static RequisitionRecords Order(RequisitionFold.Memory requisition, string vendor, IEnumerable<RequisitionLine> lines) => new(
        "requisition-order",
        OrderKey(vendor),
        new Dictionary<string, string?>
        {
            ["vendor"] = vendor,
            ["origin"] = requisition.Number,
            ["urgent"] = requisition.Urgent ? "true" : "false",
            ["department"] = requisition.Department,
        },
        [
            .. lines.Select(line => new GenerationLine(
                // Odoo keeps the product of a line for good: another product is another line.
                $"{ExternalIds.Part(line.Line)}_{ExternalIds.Part(line.Item!)}",
                new Dictionary<string, string?>
                {
                    ["item"] = line.Item,
                    ["quantity"] = Neutral.Number(line.Quantity!.Value),
                    ["unit"] = line.Unit,
                    [line.PriceSent == false ? "listPrice" : "price"] = Neutral.Number(line.Price!.Value),
                    ["neededBy"] = line.NeededBy is { } neededBy ? Neutral.Instant(neededBy) : null,
                    ["costCentre"] = line.CostCentre,
                })),
        ]);

    private static RequisitionRecords Transfer(RequisitionFold.Memory requisition, string centralStore, string destination, IReadOnlyList<RequisitionLine> lines)
    {
        var earliest = lines.Min(line => line.NeededBy) is { } neededBy ? Neutral.Instant(neededBy) : null;
        var fields = new Dictionary<string, string?>
        {
            ["operation"] = "REQ",
            ["source"] = centralStore,
            ["destination"] = destination,
            ["origin"] = requisition.Number,
            ["urgent"] = requisition.Urgent ? "true" : "false",
            ["neededBy"] = earliest,
        };
        var moves = Moves.Sum(lines.Select(line => (line.Item!, line.StockUnit!, line.StockQuantity!.Value)), centralStore, destination, earliest);
        return new RequisitionRecords("requisition-transfer", TransferKey(destination), fields, moves);
    }
}
