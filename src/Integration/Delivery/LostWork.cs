using Integration.Contracts;
using Integration.Odoo.Reading;

namespace Integration.Delivery;

/// <summary>
/// What an attempt without a recorded end wrote on a record that people have taken over since (rule 13): the worker died after its change and before its second
/// look. Odoo orders the two: whoever confirms writes the record's own row, and so does, by its totals, a change of a line. Where our write came after the
/// takeover, people decided on other values, and those come back. Where theirs came last, they may have seen ours: those stay, and are told. Pure.
/// </summary>
/// <param name="Back">What was written over their decision, with the values from before.</param>
/// <param name="Written">What is put back: expected is what we wrote, actual is what stood there.</param>
/// <param name="Open">What stays: expected is what stood there before, actual is what we wrote.</param>
internal sealed record LostWork(Changes Back, IReadOnlyList<BreakField> Written, IReadOnlyList<BreakField> Open)
{
    public string Explanation => Open.Count == 0
        ? "a change was written after they did, by an attempt that was cut off; what stood there before is put back where Odoo allows it"
        : "a change by an attempt that was cut off stands there, and it cannot be told whether they saw it; " +
          (Written.Count == 0 ? "nothing is put back" : "only what was surely written after they took over is put back");

    /// <returns>Null where nothing of a lost attempt is to be seen.</returns>
    public static LostWork? Of(DeliveryItem item, ModelFields fields, StandingRecord standing, Ownership ownership)
    {
        if (item is not { Posting: { InDoubt: true, Baseline: { } baseline } }) return null;
        List<BreakField> written = [];
        List<BreakField> open = [];
        var header = new Dictionary<string, string?>(StringComparer.Ordinal);
        Sort(ownership.CameAfterThem(standing.Values), Header(item, fields, baseline, standing, ownership), "", header, written, open);
        List<(StandingLine, IReadOnlyDictionary<string, string?>)> lines = [];
        foreach (var line in standing.Lines.Where(line => line.ExternalId is not null && line.Parent == standing.Id && ownership.IsOurWork(line.Values)))
        {
            var back = new Dictionary<string, string?>(StringComparer.Ordinal);
            Sort(ownership.CameAfterThem(line.Values), Line(item, fields, baseline, line, ownership), line.ExternalId + ":", back, written, open);
            if (back.Count > 0) lines.Add((line, back));
        }

        // A line that was taken out cannot be brought back, and whoever took it out is not known: it is told.
        var wanted = item.Wanted?.Lines.Select(line => line.ExternalId).ToHashSet();
        var gone = baseline.Lines.Keys.Where(name => wanted?.Contains(name) == false && standing.Lines.All(line => line.ExternalId != name));
        open.AddRange(gone.Select(name => new BreakField(name, Changes.ALine, null)));
        return written.Count + open.Count == 0 ? null : new LostWork(new Changes(header, lines, [], [], []), written, open);
    }

    private readonly record struct Value(string Column, string? Before, string? Now);

    /// <summary>Odoo computes the record's row anew when a line changes, so that we may be its last writer without having written the column.</summary>
    private static IEnumerable<Value> Header(DeliveryItem item, ModelFields fields, Baseline baseline, StandingRecord standing, Ownership ownership) =>
        !ownership.IsOurWork(standing.Values) || item.Wanted is not { } wanted ? [] :
        from column in baseline.Values
        let now = standing.Values.GetValueOrDefault(column.Key)
        where column.Value != now && wanted.Values.TryGetValue(column.Key, out var goal) && NormalForm.Same(fields.Record[column.Key], goal, now)
        select new Value(column.Key, column.Value, now);

    private static IEnumerable<Value> Line(DeliveryItem item, ModelFields fields, Baseline baseline, StandingLine line, Ownership ownership)
    {
        var policy = item.Policy.Lines!;
        if (!baseline.Lines.TryGetValue(line.ExternalId!, out var before))
            return ownership.IsOurs(line) && line.Values.GetValueOrDefault(policy.QuantityField) is var quantity and not ("0" or null) ? [new Value(policy.QuantityField, "0", quantity)] : [];
        var goal = item.Wanted?.Lines.FirstOrDefault(wanted => wanted.ExternalId == line.ExternalId)?.Values;
        return from column in before.Values
               let now = line.Values.GetValueOrDefault(column.Key)
               where column.Value != now
               // These are only ever written together, so the last writer wrote them all.
               where policy.Together.Contains(column.Key) || (goal is not null && goal.TryGetValue(column.Key, out var wanted) && NormalForm.Same(fields.Line[column.Key], wanted, now))
               select new Value(column.Key, column.Value, now);
    }

    private static void Sort(bool cameAfter, IEnumerable<Value> values, string prefix, Dictionary<string, string?> back, List<BreakField> written, List<BreakField> open)
    {
        foreach (var (column, before, now) in values)
        {
            if (cameAfter) back[column] = before;
            if (cameAfter) written.Add(new BreakField(prefix + column, now, before));
            else open.Add(new BreakField(prefix + column, before, now));
        }
    }
}
