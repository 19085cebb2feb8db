using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Integration.Fhir.Definitions;

namespace Integration.Fhir.Elements;

/// <summary>
/// Writes a tree as JSON (FHIR R4, json.html), without white space between the parts. Values are written as they were read, decimals digit by digit; what the reader left out because nothing was in it stays out.
/// </summary>
public static class FhirWriter
{
    /// <summary>Clinical text keeps its letters; the bytes are no HTML.</summary>
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="resource">Any resource of a tree.</param>
    /// <returns>UTF-8, without a byte-order mark.</returns>
    public static byte[] Write(FhirElement resource)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, s_options);
        WriteObject(json, resource);
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteObject(Utf8JsonWriter json, FhirElement element)
    {
        json.WriteStartObject();
        if (element.IsResource && element.Type.Length > 0)
        {
            json.WriteString("resourceType"u8, element.Parent is null ? element.Key : element.Type);
        }

        var children = element.Children;
        for (var from = 0; from < children.Count;)
        {
            var to = from + 1;
            while (to < children.Count && children[to].Key == children[from].Key)
            {
                to++;
            }

            WriteRun(json, children, from, to);
            from = to;
        }

        json.WriteEndObject();
    }

    /// <summary>The children of one key: one element, or a list.</summary>
    private static void WriteRun(Utf8JsonWriter json, IReadOnlyList<FhirElement> children, int from, int to)
    {
        var first = children[from];
        var values = Any(children, from, to, element => element.HasValue);
        if (values || !IsPrimitive(first))
        {
            WriteValues(json, first.Key, children, from, to, element => element.HasValue || !IsPrimitive(element), WriteValue);
        }

        if (Any(children, from, to, element => IsPrimitive(element) && element.Children.Count > 0))
        {
            WriteValues(json, "_" + first.Key, children, from, to, element => element.Children.Count > 0, WriteObject);
        }
    }

    /// <summary>Lists of primitives have a null where there is nothing to say, so that values and extensions stay aligned.</summary>
    private static void WriteValues(Utf8JsonWriter json, string key, IReadOnlyList<FhirElement> children, int from, int to, Func<FhirElement, bool> says, Action<Utf8JsonWriter, FhirElement> write)
    {
        json.WritePropertyName(key);
        if (children[from].Index < 0)
        {
            write(json, children[from]);
            return;
        }

        json.WriteStartArray();
        var next = 0;
        for (var i = from; i < to; i++)
        {
            for (; next < children[i].Index; next++)
            {
                json.WriteNullValue();
            }

            if (says(children[i]))
            {
                write(json, children[i]);
            }
            else
            {
                json.WriteNullValue();
            }

            next++;
        }

        json.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter json, FhirElement element)
    {
        if (!element.HasValue)
        {
            WriteObject(json, element);
        }
        else if (element.IsQuoted)
        {
            json.WriteStringValue(element.Text);
        }
        else
        {
            json.WriteRawValue(element.Text!);
        }
    }

    private static bool Any(IReadOnlyList<FhirElement> children, int from, int to, Func<FhirElement, bool> holds)
    {
        for (var i = from; i < to; i++)
        {
            if (holds(children[i]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPrimitive(FhirElement element) =>
        !element.IsResource && (element.HasValue || FhirDefinitions.Type(element.Type) is { Primitive: not FhirPrimitive.None });
}
