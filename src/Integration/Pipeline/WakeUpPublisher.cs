using System.Threading.Channels;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Integration.Pipeline;

/// <summary>
/// Publishes wake-ups in batches, apart from whoever has work to tell of: a broker that is down or slow delays nobody, and what does not fit or does not arrive is dropped, because the sweep finds it.
/// </summary>
internal sealed class WakeUpPublisher(IBus bus, RetryQueues queues, BusOptions options, RetryTimers timers, TimeProvider time, ILogger<WakeUpPublisher> log) : BackgroundService
{
    public const int MaxQueued = 10_000;
    public const int MaxBatch = 512;
    private static readonly TimeSpan PublishTimeOut = TimeSpan.FromSeconds(5);

    private readonly Channel<long> _appended = Bounded<long>();
    private readonly Channel<string> _due = Bounded<string>();
    private readonly Channel<(string Database, RetryQueue Queue)> _later = Bounded<(string, RetryQueue)>();

    public void Appended(long sequence) => _appended.Writer.TryWrite(sequence);

    /// <param name="databases">Names of Odoo databases something is due for.</param>
    public void Due(IEnumerable<string> databases)
    {
        foreach (var database in databases)
        {
            _due.Writer.TryWrite(database);
        }
    }

    /// <summary>Something of this database is due again after these delays: one wake-up for each rung they fall on.</summary>
    public void Later(string database, IEnumerable<TimeSpan> delays)
    {
        foreach (var queue in delays.Select(queues.For).Distinct())
        {
            if (options.Transport == BusTransport.Memory)
            {
                timers.Later(database, queue);
            }
            else
            {
                _later.Writer.TryWrite((database, queue));
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        PublishAsync(_appended.Reader, ids => [token => bus.Publish(new MessagesAppended(ids), token)], nameof(MessagesAppended), stoppingToken),
        PublishAsync(_due.Reader, names => [.. names.Distinct().Select(name => (Func<CancellationToken, Task>)(token => bus.Publish(new PostingsDue(name), token)))], nameof(PostingsDue), stoppingToken),
        PublishAsync(_later.Reader, laters => [.. laters.Select(later => (Func<CancellationToken, Task>)(token => SendAsync(later.Database, later.Queue, token)))], nameof(RetryDue), stoppingToken));

    private static Channel<T> Bounded<T>() => Channel.CreateBounded<T>(new BoundedChannelOptions(MaxQueued) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private async Task SendAsync(string database, RetryQueue queue, CancellationToken cancellationToken)
    {
        var endpoint = await bus.GetSendEndpoint(new Uri($"exchange:{RetryQueues.Exchange}?type=direct"));
        await endpoint.Send(new RetryDue(database), context => context.SetRoutingKey(queue.Name), cancellationToken);
    }

    private async Task PublishAsync<T>(ChannelReader<T> waiting, Func<List<T>, IReadOnlyList<Func<CancellationToken, Task>>> publish, string wakeUp, CancellationToken stoppingToken)
    {
        try
        {
            while (await waiting.WaitToReadAsync(stoppingToken))
            {
                var batch = new List<T>();
                while (batch.Count < MaxBatch && waiting.TryRead(out var one))
                {
                    batch.Add(one);
                }

                foreach (var call in publish(batch))
                {
                    await PublishOneAsync(call, wakeUp, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: what was not told is found by the sweep.
        }
    }

    private async Task PublishOneAsync(Func<CancellationToken, Task> publish, string wakeUp, CancellationToken stoppingToken)
    {
        using var limit = new CancellationTokenSource(PublishTimeOut, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stoppingToken);
        try
        {
            await publish(either.Token);
        }
#pragma warning disable CA1031 // Whatever the broker's trouble is, it must not reach the work: a lost wake-up costs a sweep's delay and nothing else.
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            PipelineLog.WakeUpLost(log, wakeUp, fault.GetType().Name);
        }
    }
}
