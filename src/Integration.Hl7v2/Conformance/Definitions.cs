using System.Globalization;

namespace Integration.Hl7v2.Conformance;

/// <summary>
/// What the standard says of the messages, segments, fields and tables this product meets (HL7 v2.9.1 chapters 2, 3, 4, 6, 7, 8, 10, 13 and appendix A), read from the tables beside this file. What is not listed is not checked.
/// </summary>
internal static class Definitions
{
    /// <summary>By segment; in the order of the fields.</summary>
    public static ILookup<string, FieldDefinition> Fields { get; } =
        Rows("fields").ToLookup(row => row[0], row => new FieldDefinition(int.Parse(row[1], NumberStyles.None, CultureInfo.InvariantCulture), row[2], row[3], row[4]));

    public static IReadOnlyDictionary<string, SegmentDefinition> Segments { get; } =
        Rows("segments").ToDictionary(row => row[0], row => new SegmentDefinition(row[1].Length == 0 ? null : int.Parse(row[1], NumberStyles.None, CultureInfo.InvariantCulture), Words(row[2])));

    public static IReadOnlyDictionary<string, TableDefinition> Tables { get; } =
        Rows("tables").ToDictionary(row => row[0], row => new TableDefinition(row[1] == "closed", Words(row[2])));

    private static IReadOnlyList<(string Type, IReadOnlyList<string> Triggers, IReadOnlyList<string> Segments)> Messages { get; } =
        [.. Rows("messages").Select(row => (row[0], Words(row[1]), Words(row[2])))];

    /// <summary>The segments a message of this type has at least; the first row that fits decides.</summary>
    public static IReadOnlyList<string> RequiredSegments(string type, string trigger) =>
        Messages.FirstOrDefault(row => row.Type == type && (row.Triggers is ["*"] || row.Triggers.Contains(trigger))).Segments ?? [];

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string[]> Rows(string table)
    {
        using var reader = new StreamReader(typeof(Definitions).Assembly.GetManifestResourceStream(typeof(Definitions), table + ".csv")!);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(','))];
    }
}

/// <param name="Use"><c>required</c> by the standard; <c>expected</c>: needed to tell senders apart; <c>advised</c>; <c>optional</c>.</param>
/// <param name="Type">Data type where it is checked, else empty.</param>
/// <param name="Table">Number of the HL7 table where it is checked, else empty.</param>
internal sealed record FieldDefinition(int Number, string Use, string Type, string Table);

/// <param name="Fields">How many fields it has in the newest version; null where that is not checked.</param>
/// <param name="Types">The message types it belongs to; empty where it may stand in many.</param>
internal sealed record SegmentDefinition(int? Fields, IReadOnlyList<string> Types);

/// <param name="IsClosed">A value that is not here is against the standard; an open table has others at many senders.</param>
internal sealed record TableDefinition(bool IsClosed, IReadOnlyList<string> Values);
