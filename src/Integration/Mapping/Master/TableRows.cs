using Integration.Contracts;

namespace Integration.Mapping.Master;

/// <summary>The rows of one code table, wherever they were read, and how a person finds one of them.</summary>
/// <param name="PlaceOf">Where a row stands, by its number from 0; the table as a whole for null.</param>
internal sealed record TableRows(string Name, IReadOnlyList<string> Columns, int KeyColumns, IReadOnlyList<CodeRow> Rows, Func<int?, string> PlaceOf)
{
    public IEnumerable<(CodeRow Row, int At)> Indexed => Rows.Select((row, at) => (row, at));

    public static TableRows Of(TableSeed seed) =>
        new(seed.Name, seed.Columns, seed.KeyColumns, seed.Rows, at => at is { } row ? $"{seed.File}:{seed.Lines[row]}" : seed.File);

    public static TableRows Of(CodeTable table, int revision)
    {
        var rows = table.Rows.ToList();
        return new TableRows(table.Name, table.Columns, table.KeyColumns, rows, at => at is { } row
            ? $"{table.Name} at revision {revision}, {string.Join('|', rows[row].Values.Take(table.KeyColumns))}"
            : $"{table.Name} at revision {revision}");
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

    public string KeyOf(CodeRow row) => string.Join('\u001f', row.Values.Take(KeyColumns));
}
