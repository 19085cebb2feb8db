using Integration.Contracts;

namespace Integration.Mapping.Master;

/// <summary>
/// Looks at all code tables together, by their schema: what is malformed, in conflict, refers to nothing, lacks what it needs, or counts in a unit that does not convert. Pure; the rows may come from files or from the journal.
/// </summary>
internal sealed class MasterCheck
{
    private readonly IReadOnlyDictionary<string, MasterTable> _schema;
    private readonly string _schemaFile;
    private readonly Dictionary<string, TableRows> _tables;
    private readonly Dictionary<(string Table, string Columns), HashSet<string>> _values = [];
    private readonly List<MasterFinding> _findings = [];

    private MasterCheck(IReadOnlyDictionary<string, MasterTable> schema, string schemaFile, IEnumerable<TableRows> tables)
    {
        _schema = schema;
        _schemaFile = schemaFile;
        _tables = tables.ToDictionary(table => table.Name, StringComparer.Ordinal);
    }

    /// <param name="schema">As read from <paramref name="schemaFile"/>.</param>
    /// <returns>By table, in the order of its rows; empty when all is well.</returns>
    public static IReadOnlyList<MasterFinding> Run(IReadOnlyDictionary<string, MasterTable> schema, string schemaFile, IEnumerable<TableRows> tables)
    {
        var check = new MasterCheck(schema, schemaFile, tables);
        check.Run();
        return check._findings;
    }

    private void Run()
    {
        foreach (var missing in _schema.Values.Where(table => !_tables.ContainsKey(table.Name)))
        {
            _findings.Add(new MasterFinding(MasterFault.Malformed, missing.Name, $"{_schemaFile}:{missing.Line}", "there is no such table", $"Add mappings/tables/{missing.Name}.csv, or remove the entry."));
        }

        foreach (var rows in _tables.Values.OrderBy(rows => rows.Name, StringComparer.Ordinal))
        {
            if (!_schema.TryGetValue(rows.Name, out var table))
            {
                Add(MasterFault.Malformed, rows, null, "no entry says what it holds and who answers for it", $"Add an entry for {rows.Name} to {_schemaFile}.");
                continue;
            }

            Columns(rows, table);
            Cells(rows, table);
            Dates(rows);
            References(rows, table);
            Expectations(rows, table);
            Units(rows);
        }
    }

    private void Columns(TableRows rows, MasterTable table)
    {
        foreach (var column in rows.Columns.Where(column => !IsDay(column) && !table.Columns.ContainsKey(column)))
        {
            Add(MasterFault.Malformed, rows, null, $"the column {column} is not in its entry", $"Describe it in {_schemaFile}.");
        }

        foreach (var column in table.Columns.Keys.Where(column => !rows.Columns.Contains(column)))
        {
            Add(MasterFault.Malformed, rows, null, $"the column {column} of its entry is missing", $"Add it, or remove it from {_schemaFile}.");
        }
    }

    private void Cells(TableRows rows, MasterTable table)
    {
        foreach (var (row, at) in rows.Indexed)
        {
            foreach (var (column, place) in rows.Columns.Select((column, place) => (column, place)))
            {
                var rule = IsDay(column) ? MasterColumn.Day : table.Columns.GetValueOrDefault(column);
                var cell = row.Values[place];
                if (rule is null || (cell == "*" && place < rows.KeyColumns))
                {
                    continue;
                }

                if (cell.Length == 0 ? !rule.IsOptional : !CellKinds.Fits(rule.Kind, cell))
                {
                    Add(MasterFault.Malformed, rows, at, cell.Length == 0 ? $"{column} is empty" : $"{column} is '{cell}'", $"Write {CellKinds.Wanted(rule.Kind)}.");
                }
                else if (cell.Length > 0 && rule.OneOf.Count > 0 && !rule.OneOf.Contains(cell))
                {
                    Add(MasterFault.Malformed, rows, at, $"{column} is '{cell}'", $"Write one of {string.Join(", ", rule.OneOf)}.");
                }
            }
        }
    }

