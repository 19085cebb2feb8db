using System.Buffers;
using System.Text.Json;
using Integration.Fhir.Definitions;

namespace Integration.UnitTests.Fhir;

/// <summary>A resource made up from the table of R4, the same for the same number: valid, and written in all the ways that R4 allows.</summary>
internal sealed class MadeResource
{
    private static readonly string[] s_types = [.. FhirDefinitions.Names.Where(name => FhirDefinitions.Resource(name) is not null).Order(StringComparer.Ordinal)];
    private static readonly string[] s_texts = ["a", "two words", "é € \U0001D11E", "\"quoted\" \\ / \n\t", "<div>&amp;</div>", "\u2028", " "];
    private static readonly string[] s_decimals = ["0", "1.50", "-0.0", "1e3", "1E-20", "12345678901234567890.123456789012345678901234567890", "0.10"];
    private static readonly string[] s_dates = ["2026", "2026-02", "2024-02-29"];
    private static readonly string[] s_times = ["00:00:00", "23:59:60", "12:30:00.5", "12:30:00.123456789"];
    private static readonly string[] s_zones = ["Z", "+14:00", "-05:30", "+00:00"];

    private readonly Random _random;
    private readonly Utf8JsonWriter _json;

    private MadeResource(int seed, Utf8JsonWriter json) => (_random, _json) = (new Random(seed), json);

    public static byte[] Json(int seed)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = seed % 2 == 0 });
        var made = new MadeResource(seed, json);
        made.WriteResource(made.OneOf(s_types), 3);
        json.Flush();
        return [.. seed % 3 == 0 ? (ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF] : [], .. buffer.WrittenSpan];
    }

    private void WriteResource(string type, int depth) => WriteObject(FhirDefinitions.Resource(type)!, type, depth);

    private void WriteObject(FhirType type, string? resourceType, int depth)
    {
        _json.WriteStartObject();
        var typeFirst = _random.Next(2) == 0;
        if (resourceType is not null && typeFirst)
        {
            _json.WriteString("resourceType", resourceType);
        }

        var written = 0;
        var elements = type.Properties.Where(property => !property.IsSibling).GroupBy(property => property.Element).OrderBy(_ => _random.Next()).ToList();
        foreach (var choices in elements)
        {
            var property = OneOf([.. choices]);
            var isDeep = property.Type.Primitive == FhirPrimitive.None;
            if (choices.Key.IsRequired || (_random.Next(4) == 0 && (!isDeep || depth > 0)))
            {
                WriteProperty(property, depth);
                written++;
            }
        }

        // No object is empty.
        if (written == 0 && resourceType is null)
        {
            WriteProperty(type.Find("id"u8) ?? throw new InvalidOperationException(type.Name), 0);
        }

        if (resourceType is not null && !typeFirst)
        {
            _json.WriteString("resourceType", resourceType);
        }

        _json.WriteEndObject();
    }

    private void WriteProperty(FhirProperty property, int depth)
    {
        var isPrimitive = property.Type.Primitive != FhirPrimitive.None;
        var length = property.Element.IsList ? _random.Next(1, 4) : 1;

        // Of each place: a value, something beside it, or both.
        var says = Enumerable.Range(0, length).Select(_ => isPrimitive && depth > 0 ? _random.Next(1, 8) is >= 1 and <= 3 and var some ? some : 1 : 1).ToArray();
        Action values = () => WriteAll(property.Key, property.Element.IsList, says, 1, () => WriteValue(property, depth));
        Action siblings = () => WriteAll("_" + property.Key, property.Element.IsList, says, 2, () => WriteObject(FhirDefinitions.Element, null, depth - 1));
        foreach (var write in _random.Next(2) == 0 ? new[] { values, siblings } : [siblings, values])
        {
            write();
        }
    }

    private void WriteAll(string key, bool isList, int[] says, int what, Action write)
    {
        if (!says.Any(some => (some & what) != 0))
        {
            return;
        }

        _json.WritePropertyName(key);
        if (!isList)
        {
            write();
            return;
        }

        _json.WriteStartArray();
        foreach (var some in says)
        {
            if ((some & what) != 0)
            {
                write();
            }
            else
            {
                _json.WriteNullValue();
            }
        }

        _json.WriteEndArray();
    }

    private void WriteValue(FhirProperty property, int depth)
    {
        if (property.Type.IsAnyResource)
        {
            WriteResource(depth > 1 ? OneOf(s_types) : "Basic", Math.Min(1, depth - 1));
        }
        else if (property.Type.Primitive == FhirPrimitive.None)
        {
            WriteObject(property.Type, null, depth - 1);
        }
        else if (property.Element.Codes is { } codes)
        {
            _json.WriteStringValue(OneOf([.. codes.Order(StringComparer.Ordinal)]));
        }
        else
        {
            WritePrimitive(property.Type.Primitive);
        }
    }

    private void WritePrimitive(FhirPrimitive type)
    {
        if (type == FhirPrimitive.Boolean)
        {
            _json.WriteBooleanValue(_random.Next(2) == 0);
        }
        else if (type is FhirPrimitive.Integer or FhirPrimitive.UnsignedInt or FhirPrimitive.PositiveInt)
        {
            _json.WriteNumberValue(_random.Next(1, int.MaxValue) * (type == FhirPrimitive.Integer && _random.Next(2) == 0 ? -1 : 1));
        }
        else if (type == FhirPrimitive.Decimal)
        {
            _json.WriteRawValue(OneOf(s_decimals));
        }
        else
        {
            _json.WriteStringValue(Text(type));
        }
    }

    private string Text(FhirPrimitive type) => type switch
    {
        FhirPrimitive.Code => OneOf("a", "two words", "<="),
        FhirPrimitive.Id => OneOf("a", "A-1.b", new string('x', 64)),
        FhirPrimitive.Uri or FhirPrimitive.Url or FhirPrimitive.Canonical => OneOf("http://north.example/x|1", "urn:x", "é"),
        FhirPrimitive.Oid => "urn:oid:1.2.840.0",
        FhirPrimitive.Uuid => "urn:uuid:c757873d-ec9a-4326-a141-556f43239520",
        FhirPrimitive.Base64Binary => OneOf("QUJD", "QUI=", "QUJD\nQUJD"),
        FhirPrimitive.Date => OneOf(s_dates),
        FhirPrimitive.DateTime => OneOf(OneOf(s_dates), Instant()),
        FhirPrimitive.Instant => Instant(),
        FhirPrimitive.Time => OneOf(s_times),
        FhirPrimitive.Xhtml => "<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>",
        FhirPrimitive.String or FhirPrimitive.Markdown => OneOf(s_texts),
        FhirPrimitive.None or FhirPrimitive.Boolean or FhirPrimitive.Decimal or FhirPrimitive.Integer or FhirPrimitive.PositiveInt or FhirPrimitive.UnsignedInt => throw new ArgumentException("It is no text.", nameof(type)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private string Instant() => $"2024-02-29T{OneOf(s_times)}{OneOf(s_zones)}";

    private T OneOf<T>(params T[] all) => all[_random.Next(all.Length)];
}
