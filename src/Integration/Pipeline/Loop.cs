using Integration.Journal;
using Microsoft.Extensions.Logging;

namespace Integration.Pipeline;

/// <summary>The shape of every worker: do what is due until nothing is, then wait for a signal or the sweep. An outage pauses it; nothing ends it but the stop.</summary>
internal static class Loop
{
    /// <param name="workers">How many of them, side by side, each holding leases under its own name.</param>
    /// <param name="runOnce">Does what is due; answers whether there may be more at once.</param>
    /// <param name="sweep">Looks by itself this long after the last signal, and after trouble.</param>
    public static Task RunAsync(
        string stage,
        int workers,
        Func<string, CancellationToken, Task<bool>> runOnce,
        WorkSignal signal,
        TimeSpan sweep,
        TimeProvider time,
        ILogger log,
        CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(1, workers).Select(number => RunOneAsync(stage, WorkerName.Of(stage, number), runOnce, signal, sweep, time, log, stoppingToken)));

    private static async Task RunOneAsync(
        string stage,
        string worker,
        Func<string, CancellationToken, Task<bool>> runOnce,
        WorkSignal signal,
        TimeSpan sweep,
        TimeProvider time,
        ILogger log,
        CancellationToken stoppingToken)
    {
        // Leave the caller's start-up at once: a store may answer synchronously, and the first batch must not hold up the host.
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await runOnce(worker, stoppingToken))
                {
                    await signal.WaitAsync(sweep, stoppingToken);
                }

                continue;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (JournalUnavailableException fault)
            {
                PipelineLog.JournalAway(log, (fault.InnerException ?? fault).GetType().Name, sweep);
            }
            catch (LeaseLostException fault)
            {
                PipelineLog.LeaseLost(log, fault.Message);
            }
#pragma warning disable CA1031 // A worker that ends is work that waits for ever: whatever happened is said, and the loop goes on.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                PipelineLog.LoopFailed(log, stage, $"{fault.GetType().Name} at {fault.TargetSite?.DeclaringType?.Name}.{fault.TargetSite?.Name}");
            }

            await Task.Delay(sweep, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

/// <summary>Names holders of leases so that no two living workers share one.</summary>
internal static class WorkerName
{
    private static readonly string Process = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.CreateVersion7():N}";

    public static string Of(string stage, int number) => $"{Process}/{stage}-{number}";
}
