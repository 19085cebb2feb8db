using System.Security.Cryptography;
using System.Text.Json;
using Integration.Contracts;

namespace Integration.Journal.Sql;

/// <summary>How desired records and baselines are kept: JSON as in contracts, columns sorted by name, lines in their order.</summary>
internal static class DesiredText
{
    public static string Write(OdooRecord record) => JsonSerializer.Serialize(Sorted(record), ContractJson.Options);

    /// <summary>Equal for records that ask for the same, whatever the order of their lines: lines are told apart by external id, never by position (rule 4).</summary>
    public static byte[] Hash(OdooRecord record)
    {
        var sorted = Sorted(record);
        return SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(sorted with { Lines = [.. sorted.Lines.OrderBy(line => line.ExternalId, StringComparer.Ordinal)] }, ContractJson.Options));
    }

    public static OdooRecord Read(string text) => Read<OdooRecord>(text);

    /// <summary>Between records that are kept together; none is in a record's text.</summary>
    public const char Next = '\n';

    public static IReadOnlyList<OdooRecord> ReadAttempted(string? text) => text is null ? [] : [.. text.Split(Next).Select(Read)];

    public static string? WriteBaseline(Baseline? baseline) => baseline is null ? null : JsonSerializer.Serialize(baseline, ContractJson.Options);

    public static Baseline? ReadBaseline(string? text) => text is null ? null : Read<Baseline>(text);

    public static string WriteFields(IReadOnlyList<BreakField> fields) => JsonSerializer.Serialize(fields, ContractJson.Options);

    public static IReadOnlyList<BreakField> ReadFields(string text) => Read<IReadOnlyList<BreakField>>(text);

    public static string WriteValues(IReadOnlyDictionary<string, string?> values) =>
        JsonSerializer.Serialize(values.OrderBy(value => value.Key, StringComparer.Ordinal).ToDictionary(value => value.Key, value => value.Value), ContractJson.Options);

    public static IReadOnlyDictionary<string, string?> ReadValues(string text) => Read<IReadOnlyDictionary<string, string?>>(text);

    public static string? WriteAccepted(IReadOnlyList<AcceptedValue> accepted) => accepted.Count == 0 ? null : JsonSerializer.Serialize(accepted, ContractJson.Options);

    public static IReadOnlyList<AcceptedValue> ReadAccepted(string? text) => text is null ? [] : Read<IReadOnlyList<AcceptedValue>>(text);

    private static T Read<T>(string text) => JsonSerializer.Deserialize<T>(text, ContractJson.Options) ?? throw new JsonException("Nothing is stored where something was.");

    private static OdooRecord Sorted(OdooRecord record) =>
        record with { Columns = Sorted(record.Columns), Lines = [.. record.Lines.Select(line => line with { Columns = Sorted(line.Columns) })] };

    private static OrderedDictionary<string, OdooCell> Sorted(IReadOnlyDictionary<string, OdooCell> columns)
    {
        // Columns are few and made anew for every record: sorting them once costs less than a tree of them.
        var sorted = columns.ToArray();
        Array.Sort(sorted, (one, other) => string.CompareOrdinal(one.Key, other.Key));
        return new OrderedDictionary<string, OdooCell>(sorted);
    }
}
