using System.Text.Json;

namespace Integration.Sandbox.Fhir.Store;

/// <summary>What search parameters find in a resource (FHIR R4, Search, for the few parameters that polls use).</summary>
internal static class SearchValues
{
    /// <summary>Elements by parameter; a name that is not here is refused rather than ignored, so that no poll believes itself narrowed.</summary>
    private static readonly Dictionary<string, string> s_paths = new()
    {
        ["actor"] = "participant.actor",
        ["based-on"] = "basedOn",
        ["business-status"] = "businessStatus",
        ["category"] = "category",
        ["class"] = "class",
        ["code"] = "code",
        ["context"] = "context",
        ["criteria"] = "criteria",
        ["device"] = "device",
        ["encounter"] = "encounter",
        ["focus"] = "focus",
        ["identifier"] = "identifier",
        ["intent"] = "intent",
        ["location"] = "location",
        ["owner"] = "owner",
        ["parent"] = "parent",
        ["part-of"] = "partOf",
        ["partof"] = "partOf",
        ["patient"] = "subject",
        ["performer"] = "performer",
        ["priority"] = "priority",
        ["requester"] = "requester",
        ["service-type"] = "serviceType",
        ["source"] = "source",
        ["status"] = "status",
        ["subject"] = "subject",
        ["supplier"] = "supplier",
        ["type"] = "type",
        ["url"] = "channel.endpoint",
    };

    public static bool Knows(string parameter) => s_paths.ContainsKey(parameter);

    /// <param name="wanted">Alternatives, with commas between.</param>
    public static bool Match(StoredVersion version, string parameter, string wanted)
    {
        var found = Find(version, parameter).SelectMany(Texts).ToHashSet();
        return wanted.Split(',').Any(found.Contains);
    }

    /// <summary>Type and id of what a reference parameter points at.</summary>
    public static IEnumerable<string> References(StoredVersion version, string parameter) =>
        Find(version, parameter).Where(element => element.ValueKind == JsonValueKind.Object && element.TryGetProperty("reference", out _)).Select(element => Relative(element.GetProperty("reference").GetString()!));

    private static IEnumerable<JsonElement> Find(StoredVersion version, string parameter)
    {
        var path = (version.Type, parameter) switch { ("Encounter", "location") => "location.location", ("Subscription", "type") => "channel.type", _ => s_paths[parameter] };
        return path.Split('.').Aggregate((IEnumerable<JsonElement>)[version.Resource!.Value], (elements, name) => elements.SelectMany(element => Step(element, name)));
    }

    private static IEnumerable<JsonElement> Step(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var value)) yield break;
        if (value.ValueKind != JsonValueKind.Array)
        {
            yield return value;
            yield break;
        }

        foreach (var one in value.EnumerateArray()) yield return one;
    }

    /// <summary>A code by itself and with its system, an identifier likewise, a reference with its type and by its id alone.</summary>
    private static IEnumerable<string> Texts(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object) return [element.ToString()];
        if (element.TryGetProperty("coding", out var codings)) return codings.EnumerateArray().SelectMany(Texts);
        if (element.TryGetProperty("reference", out var reference)) return [Relative(reference.GetString()!), reference.GetString()!, reference.GetString()!.Split('/')[^1]];
        var value = Text(element, "code") ?? Text(element, "value");
        return value is null ? [] : [value, $"{Text(element, "system")}|{value}"];
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary><c>https://ehr.example/fhir/Task/1</c> and <c>Task/1/_history/2</c> are <c>Task/1</c>.</summary>
    private static string Relative(string reference)
    {
        var parts = reference.Split('/').ToList();
        var history = parts.IndexOf("_history");
        if (history > 0) parts.RemoveRange(history, parts.Count - history);
        return string.Join('/', parts.TakeLast(2));
    }
}
