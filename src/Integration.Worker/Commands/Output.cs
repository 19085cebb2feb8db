using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace Integration.Worker.Commands;

/// <summary>Tables for people and documents for programs.</summary>
internal static class Output
{
    /// <summary>Columns of a terminal that does not say how wide it is: a file, a pipe.</summary>
    private const int PipeWidth = 200;

    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    private static readonly JsonSerializerOptions LineOptions = new(JsonOptions) { WriteIndented = false };

    public static void Json(object value) => Console.WriteLine(Text(value));

    /// <summary>As <see cref="Json"/> prints it, for a file.</summary>
    public static string Text(object value) => JsonSerializer.Serialize(value, JsonOptions);

    /// <summary>One document a line, for programs that read while this one works.</summary>
    public static void JsonLine(object value) => Console.WriteLine(JsonSerializer.Serialize(value, LineOptions));

    /// <summary>JSON that is kept as text, to stand in a document as itself.</summary>
    public static JsonElement? Parsed(string? json) => json is null ? null : JsonSerializer.Deserialize<JsonElement>(json);

    public static void Line(string text) => Console.WriteLine(text);

    public static void Table(string title, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        var console = Terminal();
        var table = new Table { Border = TableBorder.Simple, Title = new TableTitle(Markup.Escape(title), Style.Plain) };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(Markup.Escape(column)));
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(Markup.Escape).ToArray());
        }

        console.Write(table);
    }

    private static IAnsiConsole Terminal()
    {
        if (!Console.IsOutputRedirected)
        {
            return AnsiConsole.Console;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(Console.Out) });
        console.Profile.Width = PipeWidth;
        return console;
    }

    public static string Percent(double? share) => share is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known * 100:0} %") : "-";

    public static string Figure(double? figure, string format) => figure?.ToString(format, CultureInfo.InvariantCulture) ?? "-";

    public static string Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "-";

    /// <summary>A value of an enumeration as the JSON has it: <c>feed-idle</c>.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
