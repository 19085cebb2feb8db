using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Integration.Contracts;

namespace Integration.UnitTests.Contracts;

public sealed class ExampleTests
{
    public static TheoryData<string> Examples => [.. SchemaFiles.All.Where(contract => contract != "envelope/v1")];

    public static TheoryData<string> Released => [.. SchemaFiles.Released.Where(contract => contract != "envelope/v1")];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_is_as_its_schema_and_the_envelope_say(string contract)
    {
        var example = SchemaFiles.Read($"{contract}/example.json");

        Assert.Equal($"integration.{contract.Replace('/', '.')}", (string?)example["type"]);
        Assert.Empty(Errors(SchemaFiles.Schema("envelope/v1"), example, "envelope"));
        Assert.Empty(Errors(SchemaFiles.Schema(contract), example["data"], "data"));
    }

    [Theory]
    [MemberData(nameof(Released))]
    public void Every_released_example_is_read_and_written_again_as_it_was(string contract)
    {
        var example = SchemaFiles.Read($"{contract}/example.json");

        var written = JsonNode.Parse(ContractJson.Write(ContractJson.Read(example.ToJsonString())));

        Assert.True(JsonNode.DeepEquals(example, written), $"{written}");
    }

    [Theory]
    [InlineData("""{"type":"string"}""", "1")]
    [InlineData("""{"type":"integer"}""", "1.5")]
    [InlineData("""{"type":"boolean"}""", "\"true\"")]
    [InlineData("""{"enum":["a"]}""", "\"b\"")]
    [InlineData("""{"type":"object","required":["a"],"properties":{"a":{}}}""", "{}")]
    [InlineData("""{"type":"object","properties":{}}""", """{"a":1}""")]
    [InlineData("""{"type":"array","items":{"type":"string"}}""", "[1]")]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"2026-11-22T08:00:00\"")]
    [InlineData("""{"type":"string","pattern":"^[a-z]$"}""", "\"A\"")]
    [InlineData("""{"type":"number","exclusiveMinimum":0}""", "0")]
    public void An_instance_that_breaks_its_schema_is_seen(string schema, string instance) =>
        Assert.NotEmpty(Errors(JsonNode.Parse(schema)!.AsObject(), JsonNode.Parse(instance), ""));

    /// <summary>The part of JSON Schema the contracts use, so that examples are checked without another tool; the system tests ask a full validator.</summary>
    private static List<string> Errors(JsonObject schema, JsonNode? instance, string path)
    {
        var errors = new List<string>();
        if (schema["type"] is { } type && !IsOf((string)type!, instance))
        {
            return [$"{path}: is no {type}"];
        }

        if (schema["enum"] is not null && !schema["enum"].Words().Contains((string?)instance))
        {
            errors.Add($"{path}: {instance} is none of {schema["enum"]}");
        }

        if (schema["pattern"] is { } pattern && !Regex.IsMatch((string)instance!, (string)pattern!))
        {
            errors.Add($"{path}: {instance} is not like {pattern}");
        }

        if ((string?)schema["format"] == "date-time" && !DateTimeOffset.TryParseExact((string?)instance, "yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) | !((string)instance!).EndsWith('Z'))
        {
            errors.Add($"{path}: {instance} is no instant in UTC");
        }

        if (schema["exclusiveMinimum"] is { } above && (decimal)instance! <= (decimal)above)
        {
            errors.Add($"{path}: {instance} is not above {above}");
        }

        if (instance is JsonObject members)
        {
            errors.AddRange(schema["required"].Words().Where(name => !members.ContainsKey(name)).Select(name => $"{path}.{name}: is missing"));
            errors.AddRange(members.SelectMany(member => schema["properties"] is not JsonObject properties ? []
                : properties[member.Key] is JsonObject inner ? Errors(inner, member.Value, $"{path}.{member.Key}")
                : [$"{path}.{member.Key}: is not in the schema"]));
        }

        if (instance is JsonArray items && schema["items"] is JsonObject item)
        {
            errors.AddRange(items.SelectMany((value, at) => Errors(item, value, $"{path}[{at}]")));
        }

        return errors;
    }

    private static bool IsOf(string type, JsonNode? instance) => type switch
    {
        "object" => instance is JsonObject,
        "array" => instance is JsonArray,
        "string" => instance?.GetValueKind() == System.Text.Json.JsonValueKind.String,
        "boolean" => instance?.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False,
        "number" => instance?.GetValueKind() == System.Text.Json.JsonValueKind.Number,
        "integer" => instance?.GetValueKind() == System.Text.Json.JsonValueKind.Number && decimal.IsInteger(decimal.Parse(instance.ToJsonString(), CultureInfo.InvariantCulture)),
        _ => false,
    };
}
