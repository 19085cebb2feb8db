using CsvHelper;
using Integration.Contracts;

namespace Integration.Mapping.Files;

/// <summary>
/// Reads the seeds of code tables. The first line names the columns: a <c>*</c> behind a name makes it part of the key (key columns come first), a <c>+</c> says that a key may have several rows, which differ in that column.
/// Rows of one key may also differ in the column <c>from</c>, the first day they hold. Lines that begin with <c>#</c> are comments.
/// </summary>
internal static class SeedReader
{
    public const string AnotherRow = "There is another row of this key.";

    private static readonly CsvReaderOptions Format = new() { HasHeader = false, CommentPrefix = '#', TrimWhitespace = true, SkipEmptyLines = true, TrackLineNumbers = true };

    public static IReadOnlyList<TableSeed> ReadFolder(string folder, FileProblems problems) =>
        Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.csv").Order(StringComparer.Ordinal).Select(file => Read(file, problems)).OfType<TableSeed>()] : [];

    private static TableSeed? Read(string file, FileProblems problems)
    {
        try
        {
            using var csv = CsvReader.Create(File.OpenRead(file), Format, leaveOpen: false);
            if (csv.Read())
            {
                return Read(csv, file, problems);
            }

            problems.Add(file, 1, "The first line must name the columns.");
        }
        catch (CsvFormatException fault)
        {
            problems.Add(file, (int)fault.LineNumber, $"This is no CSV: {fault.Message}");
        }

        return null;
    }

    private static TableSeed Read(CsvReader csv, string file, FileProblems problems)
    {
        var header = Cells(csv);
        var columns = header.Select(cell => cell.TrimEnd('*', '+')).ToList();
        var keys = header.TakeWhile(cell => cell.EndsWith('*')).Count();
        if (keys == 0 || header.Skip(keys).Any(cell => cell.EndsWith('*')))
        {
            problems.Add(file, 1, "The key columns come first, each with a '*' behind its name.");
        }

        if (columns.Any(string.IsNullOrEmpty) || columns.Distinct().Count() != columns.Count)
        {
            problems.Add(file, 1, "Each column needs a name of its own.");
        }

        var identity = Enumerable.Range(0, header.Length).Where(at => at < keys || header[at].EndsWith('+') || columns[at] == CodeTable.From).ToList();
        var rows = Rows(csv, file, columns.Count, identity, problems);
        return new TableSeed(Path.GetFileNameWithoutExtension(file), columns, keys, [.. rows.Select(row => row.Row)]) { File = file, Lines = [.. rows.Select(row => row.Line)] };
    }

    private static List<(CodeRow Row, int Line)> Rows(CsvReader csv, string file, int width, List<int> identity, FileProblems problems)
    {
        var rows = new List<(CodeRow Row, int Line)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (csv.Read())
        {
            var cells = Cells(csv);
            if (cells.Length != width)
            {
                problems.Add(file, (int)csv.LineNumber, $"The row has {cells.Length} cells, the table {width} columns.");
            }
            else if (!seen.Add(string.Join('\u001f', identity.Select(at => cells[at]))))
            {
                problems.Add(file, (int)csv.LineNumber, AnotherRow);
            }
            else
            {
                rows.Add((new CodeRow(cells), (int)csv.LineNumber));
            }
        }

        return rows;
    }

    private static string[] Cells(CsvReader csv) => [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)];
}
