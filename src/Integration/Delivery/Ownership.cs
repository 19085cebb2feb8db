using Integration.Contracts;
using Integration.Odoo.Reading;

namespace Integration.Delivery;

/// <summary>Whose a record is, judged from what stands there. Pure; <paramref name="ourUser"/> matters only where an earlier attempt is in doubt.</summary>
internal sealed class Ownership(DeliveryItem item, ModelFields fields, StandingRecord standing, long ourUser)
{
    public const string WriterField = "write_uid";
    public const string WrittenField = "write_date";

    private readonly Baseline? _baseline = item.Posting.Baseline;

    public string? State => item.Policy.StateOf(standing.Values);

    /// <summary>What is wanted, less what Odoo's scheduler joined to the origin: its lines are none of ours, and the origin stays as it made it.</summary>
    public WantedRecord? Wish { get; } = item.Wanted is { } wanted && item.Policy.OriginField is { } origin
        && Origins.JoinedByScheduler(item.Policy, wanted.Values.GetValueOrDefault(origin), standing.Values.GetValueOrDefault(origin))
            ? wanted.Without([(null, origin)])
            : item.Wanted;

    /// <summary>Why a merge by people made it theirs, whatever its state: quantities may be sums of ours and others', here or in the order that lives on. Null without one.</summary>
    public string? MergedBecause()
    {
        if (item.MergedInto is { } other) return $"people merged it into {other}";
        var now = item.Policy.OriginField is { } origin ? standing.Values.GetValueOrDefault(origin) : null;
        return Origins.Merged(item.Policy, item.SentOrigin, now) ? $"people merged others into it, its {item.Policy.OriginField} is '{now}'" : null;
    }

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
        if (item.Policy.Entry is not null)
        {
            yield return ("it is an entry, written once and never again", standing.Values);
            yield break;
        }

        if (!item.Policy.OursWhile.Contains(State)) yield return ($"its {item.Policy.StateField} is '{State}'", standing.Values);
        foreach (var path in item.Policy.OursUnless)
        {
            var parts = path.Split('.', 2);
            var rows = parts.Length == 1 ? [standing.Values] : standing.Lines.Where(line => line.Parent == standing.Id).Select(line => line.Values);
            foreach (var row in rows.Where(row => IsSet(row.GetValueOrDefault(parts[^1])))) yield return ($"'{path}' is set", row);
        }
    }

    /// <summary>Owned values that are not as we left them (rule 12). What people changed to the very value that is wanted now is no difference.</summary>
    public IEnumerable<Edit> Edits()
    {
        // What people keep was theirs before our first value in it.
        if (item.Policy.FoundBy is not null && _baseline is null) return [];
        var header = Edited(null, _baseline?.Values, item.Wanted?.Values, standing.Values, fields.Record, item.Policy.Edited);
        var wanted = item.Wanted?.Lines.ToDictionary(line => line.ExternalId, line => line.Values) ?? [];
        return header.Where(edit => edit.Column != item.Policy.OriginField || !Origins.JoinedByScheduler(item.Policy, edit.Difference.Expected, edit.Difference.Actual))
            .Concat((_baseline?.Lines.Keys ?? []).Union(wanted.Keys).SelectMany(name => LineEdits(name, wanted.GetValueOrDefault(name))));
    }

    /// <summary>
    /// A line of ours that is no longer wanted. In doubt, a line of our module that we wrote last was made by the attempt that did not end.
    /// </summary>
    public bool IsOurs(StandingLine line) =>
        Left(line)
        || (item.InDoubt && line.ExternalId?.StartsWith(item.Posting.ExternalId.Split('.')[0] + ".", StringComparison.Ordinal) == true && IsOurWork(line.Values));

    /// <summary>A line of this very record, whoever wrote it last: its name begins with the record's.</summary>
    public bool Made(StandingLine line) => Left(line) || line.ExternalId?.StartsWith(item.Posting.ExternalId + "_", StringComparison.Ordinal) == true;

    private bool Left(StandingLine line) => line.ExternalId is { } name && _baseline?.Lines.ContainsKey(name) == true;

    private IEnumerable<Edit> LineEdits(string name, IReadOnlyDictionary<string, string?>? wanted)
    {
        var known = _baseline?.Lines.GetValueOrDefault(name);
        var there = standing.Lines.FirstOrDefault(line => line.ExternalId == name);
        if (there is null)
        {
            // In doubt our own unlink may have taken it; and what is not wanted any more may go either way.
            return known is null || wanted is null || item.InDoubt ? [] : [new Edit(name, "", EditRule.Ask, new BreakField(name, Changes.ALine, null))];
        }

        if (there.Parent != standing.Id)
        {
            var elsewhere = new BreakField($"{name}:{item.Policy.Lines!.ParentField}", NormalForm.Id(standing.Id), there.Parent is { } other ? NormalForm.Id(other) : null);
            return [new Edit(name, "", EditRule.Ask, elsewhere)];
        }

        return Edited(name, known?.Values, wanted, there.Values, fields.Line, item.Policy.Lines!.Edited);
    }

    /// <summary>In doubt, what we wrote last may be the work of the attempt that did not end.</summary>
    public bool IsOurWork(IReadOnlyDictionary<string, string?> values) =>
        item.InDoubt && values.GetValueOrDefault(WriterField) == NormalForm.Id(ourUser);

    private IEnumerable<Edit> Edited(
        string? line, IReadOnlyDictionary<string, string?>? left, IReadOnlyDictionary<string, string?>? wanted, IReadOnlyDictionary<string, string?> now,
        IReadOnlyDictionary<string, Odoo.OdooField> known, IReadOnlyDictionary<string, EditRule> rules)
    {
        var ourWork = IsOurWork(now);
        foreach (var (name, value) in left ?? wanted ?? new Dictionary<string, string?>())
        {
            var current = now.GetValueOrDefault(name);
            if (current == value) continue;
            // A column the mapping has given up is not ours any more.
            if (wanted is not null && (!wanted.TryGetValue(name, out var goal) || NormalForm.Same(known[name], goal, current))) continue;
            var rule = rules.GetValueOrDefault(name, EditRule.Ask);
            // We write on rows with people's values in them where those may stay: being the last writer of such a row proves nothing, unless a lost attempt meant to write just this.
            if (ourWork && (rule != EditRule.Theirs || left is null || WasAttempted(line, name, known[name], current))) continue;
            yield return new Edit(line, name, rule, new BreakField(line is null ? name : $"{line}:{name}", value, current));
        }
    }

    private bool WasAttempted(string? line, string column, Odoo.OdooField field, string? current) => item.Attempted.Any(record =>
        (line is null ? record.Values : record.Lines.FirstOrDefault(one => one.ExternalId == line)?.Values)?.TryGetValue(column, out var meant) == true && NormalForm.Same(field, meant, current));

    private static bool IsSet(string? value) => value is not null and not "false" and not "0";
}
