using System.Text.Json.Nodes;
using Integration.UnitTests.Architecture;

namespace Integration.UnitTests.Contracts;

/// <summary>The files under <c>contracts/</c>.</summary>
internal static class SchemaFiles
{
    public static readonly string[] Released = ["envelope/v1", "requisition/v1", "demand-signal/v1", "bed-event/v1", "bed-status/v1", "service-activity/v1", "asset-event/v1", "master-record/v1"];

    /// <summary>Every contract by its folder: <c>requisition/v1</c>.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Directory.EnumerateFiles(Repository.At("contracts"), "schema.json", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.At("contracts"), Path.GetDirectoryName(file)!).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    public static JsonObject Read(string path) => JsonNode.Parse(File.ReadAllText(Repository.At($"contracts/{path}")))!.AsObject();

    public static JsonObject Schema(string contract) => Read($"{contract}/schema.json");

    /// <summary>Every schema within a schema, itself first, with its path.</summary>
    public static IEnumerable<(string Path, JsonObject Schema)> Walk(JsonObject schema, string path = "")
    {
        yield return (path, schema);
        foreach (var (name, property) in schema["properties"]?.AsObject() ?? [])
        {
            foreach (var inner in Walk(property!.AsObject(), $"{path}.{name}"))
            {
                yield return inner;
            }
        }

        if (schema["items"] is JsonObject items)
        {
            foreach (var inner in Walk(items, $"{path}[]"))
            {
                yield return inner;
            }
        }
    }

    public static IReadOnlyList<string> Words(this JsonNode? array) => array is null ? [] : [.. array.AsArray().Select(word => (string)word!)];
}
