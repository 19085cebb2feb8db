using MassTransit;

namespace Integration.Pipeline;

internal sealed class MessagesAppendedConsumer(ProcessSignal signal) : IConsumer<MessagesAppended>
{
    public Task Consume(ConsumeContext<MessagesAppended> context)
    {
        signal.Signal.Set();
        return Task.CompletedTask;
    }
}

internal sealed class PostingsDueConsumer(OdooDatabases databases) : IConsumer<PostingsDue>
{
    public Task Consume(ConsumeContext<PostingsDue> context)
    {
        foreach (var database in databases.All)
        {
            database.Signal.Set();
        }

        return Task.CompletedTask;
    }
}
