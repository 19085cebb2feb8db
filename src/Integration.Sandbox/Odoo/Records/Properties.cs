using System.Text.Json.Nodes;

namespace Integration.Sandbox.Odoo.Records;

/// <summary>Some of a record's properties to write; the others stay.</summary>
internal sealed record PropertyValues(IReadOnlyDictionary<string, JsonNode?> Values)
{
    /// <summary>What is kept of them: a JSON object by name.</summary>
    public string Into(string? kept)
    {
        var all = kept is null ? [] : JsonNode.Parse(kept)!.AsObject();
        foreach (var (name, value) in Values) all[name] = value?.DeepClone();
        return all.ToJsonString();
    }
}

/// <summary>Fields that a record of another model defines for those that point to it, such as a category for its equipment.</summary>
internal static class Properties
{
    /// <summary>The type of one of them, as any definer gives it.</summary>
    /// <exception cref="OdooError">Nobody defines it.</exception>
    public static FieldType TypeOf(OdooEnvironment env, FieldDefinition field, string name) =>
        env.Store.All(field.Relation!).SelectMany(definer => Definitions(definer, field)).FirstOrDefault(one => one["name"]!.GetValue<string>() == name) is { } found
            ? Enum.Parse<FieldType>(found["type"]!.GetValue<string>(), ignoreCase: true)
            : throw OdooError.Value($"Property '{name}' doesn't have any definition on '{field.Name}.{name}' field");

    /// <summary>As <c>read</c> answers them: the definitions, each with its value where one was ever written.</summary>
    public static JsonArray Read(OdooEnvironment env, Record record, FieldDefinition field)
    {
        var kept = record.Text(field.Name) is { } text ? JsonNode.Parse(text)!.AsObject() : [];
        return env.Follow(record, field.Inverse!.Split('.')[0]) is not { } definer ? [] : [.. Definitions(definer, field).Select(one =>
        {
            if (kept.TryGetPropertyValue(one["name"]!.GetValue<string>(), out var value)) one["value"] = value is null ? false : value.DeepClone();
            return (JsonNode)one;
        })];
    }

    private static IEnumerable<JsonObject> Definitions(Record definer, FieldDefinition field) =>
        definer.Text(field.Inverse!.Split('.')[1]) is { } text ? JsonNode.Parse(text)!.AsArray().Select(one => one!.DeepClone().AsObject()) : [];
}
