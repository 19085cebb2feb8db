using System.Collections.Frozen;

namespace Integration.Contracts;

/// <summary>One row of a code table. Values are in the order of the table's columns; key columns come first.</summary>
public sealed record CodeRow(IReadOnlyList<string> Values);

/// <summary>
/// A code table as it stood at one revision: the first <see cref="KeyColumns"/> columns are the key. A table may hold several rows of one key (a preference card).
/// A key cell of <c>*</c> stands for any value; the row with the fewest stars wins.
/// </summary>
public sealed class CodeTable
{
    private readonly FrozenDictionary<string, CodeRow[]> _rows;

    public CodeTable(string name, IReadOnlyList<string> columns, int keyColumns, IEnumerable<CodeRow> rows)
    {
        Name = name;
        Columns = columns;
        KeyColumns = keyColumns;
        _rows = rows.GroupBy(row => KeyOf(row.Values.Take(keyColumns))).ToFrozenDictionary(group => group.Key, group => group.ToArray());
    }

    public string Name { get; }

    public IReadOnlyList<string> Columns { get; }

    public int KeyColumns { get; }

    public int Count => _rows.Values.Sum(rows => rows.Length);

    public IEnumerable<CodeRow> Rows => _rows.Values.SelectMany(rows => rows);

    /// <summary>The rows of a key, or none. Tries the exact key, then with ever more cells replaced by <c>*</c> from the right.</summary>
    public IReadOnlyList<CodeRow> Find(params ReadOnlySpan<string> key)
    {
        if (key.Length != KeyColumns)
        {
            throw new ArgumentException($"Table {Name} has {KeyColumns} key columns, not {key.Length}.", nameof(key));
        }

        var cells = key.ToArray();
        foreach (var stars in Enumerable.Range(0, 1 << KeyColumns).OrderBy(int.PopCount).ThenBy(mask => mask))
        {
            // Bit 0 stands for the last key column, so that the rightmost cell is given up first.
            var tried = cells.Select((cell, at) => (stars >> (KeyColumns - 1 - at) & 1) == 1 ? "*" : cell);
            if (_rows.TryGetValue(KeyOf(tried), out var rows))
            {
                return rows;
            }
        }

        return [];
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

    private static string KeyOf(IEnumerable<string> cells) => string.Join('\u001f', cells);
}

/// <summary>All code tables at one numbered revision (rule 23), the same for all workers.</summary>
public sealed class CodeTables(int revision, IEnumerable<CodeTable> tables)
{
    private readonly FrozenDictionary<string, CodeTable> _tables = tables.ToFrozenDictionary(table => table.Name);

    public int Revision { get; } = revision;

    public IReadOnlyCollection<string> Names => _tables.Keys;

    public CodeTable? Table(string name) => _tables.GetValueOrDefault(name);
}
