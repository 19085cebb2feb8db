namespace Integration.Sandbox.Hospital.Drill;

/// <summary>Part of the synthetic network's master data, written down by hand: what a buyer and a store keeper would expect of a message.</summary>
internal static class Catalogue
{
    /// <summary>Items, each with its preferred vendor and the units it can be asked for in.</summary>
    public static readonly IReadOnlyList<Item> Items =
    [
        new("1001", "NLS", [new("EA", "Units", 1.50m, 1), new("DZ", "Dozens", 18.00m, 12)]),
        new("1002", "SMO", [new("EA", "Units", 910.00m, 1)]),
        new("1004", "SMO", [new("EA", "Units", 48.00m, 1)]),
        new("1005", "NLS", [new("EA", "Units", 19.20m, 1)]),
        new("1006", "DET", [new("BX", "Box of 100", 85.00m, 100), new("EA", "Units", 0.85m, 1)]),
        new("1007", "DET", [new("EA", "Units", 2.20m, 1)]),
        new("1010", "NLS", [new("EA", "Units", 33.50m, 1)]),
        new("1013", "DET", [new("BX", "Box of 20", 20.00m, 20), new("EA", "Units", 1.00m, 1)]),
    ];

    /// <summary>Preference cards of the hospital for any surgeon.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<(string Item, decimal Quantity)>> Cards = new Dictionary<string, IReadOnlyList<(string, decimal)>>
    {
        ["27130"] = [("1001", 4), ("1002", 1), ("1003", 1), ("1004", 2), ("1005", 1), ("1006", 6)],
        ["27447"] = [("1004", 2), ("1005", 1), ("1006", 6), ("1008", 1), ("1009", 1)],
        ["47562"] = [("1005", 1), ("1006", 4), ("1010", 4), ("1011", 1)],
        ["49505"] = [("1001", 3), ("1005", 1), ("1006", 4), ("1012", 1)],
    };
}

internal sealed record Item(string Code, string Vendor, IReadOnlyList<ItemUnit> Units);

/// <param name="Code">As the sender writes it.</param>
/// <param name="Name">As Odoo calls it.</param>
/// <param name="Price">The vendor's list price of one.</param>
/// <param name="Pieces">How many Units it is.</param>
internal sealed record ItemUnit(string Code, string Name, decimal Price, decimal Pieces);