    /// <summary>Of the rows of one key, those of the latest first day hold; a last day that lies beyond the next first day says something else.</summary>
    private void Dates(TableRows rows)
    {
        var (from, until) = (rows.IndexOf(CodeTable.From), rows.IndexOf(CodeTable.Until));
        if (until < 0)
        {
            return;
        }

        foreach (var key in rows.Indexed.GroupBy(row => rows.KeyOf(row.Row)))
        {
            var terms = key.Select(row => (row.At, From: Day(row.Row, from, DateOnly.MinValue), Until: Day(row.Row, until, DateOnly.MaxValue))).OrderBy(term => term.From).ToList();
            foreach (var (at, first, last) in terms)
            {
                if (last < first)
                {
                    Add(MasterFault.Conflict, rows, at, "it ends before it begins", "Correct from or until.");
                }
                else if (last < DateOnly.MaxValue && terms.Find(later => later.From > first && later.From <= last) is { From: var next } && next > first)
                {
                    Add(MasterFault.Conflict, rows, at, $"it holds until {last:yyyy-MM-dd}, but another row of this key holds from {next:yyyy-MM-dd}", "Let it end the day before, or leave until empty: the later row then takes its place.");
                }
            }
        }
    }

    private void References(TableRows rows, MasterTable table)
    {
        foreach (var (column, rule) in table.Columns.Where(column => column.Value.RefersTo is not null))
        {
            var place = rows.IndexOf(column);
            var known = Values(rule.RefersTo!.Table, [rule.RefersTo.Column]);
            foreach (var (row, at) in rows.Indexed.Where(_ => place >= 0))
            {
                var cell = row.Values[place];
                if (cell.Length > 0 && cell != "*" && !rule.Except.Contains(cell) && !known.Contains(cell))
                {
                    Add(MasterFault.Orphan, rows, at, $"{column} {cell} is in no row of {rule.RefersTo.Table}", $"Add it to {rule.RefersTo.Table}, or correct it here.");
                }
            }
        }
    }

    private void Expectations(TableRows rows, MasterTable table)
    {
        foreach (var (other, columns) in table.Expects)
        {
            var places = columns.Select(rows.IndexOf).ToList();
            var known = Values(other, columns);
            foreach (var (row, at) in rows.Indexed.Where(_ => places.TrueForAll(place => place >= 0)))
            {
                var values = places.ConvertAll(place => row.Values[place]);
                if (!values.Contains("*") && !known.Contains(Joined(values)))
                {
                    Add(MasterFault.Gap, rows, at, $"{other} has no row for {string.Join(", ", columns.Zip(values, (column, value) => $"{column} {value}"))}", $"Add the row to {other}.");
                }
            }
        }
    }

    /// <summary>Wherever a row names an item and a unit, the two must share a root, or the quantity means nothing (Odoo does not check).</summary>
    private void Units(TableRows rows)
    {
        var (item, unit) = (rows.IndexOf("item"), rows.IndexOf("unit"));
        if (item < 0 || unit < 0 || rows.Name == "item-units")
        {
            return;
        }

        var own = Pairs("item-units", "item", "unit");
        var roots = Pairs("unit-factors", "unit", "root");
        foreach (var (row, at) in rows.Indexed)
        {
            if (own.TryGetValue(row.Values[item], out var counted) && roots.TryGetValue(counted, out var root) && roots.TryGetValue(row.Values[unit], out var other) && root != other)
            {
                Add(MasterFault.Unit, rows, at, $"item {row.Values[item]} is counted in {counted}, which {row.Values[unit]} does not convert to", "Name a unit of the same root, or correct the item's own unit.");
            }
        }
    }

    private HashSet<string> Values(string table, IReadOnlyList<string> columns)
    {
        var key = (table, Joined(columns));
        if (!_values.TryGetValue(key, out var values))
        {
            var places = _tables.GetValueOrDefault(table) is { } rows ? columns.Select(rows.IndexOf).ToList() : [-1];
            values = places.Contains(-1) ? [] : [.. _tables[table].Rows.Select(row => Joined(places.Select(place => row.Values[place])))];
            _values[key] = values;
        }

        return values;
    }

    private Dictionary<string, string> Pairs(string table, string key, string value)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        if (_tables.GetValueOrDefault(table) is { } rows && rows.IndexOf(key) is >= 0 and var from && rows.IndexOf(value) is >= 0 and var to)
        {
            foreach (var row in rows.Rows)
            {
                pairs[row.Values[from]] = row.Values[to];
            }
        }

        return pairs;
    }

    private void Add(MasterFault kind, TableRows rows, int? at, string what, string remedy) => _findings.Add(new MasterFinding(kind, rows.Name, rows.PlaceOf(at), what, remedy));

    private static DateOnly Day(CodeRow row, int at, DateOnly empty) => at < 0 ? empty : CodeTable.Date(row.Values[at], empty) ?? empty;

    private static bool IsDay(string column) => column is CodeTable.From or CodeTable.Until;

    private static string Joined(IEnumerable<string> values) => string.Join('\u001f', values);
}
