using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Integration.Sandbox.Faults;

/// <summary>A call to Odoo as it passes by, read from the bytes of either protocol and sharing nothing with the product's client.</summary>
/// <param name="Model">Empty for what has none: a login, a question about Odoo itself.</param>
/// <param name="Arguments">By name: <c>fields</c> and <c>data</c> of a load, <c>ids</c> of a method on records.</param>
internal sealed record PassingCall(string Model, string Method, JsonObject Arguments)
{
    private const string Json2 = "/json/2/";

    private static readonly FrozenSet<string> s_readings = FrozenSet.Create(
        "search", "search_read", "search_count", "read", "exists", "get_external_id", "get_metadata", "check_object_reference", "fields_get", "default_get", "has_access", "context_get", "export_data");

    private static readonly FrozenDictionary<string, string[]> s_places = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["load"] = ["fields", "data"],
        ["create"] = ["vals_list"],
        ["check_object_reference"] = ["module", "xml_id"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether it may change something in Odoo.</summary>
    public bool IsWrite => Model.Length > 0 && !s_readings.Contains(Method);

    public bool IsLoad(string model) => Method == "load" && Model == model;

    /// <summary>Ids of the records a method is called on.</summary>
    public IEnumerable<long> Ids => Arguments["ids"] is JsonArray ids ? ids.OfType<JsonValue>().Where(id => id.TryGetValue<long>(out _)).Select(id => id.GetValue<long>()) : [];

    /// <summary>Whether the text stands in a cell of a load.</summary>
    public bool Mentions(string text) => Arguments["data"] is { } data && data.ToJsonString().Contains(text, StringComparison.Ordinal);

    /// <summary>Whether a row of a load addresses one of these by its database id.</summary>
    public bool Addresses(IReadOnlySet<long> ids) =>
        Arguments["fields"] is JsonArray columns && columns.Select(column => (string?)column).ToList().IndexOf(".id") is >= 0 and var place
        && Arguments["data"]!.AsArray().Any(row => long.TryParse(row![place]?.ToString(), CultureInfo.InvariantCulture, out var id) && ids.Contains(id));

    /// <summary>A call of either address; one without a model where it is neither.</summary>
    public static PassingCall Read(string path, ReadOnlySpan<byte> body)
    {
        var json = body.IsEmpty ? null : Parsed(body);
        if (path.StartsWith(Json2, StringComparison.Ordinal) && path[Json2.Length..].Split('/') is [var model, var method])
        {
            return new PassingCall(model, method, json as JsonObject ?? []);
        }

        if (json?["params"] is not JsonObject call || (string?)call["method"] is not { } service)
        {
            return new PassingCall("", path, []);
        }

        return service == "execute_kw" && call["args"] is JsonArray { Count: > 5 } placed
            ? new PassingCall((string)placed[3]!, (string)placed[4]!, ByName((string)placed[4]!, placed[5] as JsonArray ?? [], placed.Count > 6 ? placed[6] as JsonObject : null))
            : new PassingCall("", service, []);
    }

    public static JsonNode? Parsed(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            // A page in place of an answer.
            return null;
        }
    }

    private static JsonObject ByName(string method, JsonArray placed, JsonObject? named)
    {
        var arguments = named?.DeepClone().AsObject() ?? [];
        var names = s_places.GetValueOrDefault(method, ["ids"]);
        for (var place = 0; place < placed.Count && place < names.Length; place++)
        {
            arguments[names[place]] = placed[place]?.DeepClone();
        }

        return arguments;
    }
}
