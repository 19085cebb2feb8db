using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Integration.Pipeline;

/// <summary>
/// Keeps the queues there: makes the retry queues, and starts the bus anew when a queue that this process should consume is gone or nobody consumes it, which a broker that lost its queues during a reconnect can leave behind.
/// Until then the sweep does the work, so nothing waits for this but wake-ups.
/// </summary>
internal sealed class BrokerWatch(Roles roles, BrokerQueues queues, IBusControl bus, PipelineOptions options, TimeProvider time, ILogger<BrokerWatch> log) : BackgroundService
{
    /// <summary>So many looks in a row must find it: a bus that is just connecting mends itself.</summary>
    private const int Patience = 2;

    private int _bad;

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
        if (_bad < Patience)
        {
            return;
        }

        _bad = 0;
        PipelineLog.BusRestarted(log, string.Join(", ", deserted));
        await bus.StopAsync(cancellationToken);
        await bus.StartAsync(cancellationToken);
    }
}
