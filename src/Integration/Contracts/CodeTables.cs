using System.Collections.Frozen;
using System.Globalization;

namespace Integration.Contracts;

/// <summary>One row of a code table. Values are in the order of the table's columns; key columns come first.</summary>
public sealed record CodeRow(IReadOnlyList<string> Values);

/// <summary>
/// A code table as it stood at one revision: the first <see cref="KeyColumns"/> columns are the key. A table may hold several rows of one key (a preference card).
/// A key cell of <c>*</c> stands for any value; the row with the fewest stars wins. Columns <c>from</c> and <c>until</c>, where a table has them, are the first and the last day a row holds (ISO dates, the facility's
/// calendar; empty for always): of the rows of a key that are in force, those with the latest <c>from</c> hold, so that a new price or card needs only its first day.
/// </summary>
public sealed class CodeTable
{
    private const string Any = "*";

    /// <summary>First day a row holds.</summary>
    public const string From = "from";

    /// <summary>Last day a row holds.</summary>
    public const string Until = "until";

    private readonly FrozenDictionary<string, CodeRow[]> _rows;

    /// <summary>Which cells are stars in some row, as bits of which 0 is the last key column; those with the fewest first, and among them those whose stars are rightmost.</summary>
    private readonly int[] _stars;
    private readonly int _from;
    private readonly int _until;

    public CodeTable(string name, IReadOnlyList<string> columns, int keyColumns, IEnumerable<CodeRow> rows)
    {
        Name = name;
        Columns = columns;
        KeyColumns = keyColumns;
        _from = IndexOf(From);
        _until = IndexOf(Until);
        _rows = rows.GroupBy(row => KeyOf([.. row.Values.Take(keyColumns)])).ToFrozenDictionary(group => group.Key, group => group.ToArray());
        _stars = [.. Enumerable.Range(1, (1 << keyColumns) - 1).Where(stars => _rows.Values.Any(same => (StarsOf(same[0]) & stars) == stars)).OrderBy(int.PopCount).ThenBy(stars => stars)];
    }

    public string Name { get; }

    public IReadOnlyList<string> Columns { get; }

    public int KeyColumns { get; }

    /// <summary>Its rows hold for a time only.</summary>
    public bool IsDated => _from >= 0 || _until >= 0;

    public int Count => _rows.Values.Sum(rows => rows.Length);

    public IEnumerable<CodeRow> Rows => _rows.Values.SelectMany(rows => rows);

    /// <summary>The rows of a key, or none; of a table with dates, those that hold last. Tries the exact key, then with ever more cells replaced by <c>*</c> from the right.</summary>
    public IReadOnlyList<CodeRow> Find(params ReadOnlySpan<string> key) => Find(DateOnly.MaxValue, key);

    /// <summary>The rows of a key that hold on a day, or none.</summary>
    public IReadOnlyList<CodeRow> Find(DateOnly day, params ReadOnlySpan<string> key)
    {
        if (key.Length != KeyColumns)
        {
            throw new ArgumentException($"Table {Name} has {KeyColumns} key columns, not {key.Length}.", nameof(key));
        }

        if (InForceOf(key, day) is { Length: > 0 } exact)
        {
            return exact;
        }

        foreach (var stars in _stars)
        {
            var tried = key.ToArray();
            for (var at = 0; at < KeyColumns; at++)
            {
                if ((stars >> (KeyColumns - 1 - at) & 1) == 1)
                {
                    tried[at] = Any;
                }
            }

            if (InForceOf(tried, day) is { Length: > 0 } found)
            {
                return found;
            }
        }

        return [];
    }

    private CodeRow[]? InForceOf(ReadOnlySpan<string> key, DateOnly day) => _rows.TryGetValue(KeyOf(key), out var rows) && IsDated ? InForce(rows, day) : rows;

    private int StarsOf(CodeRow row)
    {
        var stars = 0;
        for (var at = 0; at < KeyColumns; at++)
        {
            stars = (stars << 1) | (row.Values[at] == Any ? 1 : 0);
        }

        return stars;
    }

    public int IndexOf(string column)
    {
        for (var at = 0; at < Columns.Count; at++)
        {
            if (Columns[at] == column)
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>Reads a cell of <c>from</c> or <c>until</c>; the default where it is empty, null where it is no date.</summary>
    public static DateOnly? Date(string cell, DateOnly empty) =>
        cell.Length == 0 ? empty : DateOnly.TryParseExact(cell, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    /// <summary>A row whose dates cannot be read never holds: what needs it waits, and the check of the tables says why.</summary>
    private CodeRow[] InForce(CodeRow[] rows, DateOnly day)
    {
        var held = rows.Select(row => (Row: row, From: Cell(row, _from, DateOnly.MinValue), Until: Cell(row, _until, DateOnly.MaxValue)))
            .Where(term => term.From <= day && day <= term.Until).ToList();
        var latest = held.Count == 0 ? null : held.Max(term => term.From);
        return [.. held.Where(term => term.From == latest).Select(term => term.Row)];
    }

    private static DateOnly? Cell(CodeRow row, int at, DateOnly empty) => at < 0 ? empty : Date(row.Values[at], empty);

    private static string KeyOf(ReadOnlySpan<string> cells) => cells.Length == 1 ? cells[0] : string.Join('\u001f', cells);
}

/// <summary>All code tables at one numbered revision (rule 23), the same for all workers.</summary>
public sealed class CodeTables
{
    private readonly FrozenDictionary<string, CodeTable> _tables;

    public CodeTables(int revision, IEnumerable<CodeTable> tables)
    {
        _tables = tables.ToFrozenDictionary(table => table.Name);
        Revision = revision;
        AreDated = _tables.Values.Any(table => table.IsDated);
    }

    public int Revision { get; }

    public IReadOnlyCollection<string> Names => _tables.Keys;

    /// <summary>Some table's rows hold for a time only, so that the day of a look-up matters.</summary>
    public bool AreDated { get; }

    /// <summary>One cell of the first row of a key; null where there is no such table or row.</summary>
    public string? Cell(string table, string column, params ReadOnlySpan<string> key) =>
        Table(table) is { } known && known.Find(key) is [var row, ..] ? row.Values[known.IndexOf(column)] : null;

    public CodeTable? Table(string name) => _tables.GetValueOrDefault(name);
}
