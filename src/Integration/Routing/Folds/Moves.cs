using Integration.Contracts;

namespace Integration.Routing.Folds;

/// <summary>Lines of a transfer: one move per item, because Odoo merges equal moves on confirming and deletes their external ids (rule 16).</summary>
internal static class Moves
{
    /// <summary>
    /// One line per item and unit, its quantities added up. An item comes in its own unit, so the item alone is the key; should it come in several, the first of them in alphabet goes without a suffix.
    /// </summary>
    public static IReadOnlyList<GenerationLine> Sum(IEnumerable<(string Item, string Unit, decimal Quantity)> lines, string source, string destination, string? neededAt) =>
    [
        .. lines
            .GroupBy(line => line.Item)
            .SelectMany(item => item
                .GroupBy(line => line.Unit)
                .OrderBy(unit => unit.Key, StringComparer.Ordinal)
                .Select((unit, at) => new GenerationLine(
                    at == 0 ? ExternalIds.Part(item.Key) : $"{ExternalIds.Part(item.Key)}_{ExternalIds.Part(unit.Key)}",
                    new Dictionary<string, string?>
                    {
                        ["item"] = item.Key,
                        ["quantity"] = Neutral.Number(unit.Sum(line => line.Quantity)),
                        ["unit"] = unit.Key,
                        ["source"] = source,
                        ["destination"] = destination,

                        // A move that joins a transfer without a date of its own is dated now by Odoo, and takes the whole transfer along.
                        ["neededAt"] = neededAt,
                    })))
            .OrderBy(line => line.Key, StringComparer.Ordinal),
    ];
}
