using System.Buffers;
using System.Text.Json;

namespace Integration.Fhir.Bundles;

/// <summary>Writes what is journalled where a resource does not stand by itself. The bytes of each resource stay as they were received.</summary>
internal static class ChangeBody
{
    /// <param name="address">Of the one that changed; empty for none.</param>
    /// <param name="version">Where the resource itself does not say it.</param>
    /// <param name="others">Those kept with it, each with its address.</param>
    public static ReadOnlyMemory<byte> With(string address, ReadOnlyMemory<byte> resource, string version, string updated, IReadOnlyList<(string Address, ReadOnlyMemory<byte> Resource)> others) => Write("collection", json =>
    {
        json.WriteStartObject();
        Resource(json, address, resource);
        Response(json, version, updated);
        json.WriteEndObject();
        foreach (var other in others)
        {
            json.WriteStartObject();
            Resource(json, other.Address, other.Resource);
            json.WriteEndObject();
        }
    });

    public static ReadOnlyMemory<byte> Deletion(EntryFields fields, string type, string id) => Write("history", json =>
    {
        json.WriteStartObject();
        json.WriteString("fullUrl", fields.FullUrl.Length > 0 ? fields.FullUrl : $"{type}/{id}");
        json.WriteStartObject("request");
        json.WriteString("method", "DELETE");
        json.WriteString("url", $"{type}/{id}");
        json.WriteEndObject();
        Response(json, EntryFields.VersionOf(fields.Etag), fields.LastModified);
        json.WriteEndObject();
    });

    private static void Resource(Utf8JsonWriter json, string address, ReadOnlyMemory<byte> resource)
    {
        if (address.Length > 0)
        {
            json.WriteString("fullUrl", address);
        }

        json.WritePropertyName("resource");
        json.WriteRawValue(resource.Span, skipInputValidation: true);
    }

    private static void Response(Utf8JsonWriter json, string version, string updated)
    {
        if (version.Length == 0 && updated.Length == 0)
        {
            return;
        }

        json.WriteStartObject("response");
        json.WriteString("status", "200");
        if (version.Length > 0)
        {
            json.WriteString("etag", $"W/\"{version}\"");
        }

        if (updated.Length > 0)
        {
            json.WriteString("lastModified", updated);
        }

        json.WriteEndObject();
    }

    private static ReadOnlyMemory<byte> Write(string type, Action<Utf8JsonWriter> entries)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("resourceType", "Bundle");
            json.WriteString("type", type);
            json.WriteStartArray("entry");
            entries(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.WrittenMemory;
    }
}
