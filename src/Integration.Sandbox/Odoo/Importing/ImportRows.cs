using Integration.Sandbox.Odoo.Records;

namespace Integration.Sandbox.Odoo.Importing;

/// <summary>A record as the rows say it: cells by field, and below a relational field the records of its sub-columns (an empty name for a bare reference).</summary>
internal sealed record RawRecord(IReadOnlyDictionary<string, object?> Cells, int From, int To)
{
    public string? Text(string field) => Cells.GetValueOrDefault(field)?.ToString() is { Length: > 0 } text ? text : null;
}

/// <summary>Cuts rows into records: rows that fill only line columns belong to the record above them.</summary>
internal static class ImportRows
{
    public static bool IsEmpty(object? cell) => cell is null or "" or 0m or false;

    public static IEnumerable<RawRecord> Cut(ModelDefinition model, IReadOnlyList<string[]> paths, IReadOnlyList<object?[]> rows)
    {
        foreach (var path in paths.Where(path => path[0].Length > 0 && path[0] is not ".id" && !model.Fields.ContainsKey(path[0]) && !IsProperty(model, path[0])))
            throw OdooError.Value($"Invalid field name '{path[0]}'");
        bool IsLine(int column) => model.Fields.GetValueOrDefault(paths[column][0])?.Type == FieldType.One2many;
        for (var from = 0; from < rows.Count;)
        {
            var next = from + 1;
            while (next < rows.Count && Fills(rows[next], IsLine) && !Fills(rows[next], column => !IsLine(column))) next++;
            yield return new RawRecord(Cells(model, paths, rows[from], [.. rows.Skip(from).Take(next - from)]), from, next - 1);
            from = next;
        }
    }

    /// <summary>A column such as <c>equipment_properties.hours</c>.</summary>
    private static bool IsProperty(ModelDefinition model, string column) =>
        column.Split('.') is [var name, _] && model.Fields.GetValueOrDefault(name)?.Type == FieldType.Properties;

    private static bool Fills(object?[] row, Func<int, bool> among) => row.Where((cell, column) => among(column) && !IsEmpty(cell)).Any();

    private static Dictionary<string, object?> Cells(ModelDefinition model, IReadOnlyList<string[]> paths, object?[] first, object?[][] span)
    {
        var cells = new Dictionary<string, object?>();
        for (var column = 0; column < paths.Count; column++)
        {
            var name = paths[column][0];
            if (model.Fields.GetValueOrDefault(name) is not { IsRelational: true } field) cells[name] = first[column];
            else if (!cells.ContainsKey(name))
            {
                int[] columns = [.. Enumerable.Range(0, paths.Count).Where(other => paths[other][0] == name)];
                string[][] below = [.. columns.Select(other => paths[other].Length > 1 ? paths[other][1..] : [""])];
                object?[][] filled = [.. span.Select(row => columns.Select(other => row[other]).ToArray()).Where(row => row.Any(cell => !IsEmpty(cell)))];
                cells[name] = Cut(ModelCatalog.Models[field.Relation!], below, filled).ToArray();
            }
        }

        return cells;
    }
}
