using Integration.Contracts;

namespace Integration.Mapping.Master;

/// <summary>
/// Proposes rows for a code that has none, the likeliest first and each with its reason: what another interface calls by the same code, our own code, a barcode, a vendor's number, then what looks alike. Deterministic and bounded; a person decides.
/// </summary>
internal static class CodeCandidates
{
    public const int MostCandidates = 3;

    /// <summary>Most codes and names that are compared for likeness; a master with more is compared exactly only.</summary>
    public const int MostCompared = 20_000;

    /// <summary>From 0 (nothing in common) to 1 (the same letters and digits).</summary>
    private const double LeastLikeness = 0.5;

    /// <param name="rules">The table's entry; null where it has none.</param>
    /// <param name="code">The key without a row, its cells joined by <c>|</c>.</param>
    public static IReadOnlyList<CodeCandidate> Rank(CodeTable table, MasterTable? rules, string code, CodeTables tables, MasterNames names)
    {
        var key = code.Split('|');
        if (key.Length != table.KeyColumns || table.Columns.Count == table.KeyColumns)
        {
            return [];
        }

        // The cell the sender chose; interface, site and facility only say who speaks.
        var at = Math.Max(0, table.Columns.Take(table.KeyColumns).ToList().FindIndex(column => column is "code" or "procedure" or "unit"));
        var asked = key[at];
        var found = new List<CodeCandidate>();
        foreach (var row in table.Rows.Where(row => Same(row.Values[at], asked)))
        {
            var others = table.Columns.Take(table.KeyColumns).Zip(row.Values).Where((cell, place) => place != at && cell.Second != "*" && cell.Second != key[place]).Select(cell => $"{cell.First} {cell.Second}").ToList();
            found.Add(new CodeCandidate(Filled(table, row), others.Count == 0 ? "the same code" : $"the same code for {string.Join(", ", others)}", 1.0));
        }

        found.AddRange(ByTarget(table, rules, asked, tables, names));
        return
        [
            .. found.GroupBy(one => string.Join('\u001f', one.Values)).Select(same => same.MaxBy(one => one.Likeness)!)
                .OrderByDescending(one => one.Likeness).ThenBy(one => string.Join('|', one.Values), StringComparer.Ordinal).Take(MostCandidates),
        ];
    }

    /// <summary>Tables with one value say one of our codes, which may be found by what else is known of it.</summary>
    private static IEnumerable<CodeCandidate> ByTarget(CodeTable table, MasterTable? rules, string asked, CodeTables tables, MasterNames names)
    {
        var columns = table.Columns.Skip(table.KeyColumns).Where(column => column is not (CodeTable.From or CodeTable.Until)).ToList();
        if (columns is not [var column])
        {
            yield break;
        }

        var targets = Targets(table, rules?.Columns.GetValueOrDefault(column)?.RefersTo, column, tables);
        if (targets.FirstOrDefault(target => Same(target, asked)) is { } own)
        {
            yield return new CodeCandidate([own], Named("our own code", own, names), 0.99);
        }

        if (names.Aliases.TryGetValue(asked, out var alias) && targets.Contains(alias.Code))
        {
            yield return new CodeCandidate([alias.Code], Named(alias.What, alias.Code, names), 0.98);
        }

        var known = targets.Select(target => (Text: target, Target: target, What: "its code looks alike"))
            .Concat(targets.Where(names.Names.ContainsKey).Select(target => (names.Names[target], target, "its name looks alike")))
            .Concat(table.Rows.Select(row => (row.Values[Math.Max(0, table.KeyColumns - 1)], row.Values[table.IndexOf(column)], $"looks like {row.Values[Math.Max(0, table.KeyColumns - 1)]}, which is mapped to it")))
            .Take(MostCompared);
        foreach (var (text, target, what) in known)
        {
            if (Likeness.Of(asked, text) is var likeness && likeness >= LeastLikeness)
            {
                yield return new CodeCandidate([target], Named(what, target, names), likeness * 0.97);
            }
        }
    }

    private static SortedSet<string> Targets(CodeTable table, ColumnReference? reference, string column, CodeTables tables)
    {
        var (of, at) = reference is not null && tables.Table(reference.Table) is { } other && other.IndexOf(reference.Column) >= 0
            ? (other, other.IndexOf(reference.Column))
            : (table, table.IndexOf(column));
        return new SortedSet<string>(of.Rows.Select(row => row.Values[at]).Where(value => value.Length > 0 && value != "*"), StringComparer.Ordinal);
    }

    private static List<string> Filled(CodeTable table, CodeRow row) =>
        [.. table.Columns.Zip(row.Values).Skip(table.KeyColumns).Where(cell => cell.First is not (CodeTable.From or CodeTable.Until)).Select(cell => cell.Second)];

    private static string Named(string what, string code, MasterNames names) => names.Names.TryGetValue(code, out var name) ? $"{what} ({name})" : what;

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}

/// <param name="Values">Of the columns after the key, dates left out.</param>
/// <param name="Reason">In words for the person who decides.</param>
/// <param name="Likeness">From 0 to 1.</param>
internal sealed record CodeCandidate(IReadOnlyList<string> Values, string Reason, double Likeness);
