using System.Threading.Channels;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Integration.Pipeline;

/// <summary>
/// Publishes wake-ups in batches of ids, apart from whoever has work to tell of: a broker that is down or slow delays nobody, and what does not fit or does not arrive is dropped, because the sweep finds it.
/// </summary>
internal sealed class WakeUpPublisher(IBus bus, TimeProvider time, ILogger<WakeUpPublisher> log) : BackgroundService
{
    public const int MaxQueued = 10_000;
    public const int MaxBatch = 512;
    private static readonly TimeSpan PublishTimeOut = TimeSpan.FromSeconds(5);

    private readonly Channel<long> _appended = Bounded<long>();
    private readonly Channel<string> _due = Bounded<string>();

    public void Appended(long sequence) => _appended.Writer.TryWrite(sequence);

    public void Due(IEnumerable<string> externalIds)
    {
        foreach (var externalId in externalIds)
        {
            _due.Writer.TryWrite(externalId);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        PublishAsync(_appended.Reader, ids => new MessagesAppended(ids), stoppingToken),
        PublishAsync(_due.Reader, ids => new PostingsDue(ids), stoppingToken));

    private static Channel<T> Bounded<T>() => Channel.CreateBounded<T>(new BoundedChannelOptions(MaxQueued) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private async Task PublishAsync<TId, TMessage>(ChannelReader<TId> ids, Func<IReadOnlyList<TId>, TMessage> message, CancellationToken stoppingToken)
        where TMessage : class
    {
        try
        {
            while (await ids.WaitToReadAsync(stoppingToken))
            {
                var batch = new List<TId>();
                while (batch.Count < MaxBatch && ids.TryRead(out var id))
                {
                    batch.Add(id);
                }

                await PublishOneAsync(message(batch), stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: what was not told is found by the sweep.
        }
    }

    private async Task PublishOneAsync<TMessage>(TMessage message, CancellationToken stoppingToken)
        where TMessage : class
    {
        using var limit = new CancellationTokenSource(PublishTimeOut, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stoppingToken);
        try
        {
            await bus.Publish(message, either.Token);
        }
#pragma warning disable CA1031 // Whatever the broker's trouble is, it must not reach the work: a lost wake-up costs a sweep's delay and nothing else.
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            PipelineLog.WakeUpLost(log, typeof(TMessage).Name, fault.GetType().Name);
        }
    }
}
