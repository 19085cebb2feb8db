using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Integration.Odoo.Reading;

/// <summary>
/// One text form for every value of a field, so that what is wanted, what was read back and what stands there now can be compared as text: numbers without
/// trailing zeros, flags as <c>true</c> and <c>false</c>, references as database ids, several of them sorted, JSON with sorted keys; null for an empty field.
/// </summary>
public static partial class NormalForm
{
    // Odoo's floats carry noise beyond this; its finest precision in use is six.
    private const int Decimals = 9;

    /// <summary>A value as <c>read</c> answers it.</summary>
    public static string? OfRead(OdooField field, JsonElement value) => (field.Type, value.ValueKind) switch
    {
        ("boolean", _) => value.ValueKind == JsonValueKind.True ? "true" : "false",
        (_, JsonValueKind.False or JsonValueKind.Null) => null,
        ("many2one", JsonValueKind.Array) => Id(value[0].GetInt64()),
        ("one2many" or "many2many", JsonValueKind.Array) => OfIds(value.EnumerateArray().Select(id => id.GetInt64())),
        (_, JsonValueKind.Number) => OfNumber(value.TryGetDecimal(out var number) ? number : (decimal)value.GetDouble()),
        (_, JsonValueKind.Object or JsonValueKind.Array) => Sorted(JsonNode.Parse(value.GetRawText()))!.ToJsonString(),
        (_, JsonValueKind.True) => "true",
        _ => value.GetString() is { Length: > 0 } text ? text : null,
    };

    /// <summary>A value as a mapping writes it.</summary>
    /// <exception cref="FormatException">The text is no value of such a field.</exception>
    public static string? OfText(OdooField field, string? text)
    {
        if (field.Type == "boolean") return Flag(text) ? "true" : "false";
        if (string.IsNullOrEmpty(text)) return null;
        switch (field.Type)
        {
            case "integer" or "float" or "monetary":
                return OfNumber(decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));
            case "many2one":
                return Id(long.Parse(text, CultureInfo.InvariantCulture));
            case "many2many":
                return OfIds(text.Split(',').Select(id => long.Parse(id, CultureInfo.InvariantCulture)));
            case "datetime":
                return OdooFormats.Instant(OdooFormats.ParseInstant(text));
            case "date":
                return OdooFormats.Date(OdooFormats.ParseDate(text));
            case "json":
                try
                {
                    return Sorted(JsonNode.Parse(text))?.ToJsonString();
                }
                catch (JsonException fault)
                {
                    throw new FormatException("The text is not JSON.", fault);
                }

            default:
                return text;
        }
    }

    public static string OfNumber(decimal number) =>
        Math.Round(number, Decimals).ToString("0.#########", CultureInfo.InvariantCulture) is var text && text == "-0" ? "0" : text;

    public static string Id(long id) => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether two values say the same. Odoo wraps and cleans the HTML it is given, so only its text counts there.</summary>
    public static bool Same(OdooField field, string? left, string? right) =>
        field.Type == "html" ? PlainText(left) == PlainText(right) : left == right;

    /// <summary>The column of <c>load()</c> that takes the field's value: references go by database id.</summary>
    public static string Column(OdooField field) => field.Type is "many2one" or "many2many" ? $"{field.Name}/.id" : field.Name;

    /// <summary>The cell for a value in normal form.</summary>
    public static LoadCell ToCell(OdooField field, string? value) => (value, field.Type) switch
    {
        (null, _) => LoadCell.Empty,
        (_, "boolean") => LoadCell.Of(value == "true"),
        (_, "integer" or "float" or "monetary" or "many2one") => LoadCell.Of(decimal.Parse(value, NumberStyles.Float, CultureInfo.InvariantCulture)),
        _ => LoadCell.Of(value),
    };

    private static string? OfIds(IEnumerable<long> ids) => ids.Distinct().Order().Select(Id).ToArray() is { Length: > 0 } some ? string.Join(',', some) : null;

    private static bool Flag(string? text) => text switch
    {
        null or "" or "0" or "false" or "False" => false,
        "1" or "true" or "True" => true,
        _ => throw new FormatException("The text is neither true nor false."),
    };

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => KeyValuePair.Create(entry.Key, Sorted(entry.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => JsonNode.Parse(OfNumber(value.GetValue<decimal>())),
        _ => node?.DeepClone(),
    };

    /// <summary>The words of an HTML value, with single blanks between them.</summary>
    public static string PlainText(string? html) => Blanks().Replace(WebUtility.HtmlDecode(Tags().Replace(html ?? "", " ")), " ").Trim();

    [GeneratedRegex("<[^>]*>", RegexOptions.CultureInvariant)]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
