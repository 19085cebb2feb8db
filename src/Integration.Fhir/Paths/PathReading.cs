using System.Globalization;
using Integration.Fhir.Elements;

namespace Integration.Fhir.Paths;

/// <summary>From the text of an element to the value FHIRPath reckons with.</summary>
internal static class PathReading
{
    private const string Ucum = "http://unitsofmeasure.org";

    /// <summary>Digits that System.Decimal holds without rounding.</summary>
    private const int MaxDigits = 28;

    public static object? Read(FhirElement element, PathKind kind) => kind == PathKind.Quantity
        ? Quantity(element)
        : kind == PathKind.Complex || element.Text is null ? null : Read(element.Text, kind) ?? PathValue.Unreadable.Instance;

    /// <summary>Null where the text is not of the kind.</summary>
    public static object? Read(string text, PathKind kind) => kind switch
    {
        PathKind.Boolean => text switch { "true" => true, "false" => false, _ => null },
        PathKind.Integer => Integer(text),
        PathKind.Decimal => Decimal(text),
        PathKind.Date or PathKind.DateTime or PathKind.Time => PathTemporal.Parse(text, kind),
        PathKind.String => text,
        PathKind.Complex or PathKind.Quantity or _ => throw new System.Diagnostics.UnreachableException($"{kind} is not written as a text"),
    };

    /// <summary>An Integer has 32 bits (FHIRPath N1, 4.1.3).</summary>
    public static int? Integer(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>Exactly, or not at all: what would be rounded is null.</summary>
    public static decimal? Decimal(string text)
    {
        var end = text.IndexOfAny(['e', 'E']);
        var mantissa = end < 0 ? text : text[..end];
        var exponent = 0;
        if (end >= 0 && !int.TryParse(text[(end + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
        {
            return null;
        }

        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var scale = (point < 0 ? 0 : mantissa.Length - point - 1) - (long)exponent;
        var digits = mantissa.Count(char.IsAsciiDigit) - mantissa.TakeWhile(each => !(each is >= '1' and <= '9')).Count(char.IsAsciiDigit);
        var exact = digits <= MaxDigits && scale <= MaxDigits;
        return exact && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    /// <summary>Only a quantity whose unit is UCUM's can be reckoned with (FHIR R4 fhirpath, Using FHIR Quantity); others have a <c>value</c> that can.</summary>
    private static object? Quantity(FhirElement element)
    {
        if (element.First("system")?.Text != Ucum || element.First("comparator") is not null || element.First("code")?.Text is not { } code || element.First("value")?.Text is not { } text)
        {
            return null;
        }

        return Decimal(text) is { } value ? new PathQuantity(value, code, IsCalendar: false) : PathValue.Unreadable.Instance;
    }
}
