using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Integration.Odoo;

/// <summary>One line of the table: what must be equal or match, and what it means.</summary>
/// <param name="Line">In OdooFaults.csv, counted from 1.</param>
/// <param name="Source">error, load, http or http-retry-after; null for any.</param>
/// <param name="Exception">Odoo's name of it; null for any.</param>
/// <param name="Status">Of HTTP, or a class of them such as <c>5xx</c>; null for any.</param>
/// <param name="Message">Part of Odoo's sentence; null for any.</param>
/// <param name="Kind">What it means.</param>
/// <param name="OutcomeUnknown">Odoo may have done it.</param>
/// <param name="Remedy">What the person who has to mend it does.</param>
public sealed record OdooFaultRow(int Line, string? Source, string? Exception, string? Status, Regex? Message, OdooFaultKind Kind, bool OutcomeUnknown, string Remedy)
{
    internal bool Fits(string source, string? exception, int? status, string message) =>
        (Source is null || Source == source)
        && (Exception is null || Exception == exception)
        && (Status is null || (status is { } number && Status == (Status.EndsWith("xx", StringComparison.Ordinal) ? $"{number / 100}xx" : number.ToString(CultureInfo.InvariantCulture))))
        && (Message is null || Message.IsMatch(message));
}

/// <summary>Reads the table and finds everything that is wrong with it.</summary>
internal static class OdooFaultTable
{
    public const string Error = "error";
    public const string Load = "load";
    public const string Http = "http";
    public const string HttpRetryAfter = "http-retry-after";

    private const string Header = "source,exception,status,message,kind,outcome,remedy";
    private static readonly string[] Sources = ["", Error, Load, Http, HttpRetryAfter];

    /// <summary>The rows, and every error with its line. A table with errors is not to be used.</summary>
    public static (ImmutableArray<OdooFaultRow> Rows, IReadOnlyList<string> Errors) Read(string csv)
    {
        List<OdooFaultRow> rows = [];
        List<string> errors = [];
        var lines = csv.ReplaceLineEndings("\n").Split('\n');
        if (lines[0] != Header) errors.Add($"line 1: the columns are {Header}.");
        for (var line = 1; line < lines.Length; line++)
        {
            if (lines[line].Length == 0 || lines[line][0] == '#') continue;
            var wrong = errors.Count;
            var row = Row(line + 1, Cells(lines[line]), problem => errors.Add($"line {line + 1}: {problem}"));
            if (wrong == errors.Count) rows.Add(row!);
        }

        if (rows.Count == 0 || rows[^1] is not { Source: null, Exception: null, Status: null, Message: null }) errors.Add("The last row must fit everything.");
        return ([.. rows], errors);
    }

    private static OdooFaultRow? Row(int line, List<string> cells, Action<string> wrong)
    {
        if (cells.Count != 7)
        {
            wrong($"{cells.Count} cells in place of 7.");
            return null;
        }

        if (!Sources.Contains(cells[0], StringComparer.Ordinal)) wrong($"there is no source '{cells[0]}'.");
        if (cells[2].Length > 0 && !Regex.IsMatch(cells[2], "^[1-5]([0-9][0-9]|xx)$", RegexOptions.CultureInvariant)) wrong($"'{cells[2]}' is no status.");
        if (!Enum.TryParse<OdooFaultKind>(cells[4], out var kind) || !Enum.IsDefined(kind)) wrong($"there is no kind '{cells[4]}'.");
        if (cells[5] is not ("known" or "unknown")) wrong($"an outcome is known or unknown, not '{cells[5]}'.");
        if (cells[6].Length == 0) wrong("the remedy is missing.");
        Regex? message = null;
        try
        {
            if (cells[3].Length > 0) message = new Regex(cells[3], RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            wrong($"the pattern cannot be used: {fault.Message}");
        }

        return new OdooFaultRow(line, NullIfEmpty(cells[0]), NullIfEmpty(cells[1]), NullIfEmpty(cells[2]), message, kind, cells[5] == "unknown", cells[6]);
    }

    private static string? NullIfEmpty(string cell) => cell.Length == 0 ? null : cell;

    /// <summary>A cell with a comma stands in quotes, a quote in it twice; no cell has two lines.</summary>
    private static List<string> Cells(string line)
    {
        List<string> cells = [];
        var cell = new StringBuilder();
        var quoted = false;
        for (var place = 0; place < line.Length; place++)
        {
            var sign = line[place];
            if (sign == '"' && quoted && place + 1 < line.Length && line[place + 1] == '"') cell.Append(line[place++]);
            else if (sign == '"') quoted = !quoted;
            else if (sign == ',' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else cell.Append(sign);
        }

        cells.Add(cell.ToString());
        return cells;
    }
}
