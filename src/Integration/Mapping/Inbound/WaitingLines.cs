using Integration.Contracts;

namespace Integration.Mapping.Inbound;

/// <summary>What is known of lines that cannot be mapped: their fields as far as those have values.</summary>
internal static class WaitingLines
{
    /// <summary>Fields that say until when something is needed, the line's own before the contract's.</summary>
    private static readonly string[] Needed = ["neededBy", "neededAt"];

    /// <param name="ofHeader">Codes that the contract as a whole misses: every line waits for them too.</param>
    public static IReadOnlyList<WaitingLine> Of(IReadOnlyDictionary<string, Value> header, IReadOnlyList<BuiltLine> lines, IReadOnlyList<UnmappedCode> ofHeader, DateTimeOffset effectiveAt)
    {
        var waiting = new List<WaitingLine>();
        foreach (var line in lines)
        {
            var codes = ofHeader.Concat(line.Findings.SelectMany(findings => findings.Unmapped)).DistinctBy(code => (code.Table, code.Code)).ToList();
            if (codes.Count > 0)
            {
                waiting.Add(new WaitingLine(codes, Text(line.Values, "item"), Number(line.Values, "quantity"), Text(line.Values, "unit"), NeededAt(line.Values) ?? NeededAt(header) ?? effectiveAt));
            }
        }

        return waiting.Count > 0 || ofHeader.Count == 0 ? waiting : [new WaitingLine(ofHeader, null, null, null, NeededAt(header) ?? effectiveAt)];
    }

    private static DateTimeOffset? NeededAt(IReadOnlyDictionary<string, Value>? values) =>
        Needed.Select(name => Text(values, name)).FirstOrDefault(text => text is not null) is { } found ? Functions.InstantOf.Parse(found) : null;

    private static decimal? Number(IReadOnlyDictionary<string, Value>? values, string field) =>
        Text(values, field) is { } text && Functions.DecimalOf.TryRead(text, out var number) ? number : null;

    private static string? Text(IReadOnlyDictionary<string, Value>? values, string field) => values?.GetValueOrDefault(field) is { HasText: true } value ? value.Text : null;
}
