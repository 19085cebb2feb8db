using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace Integration.Fhir.Definitions;

/// <summary>How the value of a primitive type is written (FHIR R4, datatypes.html, "Primitive Types").</summary>
internal static class FhirValueSyntax
{
    private static readonly SearchValues<byte> s_idSigns = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-."u8);
    private static readonly SearchValues<byte> s_integerSigns = SearchValues.Create("-0123456789"u8);
    private static readonly SearchValues<byte> s_blanks = SearchValues.Create(" \t\r\n"u8);
    private static readonly SearchValues<byte> s_controls = SearchValues.Create([.. Enumerable.Range(0, 32).Select(sign => (byte)sign).Except("\t\r\n"u8.ToArray())]);

    /// <param name="type">Of a value that JSON has as text, or the text of a number.</param>
    /// <param name="value">UTF-8, without quotes and escapes.</param>
    public static bool Holds(FhirPrimitive type, ReadOnlySpan<byte> value) => type switch
    {
        FhirPrimitive.None or FhirPrimitive.Boolean or FhirPrimitive.Decimal => true,
        FhirPrimitive.Integer => IsInteger(value, int.MinValue),
        FhirPrimitive.UnsignedInt => IsInteger(value, 0),
        FhirPrimitive.PositiveInt => IsInteger(value, 1),
        FhirPrimitive.String or FhirPrimitive.Markdown => !value.ContainsAny(s_controls),
        FhirPrimitive.Code => !value.ContainsAny("\t\r\n"u8) && value is not ([(byte)' ', ..] or [.., (byte)' ']) && value.IndexOf("  "u8) < 0,
        FhirPrimitive.Id => value.Length <= 64 && !value.ContainsAnyExcept(s_idSigns),
        FhirPrimitive.Uri or FhirPrimitive.Url or FhirPrimitive.Canonical => !value.ContainsAny(s_blanks),
        FhirPrimitive.Oid => IsOid(value),
        FhirPrimitive.Uuid => value.StartsWith("urn:uuid:"u8) && value.Length == 45 && Utf8Parser.TryParse(value[9..], out Guid _, out var read, 'D') && read == 36,
        FhirPrimitive.Base64Binary => Base64.IsValid(value),
        FhirPrimitive.Xhtml => value.TrimStart(" \t\r\n"u8).StartsWith("<div"u8),
        FhirPrimitive.Date => IsDate(value),
        FhirPrimitive.DateTime => value.IndexOf((byte)'T') is var at && at < 0 ? IsDate(value) : at == 10 && IsDate(value[..10]) && IsZonedTime(value[11..]),
        FhirPrimitive.Instant => value.Length > 19 && value[10] == 'T' && IsDate(value[..10]) && IsZonedTime(value[11..]),
        FhirPrimitive.Time => IsTime(value),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>What should stand there, in words.</summary>
    public static string InWords(FhirPrimitive type) => type switch
    {
        FhirPrimitive.Boolean => "true or false",
        FhirPrimitive.Integer => "a whole number of 32 bits",
        FhirPrimitive.UnsignedInt => "a whole number from 0",
        FhirPrimitive.PositiveInt => "a whole number from 1",
        FhirPrimitive.Decimal => "a number",
        FhirPrimitive.String or FhirPrimitive.Markdown => "text, without control characters",
        FhirPrimitive.Code => "a code: no blanks around it, single ones within",
        FhirPrimitive.Id => "an id: 1 to 64 of A-Z, a-z, 0-9, '-' and '.'",
        FhirPrimitive.Uri or FhirPrimitive.Url or FhirPrimitive.Canonical => "an address without blanks",
        FhirPrimitive.Oid => "urn:oid: and an object identifier",
        FhirPrimitive.Uuid => "urn:uuid: and a UUID",
        FhirPrimitive.Base64Binary => "base64",
        FhirPrimitive.Xhtml => "a <div> of XHTML",
        FhirPrimitive.Date => "a date: YYYY, YYYY-MM or YYYY-MM-DD",
        FhirPrimitive.DateTime => "a dateTime: YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss with Z or an offset",
        FhirPrimitive.Instant => "an instant: YYYY-MM-DDThh:mm:ss with Z or an offset",
        FhirPrimitive.Time => "a time: hh:mm:ss",
        FhirPrimitive.None => "an object",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static bool IsInteger(ReadOnlySpan<byte> value, int least) =>
        !value.ContainsAnyExcept(s_integerSigns) && int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least;

    private static bool IsOid(ReadOnlySpan<byte> value)
    {
        if (!value.StartsWith("urn:oid:"u8) || value.Length < 11 || value[8] is < (byte)'0' or > (byte)'2')
        {
            return false;
        }

        var arcs = value[9..];
        foreach (var range in arcs.Split((byte)'.'))
        {
            // What stands before the first dot is the first arc's rest: nothing.
            var arc = arcs[range];
            if (range.Start.Value == 0 ? arc.Length > 0 : arc.Length == 0 || arc.ContainsAnyExceptInRange((byte)'0', (byte)'9') || arc is [(byte)'0', _, ..])
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsDate(ReadOnlySpan<byte> value) => value.Length switch
    {
        4 => Number(value) > 0,
        7 => value[4] == '-' && Number(value[..4]) > 0 && Number(value[5..]) is >= 1 and <= 12,
        10 => value[4] == '-' && value[7] == '-' && Number(value[..4]) is > 0 and var year && Number(value[5..7]) is >= 1 and <= 12 and var month
            && Number(value[8..]) is >= 1 and var day && day <= DateTime.DaysInMonth(year, month),
        _ => false,
    };

    private static bool IsZonedTime(ReadOnlySpan<byte> value) => value switch
    {
        [.. var time, (byte)'Z'] => IsTime(time),
        [.. var time, (byte)'+' or (byte)'-', _, _, (byte)':', _, _] => IsTime(time) && IsOffset(value[^5..]),
        _ => false,
    };

    /// <summary>As far as the day reaches on earth: 14:00.</summary>
    private static bool IsOffset(ReadOnlySpan<byte> value) =>
        Number(value[..2]) is >= 0 and var hours && Number(value[3..]) is >= 0 and <= 59 and var minutes && (hours * 60) + minutes <= 14 * 60;

    /// <summary>60 seconds are a leap second's.</summary>
    private static bool IsTime(ReadOnlySpan<byte> value) =>
        value.Length >= 8 && value[2] == ':' && value[5] == ':'
        && Number(value[..2]) is >= 0 and <= 23 && Number(value[3..5]) is >= 0 and <= 59 && Number(value[6..8]) is >= 0 and <= 60
        && (value.Length == 8 || (value[8] == '.' && value.Length > 9 && !value[9..].ContainsAnyExceptInRange((byte)'0', (byte)'9')));

    /// <summary>-1 where there is anything but digits. At most four of them.</summary>
    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return -1;
            }

            number = (number * 10) + digit - '0';
        }

        return number;
    }
}
