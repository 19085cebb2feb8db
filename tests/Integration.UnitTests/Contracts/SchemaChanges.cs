using System.Text.Json.Nodes;

namespace Integration.UnitTests.Contracts;

/// <summary>What in a schema would refuse a contract that its released form takes: the journal keeps contracts for years and reads them again.</summary>
internal static class SchemaChanges
{
    /// <summary>Keywords that only narrow; a changed or added one may refuse what was allowed.</summary>
    private static readonly string[] Narrowing =
        ["const", "pattern", "format", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minItems", "maxItems", "uniqueItems"];

    public static IEnumerable<string> Breaking(JsonObject released, JsonObject now, string path = "")
    {
        if (released["type"]?.ToJsonString() != now["type"]?.ToJsonString())
        {
            yield return $"{path}: type {released["type"]} became {now["type"]}";
        }

        foreach (var word in now["enum"] is null ? [] : released["enum"] is null ? ["anything"] : released["enum"].Words().Except(now["enum"].Words()))
        {
            yield return $"{path}: no longer takes {word}";
        }

        foreach (var keyword in Narrowing.Where(keyword => now[keyword] is { } limit && limit.ToJsonString() != released[keyword]?.ToJsonString()))
        {
            yield return $"{path}: {keyword} became {now[keyword]}";
        }

        foreach (var name in now["required"].Words().Except(released["required"].Words()))
        {
            yield return $"{path}.{name}: is required now";
        }

        var properties = now["properties"] as JsonObject ?? [];
        foreach (var (name, property) in released["properties"] as JsonObject ?? [])
        {
            foreach (var change in properties[name] is JsonObject kept ? Breaking(property!.AsObject(), kept, $"{path}.{name}") : [$"{path}.{name}: is gone"])
            {
                yield return change;
            }
        }

        if (released["items"] is JsonObject items)
        {
            foreach (var change in now["items"] is JsonObject kept ? Breaking(items, kept, $"{path}[]") : [])
            {
                yield return change;
            }
        }
    }
}
