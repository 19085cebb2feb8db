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

internal sealed class PostingsDueConsumer(DeliverSignal signal) : IConsumer<PostingsDue>
{
    public Task Consume(ConsumeContext<PostingsDue> context)
    {
        signal.Signal.Set();
        return Task.CompletedTask;
    }
}
