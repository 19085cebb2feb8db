using System.Text.Json;

namespace Integration.Fhir.Bundles;

/// <summary>The texts of one entry that a change is told by.</summary>
/// <param name="Url">Of the request: <c>Appointment/123</c>.</param>
/// <param name="Etag">Of the response: <c>W/"4"</c>.</param>
internal readonly record struct EntryFields(string FullUrl, string Url, string Etag, string LastModified, string Type, string Id, string VersionId, string LastUpdated)
{
    /// <param name="entry">JSON that was read before: an object.</param>
    public static EntryFields OfEntry(ReadOnlySpan<byte> entry) => Read(entry, isEntry: true);

    /// <param name="resource">JSON that was read before: an object.</param>
    public static EntryFields OfResource(ReadOnlySpan<byte> resource) => Read(resource, isEntry: false);

    /// <summary>The version an entity tag stands for (FHIR R4, http, Managing resource contention).</summary>
    public static string VersionOf(string etag)
    {
        var text = etag.StartsWith("W/", StringComparison.Ordinal) ? etag[2..] : etag;
        return text.Trim('"');
    }

    private static EntryFields Read(ReadOnlySpan<byte> json, bool isEntry)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 1000 });
        reader.Read();
        var fields = new EntryFields("", "", "", "", "", "", "", "");
        return isEntry ? fields.WithEntry(ref reader) : fields.WithResource(ref reader);
    }

    private EntryFields WithEntry(ref Utf8JsonReader reader) => Each(ref reader, static (ref reader, fields, name) => name switch
    {
        "fullUrl" => fields with { FullUrl = Text(ref reader) },
        "resource" when reader.TokenType == JsonTokenType.StartObject => fields.WithResource(ref reader),
        "request" or "response" when reader.TokenType == JsonTokenType.StartObject => fields.WithExchange(ref reader),
        _ => Skipped(ref reader, fields),
    });

    private EntryFields WithExchange(ref Utf8JsonReader reader) => Each(ref reader, static (ref reader, fields, name) => name switch
    {
        "url" => fields with { Url = Text(ref reader) },
        "etag" => fields with { Etag = Text(ref reader) },
        "lastModified" => fields with { LastModified = Text(ref reader) },
        _ => Skipped(ref reader, fields),
    });

    private EntryFields WithResource(ref Utf8JsonReader reader) => Each(ref reader, static (ref reader, fields, name) => name switch
    {
        "resourceType" => fields with { Type = Text(ref reader) },
        "id" => fields with { Id = Text(ref reader) },
        "meta" when reader.TokenType == JsonTokenType.StartObject => fields.WithMeta(ref reader),
        _ => Skipped(ref reader, fields),
    });

    private EntryFields WithMeta(ref Utf8JsonReader reader) => Each(ref reader, static (ref reader, fields, name) => name switch
    {
        "versionId" => fields with { VersionId = Text(ref reader) },
        "lastUpdated" => fields with { LastUpdated = Text(ref reader) },
        _ => Skipped(ref reader, fields),
    });

    /// <summary>Goes through an object, member by member.</summary>
    private EntryFields Each(ref Utf8JsonReader reader, Member member)
    {
        var fields = this;
        while (Next(ref reader, out var name))
        {
            fields = member(ref reader, fields, name);
        }

        return fields;
    }

    /// <summary>Goes to the next value of the object; false at its end.</summary>
    private static bool Next(ref Utf8JsonReader reader, out string name)
    {
        name = "";
        if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
        {
            return false;
        }

        name = JsonText.Of(ref reader);
        return reader.Read();
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return JsonText.Of(ref reader);
        }

        reader.Skip();
        return "";
    }

    private static EntryFields Skipped(ref Utf8JsonReader reader, EntryFields fields)
    {
        reader.Skip();
        return fields;
    }

    /// <summary>Reads the value of one member, on which the reader stands.</summary>
    private delegate EntryFields Member(ref Utf8JsonReader reader, EntryFields fields, string name);
}
