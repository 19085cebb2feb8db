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
        databases.Find(context.Message.Database)?.Signal.Set();
        return Task.CompletedTask;
    }
}

internal sealed class RetryDueConsumer(OdooDatabases databases) : IConsumer<RetryDue>
{
    public Task Consume(ConsumeContext<RetryDue> context)
    {
        databases.Find(context.Message.Database)?.Signal.Set();
        return Task.CompletedTask;
    }
}
