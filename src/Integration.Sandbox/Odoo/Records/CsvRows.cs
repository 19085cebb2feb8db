using CsvHelper;

namespace Integration.Sandbox.Odoo.Records;

/// <summary>A CSV file as one dictionary per line, by the names in its first line.</summary>
internal static class CsvRows
{
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Read(Stream stream)
    {
        using var reader = CsvReader.Create(stream, new CsvReaderOptions { CommentPrefix = '#' }, leaveOpen: false);
        List<Dictionary<string, string>> rows = [];
        while (reader.Read()) rows.Add(reader.Headers.Select((name, column) => (name, reader.GetString(column))).ToDictionary(pair => pair.name, pair => pair.Item2));
        return rows;
    }

    public static IReadOnlyList<IReadOnlyDictionary<string, string>> ReadBeside(Type type, string name) => Read(type.Assembly.GetManifestResourceStream(type, name)!);
}
