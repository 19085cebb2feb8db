using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Integration.Pipeline;

/// <summary>
/// Keeps the queues there and consumed: makes the retry queues, begins to consume once the broker answers, and does so on a new bus when a queue that this process should consume is gone or nobody consumes it, which a broker
/// that lost its queues can leave behind. Until then the sweep does the work, so nothing waits for this but wake-ups.
/// </summary>
internal sealed class BrokerWatch(Roles roles, Func<IBusControl> consuming, BrokerQueues queues, PipelineOptions options, TimeProvider time, ILogger<BrokerWatch> log) : BackgroundService
{
    /// <summary>So many looks in a row must find it: a bus that is just connecting mends itself.</summary>
    private const int Patience = 2;

    /// <summary>For beginning or ending to consume. A bus that does not get there is left to itself; should it come round, two consume, which does no harm.</summary>
    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(20);

    private readonly bool _consumes = BusRegistration.Consumes(roles, BusRegistration.ProcessQueue) || BusRegistration.Consumes(roles, BusRegistration.DeliverQueue);
    private IBusControl? _bus;
    private int _bad;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await EndAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // A broker that is away is not this watch's business: the bus connects again by itself, and the next look will tell.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                _bad = 0;
                PipelineLog.BrokerAway(log, fault.GetType().Name);
            }

            await Task.Delay(options.BrokerWatch, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var found = await queues.LookAsync(declare: true, cancellationToken);
        var deserted = found.Where(queue => BusRegistration.Consumes(roles, queue.Name) && queue.Consumers is null or 0).Select(queue => queue.Name).ToList();
        _bad = deserted.Count == 0 ? 0 : _bad + 1;
        if (_bus is null && _consumes)
        {
            await BeginAsync(cancellationToken);
        }
        else if (_bad >= Patience)
        {
            PipelineLog.BusReplaced(log, string.Join(", ", deserted));
            await EndAsync();
            await BeginAsync(cancellationToken);
        }
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        _bad = 0;
        var bus = consuming();
        using var most = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        most.CancelAfter(s_most);
        await bus.StartAsync(most.Token);
        _bus = bus;
    }

    private async Task EndAsync()
    {
        if (Interlocked.Exchange(ref _bus, null) is not { } bus)
        {
            return;
        }

        try
        {
            using var most = new CancellationTokenSource(s_most);
            await bus.StopAsync(most.Token);
        }
#pragma warning disable CA1031 // It is given up, whatever state it is in.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            PipelineLog.BrokerAway(log, fault.GetType().Name);
        }
    }
}
