using Integration.Mapping;
using Integration.Worker.Commands;

namespace Integration.Worker.Preview;

/// <summary>The report for people.</summary>
internal static class PreviewPrinter
{
    public static void Print(PreviewReport report)
    {
        Output.Line($"{report.Type} through {report.Interface}, mapping {report.Mapping ?? "none"}, code tables at revision {report.TableRevision}");
        Lines("Faults of the message", report.Problems);
        if (report.SuppressedBy is not null)
        {
            Output.Line($"Suppressed by the rule {report.SuppressedBy}: it asks for nothing.");
        }

        Lines("Unmapped codes (the message, or these lines, would be held)", report.Unmapped);
        Output.Table("Fields used", ["path", "value"], report.Used.Select(Row));
        Output.Table("Fields not used", ["path", "value"], report.Unused.Select(Row));
        Output.Table("Table look-ups", ["table", "key", "from", "rows"], report.Lookups.Select(lookup => (IReadOnlyList<string>)[lookup.Table, lookup.Key, lookup.Where, lookup.Rows.Count == 0 ? "NONE" : string.Join("; ", lookup.Rows)]));
        Lines("Contracts", report.Contracts.Select(contract => contract.GetRawText()));
        Lines("Calls to Odoo", report.Calls);
    }

    private static IReadOnlyList<string> Row(FieldSeen field) => [field.StandsFor is null ? field.Path : $"{field.Path} for {field.StandsFor}", field.Text];

    private static void Lines(string title, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        if (all.Count == 0)
        {
            return;
        }

        Output.Line(title + ":");
        foreach (var line in all)
        {
            Output.Line("  " + line);
        }
    }
}
