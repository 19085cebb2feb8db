using Integration.Contracts;
using Integration.Odoo.Reading;

namespace Integration.Delivery;

/// <summary>The baseline is what Odoo returned right after our write (rule 12), reduced to what we own.</summary>
internal static class Baselines
{
    public static Baseline Of(StandingRecord standing, DeliveryItem item)
    {
        var known = item.Posting.Baseline;
        var columns = item.Wanted?.Values.Keys ?? known?.Values.Keys ?? (IEnumerable<string>)[];
        var wantedLines = item.Wanted?.Lines.ToDictionary(line => line.ExternalId, line => line.Values.Keys);
        Dictionary<string, BaselineLine> lines = new(StringComparer.Ordinal);
        foreach (var line in standing.Lines.Where(line => line.ExternalId is not null && line.Parent == standing.Id))
        {
            // A line that was set to zero is still ours: it may come back, and a person's change to it must be seen.
            IEnumerable<string>? owned = wantedLines?.GetValueOrDefault(line.ExternalId!) ?? (IEnumerable<string>?)known?.Lines.GetValueOrDefault(line.ExternalId!)?.Values.Keys;
            if (owned is not null) lines[line.ExternalId!] = new BaselineLine(line.Id, Only(item, line.ExternalId, line.Values, owned));
        }

        return new Baseline(item.Policy.StateOf(standing.Values), Only(item, null, standing.Values, columns.Except(item.Policy.Initial)), lines);
    }

    private static Dictionary<string, string?> Only(DeliveryItem item, string? line, IReadOnlyDictionary<string, string?> values, IEnumerable<string> names)
    {
        var only = names.Where(values.ContainsKey).ToDictionary(name => name, name => values[name], StringComparer.Ordinal);
        // What people edited and may keep was never written by us: its baseline stays until they settle it.
        foreach (var kept in item.Edits.Kept.Where(edit => edit.Line == line)) only[kept.Column] = kept.Difference.Expected;
        return only;
    }
}
