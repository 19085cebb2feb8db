using Integration.Contracts;
using Integration.Journal;
using Integration.Odoo.Reading;

namespace Integration.Reconciliation;

/// <summary>Owned values that are not as delivery left them: expected is the baseline, actual is now. What people do to the state alone is their business.</summary>
internal static class Drift
{
    private const string Line = "a line";

    public static IReadOnlyList<BreakField> Of(PostedRecord posting, StandingRecord record)
    {
        if (posting.Baseline is not { } baseline) return [];
        List<BreakField> fields = [.. Differing(baseline.Values, record.Values, "")];
        foreach (var (name, line) in baseline.Lines)
        {
            var now = record.Lines.FirstOrDefault(one => one.Id == line.OdooId && one.Parent == record.Id);
            if (now is null) fields.Add(new BreakField(name, Line, null));
            else fields.AddRange(Differing(line.Values, now.Values, name + ":"));
        }

        return fields;
    }

    private static IEnumerable<BreakField> Differing(IReadOnlyDictionary<string, string?> expected, IReadOnlyDictionary<string, string?> actual, string prefix) => expected
        .Where(field => actual.GetValueOrDefault(field.Key) != field.Value)
        .Select(field => new BreakField(prefix + field.Key, field.Value, actual.GetValueOrDefault(field.Key)));
}
