using Integration.UnitTests.Architecture;
using YamlDotNet.RepresentationModel;

namespace Integration.UnitTests.Contracts;

public sealed class AsyncApiTests
{
    private static readonly string[] Ids = ["sequences", "externalIds"];

    [Fact]
    public void The_bus_carries_ids_and_nothing_else()
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(Repository.At("contracts/asyncapi.yaml"))));
        var root = stream.Documents.Single().RootNode;

        Assert.Equal("3.0.0", (string?)root["asyncapi"]);
        var schemas = ((YamlMappingNode)root["components"]["schemas"]).Children.Values;
        Assert.Equal(((YamlMappingNode)root["channels"]).Children.Count, schemas.Count);
        Assert.All(schemas, schema =>
        {
            Assert.Equal("false", (string?)schema["additionalProperties"]);
            Assert.Subset(Ids.ToHashSet(), ((YamlMappingNode)schema["properties"]).Children.Keys.Select(name => (string)name!).ToHashSet());
        });
    }
}
