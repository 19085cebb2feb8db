using Integration.Contracts;
using Integration.Odoo.Reading;

namespace Integration.Delivery;

/// <summary>What is missing in Odoo, and only that (rule 10).</summary>
/// <param name="Header">Columns of the record that differ, with the wanted value.</param>
/// <param name="Changed">Our lines with columns that differ.</param>
/// <param name="Added">Lines that are not there.</param>
/// <param name="Gone">Our lines that should be there no more.</param>
internal sealed record Changes(
    IReadOnlyDictionary<string, string?> Header,
    IReadOnlyList<(StandingLine Line, IReadOnlyDictionary<string, string?> Columns)> Changed,
    IReadOnlyList<WantedLine> Added,
    IReadOnlyList<StandingLine> Gone,
    IReadOnlyList<BreakField> Differences)
{
    /// <summary>What a difference says of a line that is there, or should be.</summary>
    public const string ALine = "a line";

    public bool None => Differences.Count == 0;

    /// <param name="isOurs">Whether a line that is not wanted was made by us; people's lines and the scheduler's stay.</param>
    public static Changes Between(WantedRecord wanted, StandingRecord standing, ModelPolicy policy, ModelFields fields, Func<StandingLine, bool> isOurs)
    {
        List<BreakField> differences = [];
        var header = Differing(wanted.Values, standing.Values, fields.Record, "", differences);
        Dictionary<string, StandingLine> byName = standing.Lines
            .Where(line => line.ExternalId is not null && line.Parent == standing.Id)
            .ToDictionary(line => line.ExternalId!);
        List<(StandingLine, IReadOnlyDictionary<string, string?>)> changed = [];
        List<WantedLine> added = [];
        foreach (var line in wanted.Lines)
        {
            if (!byName.Remove(line.ExternalId, out var there))
            {
                added.Add(line);
                differences.Add(new BreakField(line.ExternalId, ALine, null));
            }
            else if (Differing(line.Values, there.Values, fields.Line, line.ExternalId + ":", differences) is { Count: > 0 } columns) changed.Add((there, columns));
        }

        StandingLine[] gone = [.. byName.Values.Where(line => isOurs(line) && !IsZeroed(line, policy.Lines!))];
        return new Changes(header, changed, added, gone, [.. differences, .. Leaving(policy, gone).Differences]);
    }

    /// <summary>All lines of ours leave a record that stays.</summary>
    public static Changes TakingOut(StandingRecord standing, ModelPolicy policy, Func<StandingLine, bool> isOurs) => Leaving(
        policy, [.. standing.Lines.Where(line => line.ExternalId is not null && line.Parent == standing.Id && isOurs(line) && !IsZeroed(line, policy.Lines!))]);

    private static Changes Leaving(ModelPolicy policy, StandingLine[] gone) => new(
        new Dictionary<string, string?>(), [], [], gone,
        [.. gone.Select(line => policy.Lines!.Removal == LineRemoval.Zero
            ? new BreakField($"{line.ExternalId}:{policy.Lines.QuantityField}", "0", line.Values.GetValueOrDefault(policy.Lines.QuantityField))
            : new BreakField(line.ExternalId!, null, ALine))]);

    private static bool IsZeroed(StandingLine line, LinePolicy policy) =>
        policy.Removal == LineRemoval.Zero && line.Values.GetValueOrDefault(policy.QuantityField) is "0" or null;

    private static Dictionary<string, string?> Differing(
        IReadOnlyDictionary<string, string?> wanted, IReadOnlyDictionary<string, string?> standing,
        IReadOnlyDictionary<string, Odoo.OdooField> fields, string prefix, List<BreakField> differences)
    {
        Dictionary<string, string?> differing = new(StringComparer.Ordinal);
        foreach (var (name, value) in wanted)
        {
            var now = standing.GetValueOrDefault(name);
            if (NormalForm.Same(fields[name], value, now)) continue;
            differing[name] = value;
            differences.Add(new BreakField(prefix + name, value, now));
        }

        return differing;
    }
}
