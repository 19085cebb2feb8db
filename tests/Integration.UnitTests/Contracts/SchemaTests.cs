using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Integration.Contracts;

namespace Integration.UnitTests.Contracts;

public sealed partial class SchemaTests
{
    public static TheoryData<string, Type> Records => new()
    {
        { "envelope/v1", typeof(CloudEvent) },
        { "requisition/v1", typeof(Requisition) },
        { "demand-signal/v1", typeof(DemandSignal) },
        { "bed-event/v1", typeof(BedEvent) },
        { "bed-status/v1", typeof(BedStatus) },
        { "service-activity/v1", typeof(ServiceActivity) },
        { "asset-event/v1", typeof(AssetEvent) },
        { "master-record/v1", typeof(MasterRecord) },
    };

    public static TheoryData<string> Released => [.. SchemaFiles.Released];

    public static TheoryData<string> All => [.. SchemaFiles.All];

    [Theory]
    [MemberData(nameof(Records))]
    public void A_record_and_its_schema_say_the_same(string contract, Type record) =>
        Assert.Equal(Shape(Generated(record)), Shape(SchemaFiles.Schema(contract)));

    [Fact]
    public void Every_contract_the_build_can_read_is_released_and_the_other_way_round() =>
        Assert.Equal(ContractJson.Contents.Keys.Select(name => name.Replace('.', '/')).Append("envelope/v1").Order(), SchemaFiles.Released.Order());

    [Theory]
    [MemberData(nameof(Released))]
    public void A_released_schema_takes_all_it_ever_took(string contract) =>
        Assert.Empty(SchemaChanges.Breaking(SchemaFiles.Read($"{contract}/released.json"), SchemaFiles.Schema(contract)));

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}}}""", """{"type":"object","properties":{}}""", "a property gone")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}}}""", """{"type":"object","required":["a"],"properties":{"a":{"type":"string"}}}""", "a new requirement")]
    [InlineData("""{"enum":["a","b"]}""", """{"enum":["a"]}""", "a word gone")]
    [InlineData("""{"type":"string"}""", """{"type":"string","enum":["a"]}""", "words where any text was allowed")]
    [InlineData("""{"type":"number"}""", """{"type":"integer"}""", "a narrower type")]
    [InlineData("""{"type":"number"}""", """{"type":"number","minimum":1}""", "a new limit")]
    [InlineData("""{"type":"array","items":{"type":"object","properties":{"a":{}}}}""", """{"type":"array","items":{"type":"object","properties":{}}}""", "a property of a line gone")]
    public void An_incompatible_change_is_seen(string released, string now, string why) =>
        Assert.True(SchemaChanges.Breaking(JsonNode.Parse(released)!.AsObject(), JsonNode.Parse(now)!.AsObject()).Any(), why);

    [Fact]
    public void A_new_optional_property_and_a_new_word_are_no_break() => Assert.Empty(SchemaChanges.Breaking(
        JsonNode.Parse("""{"type":"object","required":["a"],"properties":{"a":{"enum":["x"]}}}""")!.AsObject(),
        JsonNode.Parse("""{"type":"object","required":["a"],"properties":{"a":{"enum":["x","y"]},"b":{"type":"string"}}}""")!.AsObject()));

    [Theory]
    [MemberData(nameof(All))]
    public void Every_schema_says_what_it_is_and_takes_nothing_it_does_not_name(string contract)
    {
        var schema = SchemaFiles.Schema(contract);

        Assert.Equal("https://json-schema.org/draft/2020-12/schema", (string?)schema["$schema"]);
        Assert.Equal($"urn:integration:contract:{contract.Replace('/', ':')}", (string?)schema["$id"]);
        Assert.Equal(contract.Replace('/', ' '), (string?)schema["title"]);
        foreach (var (path, part) in SchemaFiles.Walk(schema))
        {
            Assert.True(path.EndsWith("[]", StringComparison.Ordinal) || ((string?)part["description"])?.Length > 10, $"{contract}{path} has no description.");
            Assert.True(part["properties"] is null || (bool?)part["additionalProperties"] == false, $"{contract}{path} takes what it does not name.");
            Assert.True((string?)part["format"] != "date-time" || ((string?)part["description"])!.StartsWith("UTC", StringComparison.Ordinal), $"{contract}{path} does not begin with its zone.");
        }

        Assert.Equal(contract.EndsWith("/draft", StringComparison.Ordinal), ((string?)schema["description"])!.StartsWith("Status: draft", StringComparison.Ordinal));
    }

    private static JsonObject Generated(Type record) => ContractJson.Options.GetJsonSchemaAsNode(record, new JsonSchemaExporterOptions
    {
        TreatNullObliviousAsNonNullable = true,
        // What has its own converter is opaque to the exporter.
        TransformSchemaNode = (context, node) => (Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type) switch
        {
            var type when type == typeof(DateTimeOffset) => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
            var type when type == typeof(decimal) => new JsonObject { ["type"] = "number" },
            var type when type == typeof(System.Text.Json.JsonElement) => new JsonObject { ["type"] = "object" },
            _ => RequiredOnly(context.TypeInfo, node),
        },
    }).AsObject();

    /// <summary>The exporter calls every constructor parameter required; what the reader really requires is in the type's contract.</summary>
    private static JsonNode RequiredOnly(JsonTypeInfo type, JsonNode node)
    {
        if (type.Kind == JsonTypeInfoKind.Object)
        {
            node["required"] = new JsonArray([.. type.Properties.Where(property => property.IsRequired).Select(property => JsonValue.Create(property.Name))]);
        }

        return node;
    }

    /// <summary>Per place: type, whether it must be there, words, and whether it is an instant. What may be null is left out on the wire, so null is no type.</summary>
    private static string Shape(JsonObject schema) => string.Join('\n', SchemaFiles.Walk(schema).SelectMany(part => new[]
    {
        $"{part.Path}: {Type(part.Schema)} {((string?)part.Schema["format"] == "date-time" ? "instant" : "")}",
        $"{part.Path}: requires {string.Join(',', part.Schema["required"].Words().Order())}",
        $"{part.Path}: one of {string.Join(',', part.Schema["enum"].Words().Where(word => word is not null).Order())}",
    }));

    private static string Type(JsonObject schema) => schema["enum"] is not null ? "word" : NotNull().Replace(schema["type"]?.ToJsonString() ?? "", "");

    [GeneratedRegex(@"[\[\]""]|,""null""|""null"",")]
    private static partial Regex NotNull();
}
