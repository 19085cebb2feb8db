namespace Integration.Mapping.Master;

/// <summary>What our codes are called elsewhere: names in the item master, barcodes, vendors' catalogue numbers. Only to find candidates; nothing is translated with it.</summary>
/// <param name="Names">Our code → its name.</param>
/// <param name="Aliases">A code printed or sold under → our code, and what it is: <c>the barcode of</c>, <c>NLS sells it as</c>.</param>
internal sealed record MasterNames(IReadOnlyDictionary<string, string> Names, IReadOnlyDictionary<string, (string Code, string What)> Aliases)
{
    public static MasterNames None { get; } = new(new Dictionary<string, string>(), new Dictionary<string, (string, string)>());
}
