using System.Text.Json;
using Integration.Pipeline;
using Integration.UnitTests.Architecture;
using YamlDotNet.RepresentationModel;

namespace Integration.UnitTests.Contracts;

public sealed class AsyncApiTests
{
    private static readonly YamlNode Root = Load();

    [Theory]
    [InlineData("process", BusRegistration.ProcessQueue, typeof(MessagesAppended))]
    [InlineData("deliver", BusRegistration.DeliverQueue, typeof(PostingsDue), typeof(RetryDue))]
    [InlineData("deliverRetry", RetryQueues.Exchange, typeof(RetryDue))]
    public void Every_channel_is_described_as_it_is(string channel, string queue, params Type[] messages)
    {
        Assert.Equal(queue, (string?)Root["channels"][channel]["address"]);
        Assert.Equal(messages.Select(message => message.Name), Names(Root["channels"][channel]["messages"]));
        Assert.All(messages, message => Assert.Equal(message.GetProperties().Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)), Names(Root["components"]["schemas"][message.Name]["properties"])));
    }

    /// <summary>A consumer is how a message enters: whatever is consumed is described, and holds ids.</summary>
    [Fact]
    public void The_bus_carries_ids_and_nothing_else()
    {
        var consumed = typeof(BusRegistration).Assembly.GetTypes()
            .SelectMany(type => type.GetInterfaces())
            .Where(type => type.IsGenericType && type.GetGenericTypeDefinition().Name == "IConsumer`1")
            .Select(type => type.GetGenericArguments()[0])
            .ToList();

        Assert.Equal(Names(Root["components"]["schemas"]).Order(), consumed.Select(type => type.Name).Order());
        Assert.All(consumed.SelectMany(type => type.GetProperties()), property => Assert.Matches("^(Sequences|Database)$", property.Name));
    }

    private static IEnumerable<string> Names(YamlNode node) => ((YamlMappingNode)node).Children.Keys.Select(name => (string)name!);

    private static YamlNode Load()
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(Repository.At("contracts/asyncapi.yaml"))));
        return stream.Documents.Single().RootNode;
    }
}
