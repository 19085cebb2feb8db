using System.Globalization;
using System.Text.Json;
using Integration.Odoo;

namespace Integration.Worker.Provisioning;

/// <summary>Compares what Odoo answers for a field with a column of <c>load()</c>.</summary>
internal static class FieldValues
{
    public static string FieldOf(string column) => column.Split('/')[0];

    /// <param name="known">Database ids of our external ids.</param>
    public static bool Same(ReadRecord record, string column, string wanted, IReadOnlyDictionary<string, long> known)
    {
        var value = record.Json.GetProperty(FieldOf(column));
        if (column.EndsWith("/.id", StringComparison.Ordinal))
        {
            return IdsOf(value) is [var id] && id.ToString(CultureInfo.InvariantCulture) == wanted;
        }

        if (column.EndsWith("/id", StringComparison.Ordinal))
        {
            var ids = wanted.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(name => known.GetValueOrDefault(name[(MasterOdoo.Module.Length + 1)..], -1));
            return IdsOf(value).Order().SequenceEqual(ids.Order());
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null)
        {
            return value.ValueKind == JsonValueKind.True ? wanted == "1" : wanted is "" or "0";
        }

        return value.ValueKind == JsonValueKind.Number
            ? decimal.TryParse(wanted, CultureInfo.InvariantCulture, out var number) && number == value.GetDecimal()
            : value.GetString() == wanted;
    }

    public static bool IsEmpty(ReadRecord record, string column)
    {
        var value = record.Json.GetProperty(FieldOf(column));
        return value.ValueKind is JsonValueKind.False or JsonValueKind.Null || (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0);
    }

    /// <summary>As people read it.</summary>
    public static string Shown(ReadRecord record, string column)
    {
        var value = record.Json.GetProperty(FieldOf(column));
        if (value.ValueKind == JsonValueKind.Array)
        {
            return value.GetArrayLength() == 2 && value[1].ValueKind == JsonValueKind.String ? value[1].GetString()! : $"{value.GetArrayLength()} records";
        }

        return value.ValueKind is JsonValueKind.False or JsonValueKind.Null ? "" : value.ValueKind == JsonValueKind.True ? "yes" : value.ToString();
    }

    private static List<long> IdsOf(JsonElement value) =>
        value.ValueKind != JsonValueKind.Array ? []
        : value.GetArrayLength() == 2 && value[1].ValueKind == JsonValueKind.String ? [value[0].GetInt64()]
        : [.. value.EnumerateArray().Select(id => id.GetInt64())];
}
