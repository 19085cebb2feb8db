using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Integration.Sandbox.Fhir.Store;

/// <summary>One version of a resource.</summary>
/// <param name="Version">From 1.</param>
/// <param name="LastUpdated">To the millisecond.</param>
/// <param name="Method">POST, PUT or DELETE.</param>
/// <param name="Resource">Null for a deletion.</param>
internal sealed record StoredVersion(string Type, string Id, int Version, DateTimeOffset LastUpdated, string Method, JsonElement? Resource)
{
    public bool IsDelete => Resource is null;

    /// <summary><c>Appointment/123</c>.</summary>
    public string Reference => $"{Type}/{Id}";

    public string ETag => string.Create(CultureInfo.InvariantCulture, $"W/\"{Version}\"");

    public string Instant => Format(LastUpdated);

    /// <summary>A copy for an answer.</summary>
    public JsonObject Copy() => JsonObject.Create(Resource ?? throw new InvalidOperationException($"{Reference} is deleted."))!;

    /// <summary>An entry of a history (FHIR R4, RESTful API, history).</summary>
    public JsonObject HistoryEntry(string server)
    {
        var entry = new JsonObject { ["fullUrl"] = $"{server}/{Reference}" };
        if (!IsDelete) entry["resource"] = Copy();
        entry["request"] = new JsonObject { ["method"] = Method, ["url"] = Method == "POST" ? Type : Reference };
        entry["response"] = new JsonObject { ["status"] = Method switch { "POST" => "201", "DELETE" => "204", _ => "200" }, ["etag"] = ETag, ["lastModified"] = Instant };
        return entry;
    }

    public static string Format(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
