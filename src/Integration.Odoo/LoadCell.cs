using System.Globalization;
using System.Text.Json.Nodes;

namespace Integration.Odoo;

/// <summary>
/// One cell of a <c>load()</c> row: a string or a number, never an object, which would kill the whole call. The default value is the empty cell, and the
/// empty cell clears the field.
/// </summary>
public readonly record struct LoadCell
{
    private readonly string? _text;
    private readonly decimal? _number;

    private LoadCell(string? text, decimal? number)
    {
        _text = text;
        _number = number;
    }

    /// <summary>Clears the field. "Unchanged" is said by leaving the column out.</summary>
    public static LoadCell Empty => default;

    public bool IsEmpty => _number is null && string.IsNullOrEmpty(_text);

    public static LoadCell Of(string text) => new(text, null);

    public static LoadCell Of(decimal number) => new(null, number);

    /// <summary>Odoo reads a boolean cell as text.</summary>
    public static LoadCell Of(bool flag) => new(flag ? "1" : "0", null);

    /// <summary>Written in UTC, to the second.</summary>
    public static LoadCell Of(DateTimeOffset instant) => new(OdooFormats.Instant(instant), null);

    public static LoadCell Of(DateOnly date) => new(OdooFormats.Date(date), null);

    public static implicit operator LoadCell(string text) => Of(text);

    public static implicit operator LoadCell(decimal number) => Of(number);

    public static implicit operator LoadCell(long number) => Of(number);

    public static implicit operator LoadCell(int number) => Of(number);

    public override string ToString() => _number?.ToString(CultureInfo.InvariantCulture) ?? _text ?? "";

    internal JsonNode ToJson() => _number is { } number ? JsonValue.Create(number) : JsonValue.Create(_text ?? "")!;
}
