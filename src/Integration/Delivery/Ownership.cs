using Integration.Contracts;
using Integration.Odoo.Reading;

namespace Integration.Delivery;

/// <summary>Whose a record is, judged from what stands there. Pure; <paramref name="ourUser"/> matters only where an earlier attempt is in doubt.</summary>
internal sealed class Ownership(DeliveryItem item, ModelFields fields, StandingRecord standing, long ourUser)
{
    public const string WriterField = "write_uid";
    public const string WrittenField = "write_date";

    private readonly Baseline? _baseline = item.Posting.Baseline;

    public string? State => standing.Values.GetValueOrDefault(item.Policy.StateField);

    /// <summary>Why the record is people's by its state (rule 11); null while it is ours.</summary>
    public string? TheirsBecause() => Takeovers().Select(takeover => takeover.Because).FirstOrDefault();

    /// <summary>
    /// Whether a row that we wrote last was written after people took the record over: we also wrote last on the row that made it theirs, or later than that was
    /// written. Odoo's times are those of a transaction's start, to the second; within the same second nothing is claimed.
    /// </summary>
    public bool CameAfterThem(IReadOnlyDictionary<string, string?> row) => Takeovers().Any(takeover =>
        IsOurWork(takeover.Row) || string.CompareOrdinal(row.GetValueOrDefault(WrittenField), takeover.Row.GetValueOrDefault(WrittenField)) > 0);

    /// <summary>Each row that makes it theirs.</summary>
    private IEnumerable<(string Because, IReadOnlyDictionary<string, string?> Row)> Takeovers()
    {
        if (!item.Policy.OursWhile.Contains(State)) yield return ($"its {item.Policy.StateField} is '{State}'", standing.Values);
        foreach (var path in item.Policy.OursUnless)
        {
            var parts = path.Split('.', 2);
            var rows = parts.Length == 1 ? [standing.Values] : standing.Lines.Where(line => line.Parent == standing.Id).Select(line => line.Values);
            foreach (var row in rows.Where(row => IsSet(row.GetValueOrDefault(parts[^1])))) yield return ($"'{path}' is set", row);
        }
    }

    /// <summary>Owned values that are not as we left them (rule 12). What people changed to the very value that is wanted now is no difference.</summary>
    public IReadOnlyList<BreakField> Edits()
    {
        List<BreakField> edits = [];
        if (!IsOurWork(standing.Values))
            edits.AddRange(Edited(_baseline?.Values, item.Wanted?.Values, standing.Values, fields.Record, ""));
        var wanted = item.Wanted?.Lines.ToDictionary(line => line.ExternalId, line => line.Values) ?? [];
        foreach (var name in (_baseline?.Lines.Keys ?? []).Union(wanted.Keys)) edits.AddRange(LineEdits(name, wanted.GetValueOrDefault(name)));
        return edits;
    }

    /// <summary>
    /// A line of ours that is no longer wanted. In doubt, a line of our module that we wrote last was made by the attempt that did not end.
    /// </summary>
    public bool IsOurs(StandingLine line) =>
        _baseline?.Lines.ContainsKey(line.ExternalId!) == true
        || (item.InDoubt && line.ExternalId!.StartsWith(item.Posting.ExternalId.Split('.')[0] + ".", StringComparison.Ordinal) && IsOurWork(line.Values));

    private IEnumerable<BreakField> LineEdits(string name, IReadOnlyDictionary<string, string?>? wanted)
    {
        var known = _baseline?.Lines.GetValueOrDefault(name);
        var there = standing.Lines.FirstOrDefault(line => line.ExternalId == name);
        if (there is null)
        {
            // In doubt our own unlink may have taken it; and what is not wanted any more may go either way.
            return known is null || wanted is null || item.InDoubt ? [] : [new BreakField(name, Changes.ALine, null)];
        }

        if (there.Parent != standing.Id) return [new BreakField($"{name}:{item.Policy.Lines!.ParentField}", NormalForm.Id(standing.Id), there.Parent is { } other ? NormalForm.Id(other) : null)];
        return IsOurWork(there.Values) ? [] : Edited(known?.Values, wanted, there.Values, fields.Line, name + ":");
    }

    /// <summary>In doubt, what we wrote last may be the work of the attempt that did not end.</summary>
    public bool IsOurWork(IReadOnlyDictionary<string, string?> values) =>
        item.InDoubt && values.GetValueOrDefault(WriterField) == NormalForm.Id(ourUser);

    private static IEnumerable<BreakField> Edited(
        IReadOnlyDictionary<string, string?>? left, IReadOnlyDictionary<string, string?>? wanted, IReadOnlyDictionary<string, string?> now,
        IReadOnlyDictionary<string, Odoo.OdooField> fields, string prefix)
    {
        foreach (var (name, value) in left ?? wanted ?? new Dictionary<string, string?>())
        {
            var current = now.GetValueOrDefault(name);
            if (current == value) continue;
            // A column the mapping has given up is not ours any more.
            if (wanted is not null && (!wanted.TryGetValue(name, out var goal) || NormalForm.Same(fields[name], goal, current))) continue;
            yield return new BreakField(prefix + name, value, current);
        }
    }

    private static bool IsSet(string? value) => value is not null and not "false" and not "0";
}
