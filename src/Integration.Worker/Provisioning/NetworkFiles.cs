using CsvHelper;
using Integration.Mapping;
using Integration.Worker.Hosting;

namespace Integration.Worker.Provisioning;

/// <summary>What an Odoo is provisioned with: the CSV files of one folder, by name without <c>.csv</c>. A file that is not there has no rows.</summary>
internal sealed class NetworkFiles
{
    private static readonly CsvReaderOptions Format = new() { HasHeader = false, CommentPrefix = '#', TrimWhitespace = true, SkipEmptyLines = true, TrackLineNumbers = true };

    private readonly Dictionary<string, IReadOnlyList<NetworkRow>> _files = new(StringComparer.Ordinal);

    public IReadOnlyList<NetworkRow> this[string file] => _files.GetValueOrDefault(file, []);

    public static string Folder(IConfiguration configuration) => MappingFiles.Locate(configuration[$"{MappingFiles.Section}:Network"] ?? Path.Combine("ops", "odoo", "network"));

    /// <summary>The configured files as far as they can be read; null where there are none.</summary>
    public static NetworkFiles? Find(IConfiguration configuration) => Folder(configuration) is var folder && Directory.Exists(folder) ? Read(folder, []) : null;

    public static NetworkFiles Read(string folder, ICollection<FileProblem> problems)
    {
        var files = new NetworkFiles();
        foreach (var file in Directory.GetFiles(folder, "*.csv").Order(StringComparer.Ordinal))
        {
            files._files[Path.GetFileNameWithoutExtension(file)] = Rows(file, problems);
        }

        return files;
    }

    private static List<NetworkRow> Rows(string file, ICollection<FileProblem> problems)
    {
        var rows = new List<NetworkRow>();
        try
        {
            using var csv = CsvReader.Create(File.OpenRead(file), Format, leaveOpen: false);
            string[]? header = null;
            while (csv.Read())
            {
                var cells = Enumerable.Range(0, csv.FieldCount).Select(csv.GetString).ToArray();
                if (header is null)
                {
                    header = cells;
                }
                else if (cells.Length != header.Length)
                {
                    problems.Add(new FileProblem(file, (int)csv.LineNumber, $"The row has {cells.Length} cells, the file {header.Length} columns."));
                }
                else
                {
                    rows.Add(new NetworkRow(file, (int)csv.LineNumber, header.Zip(cells).ToDictionary(cell => cell.First, cell => cell.Second, StringComparer.Ordinal)));
                }
            }
        }
        catch (CsvFormatException fault)
        {
            problems.Add(new FileProblem(file, (int)fault.LineNumber, $"This is no CSV: {fault.Message}"));
        }

        return rows;
    }
}

/// <param name="Line">From 1.</param>
internal sealed record NetworkRow(string File, int Line, IReadOnlyDictionary<string, string> Cells)
{
    /// <exception cref="SettingsException">The file has no such column.</exception>
    public string this[string column] => Cells.GetValueOrDefault(column) ?? throw new SettingsException([new FileProblem(File, 1, $"There must be a column '{column}'.").ToString()]);

    /// <summary>Empty where the file has no such column.</summary>
    public string Optional(string column) => Cells.GetValueOrDefault(column, "");
}
