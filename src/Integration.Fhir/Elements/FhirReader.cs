using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Integration.Fhir.Elements;

/// <summary>
/// Reads the JSON of one resource into a tree (FHIR R4, JSON Representation of Resources, json.html).
/// <para>An <em>error</em> is where the tree cannot say what was meant: no UTF-8, no JSON, no <c>resourceType</c>, a key twice in an object, an object, text or number where another of them belongs, a list where only one may be, two types of one choice (<c>valueString</c> beside <c>valueCode</c>), an escape that is no character, or a bound that is passed.</para>
/// <para>A <em>warning</em> is what can be read all the same: an element or a resource type the definitions do not know (kept, without types), a value that breaks the syntax of its type (kept as written: whoever needs it judges it, nobody else is bothered), a code outside a required value set, a required element that is missing, one where a list belongs (a list of one), and null or nothing where something should be (left out).</para>
/// </summary>
public static class FhirReader
{
    private const int DeepestJson = 1_000_000;

    /// <summary>Never throws for what the bytes are. They are copied: the caller may use its buffer again.</summary>
    public static FhirReadResult Read(ReadOnlyMemory<byte> bytes, FhirReadOptions options)
    {
        if (bytes.Length > options.MaxBytes)
        {
            return Refused("TooLong", $"at most {options.MaxBytes} bytes", options.MaxBytes);
        }

        var source = bytes.ToArray();
        var mark = source.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;
        if (!Utf8.IsValid(source))
        {
            return Refused("NotUtf8", "UTF-8", FirstInvalid(source));
        }

        return source.AsSpan(mark).TrimStart(" \t\r\n"u8) is [(byte)'<', ..]
            ? Refused("NotJson", "JSON; this begins like XML", source.AsSpan().IndexOf((byte)'<'))
            : Read(source, mark, options);
    }

    private static FhirReadResult Read(byte[] source, int start, FhirReadOptions options)
    {
        var json = new Utf8JsonReader(source.AsSpan(start), new JsonReaderOptions { MaxDepth = DeepestJson });
        var reading = new FhirReading(json, source, start, options);
        try
        {
            return reading.Read();
        }
        catch (JsonException broken)
        {
            return Refused("NotJson", "JSON (RFC 8259)", start + Offset(source.AsSpan(start), broken));
        }
    }

    private static FhirReadResult Refused(string rule, string expected, long at) =>
        new(null, [new FhirProblem(FhirSeverity.Error, "", rule, expected, at)]);

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(bytes[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            at += length;
        }

        return at;
    }

    private static long Offset(ReadOnlySpan<byte> bytes, JsonException broken)
    {
        var line = 0;
        for (var lines = broken.LineNumber ?? 0; lines > 0; lines--)
        {
            line += bytes[line..].IndexOf((byte)'\n') + 1;
        }

        return Math.Min(bytes.Length, line + (broken.BytePositionInLine ?? 0));
    }
}
