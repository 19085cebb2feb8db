using Integration.Journal;
using Microsoft.Extensions.Logging;

namespace Integration.Pipeline;

/// <summary>The shape of every worker: do what is due until nothing is, then wait for a signal or the sweep. An outage pauses it; nothing ends it but the stop.</summary>
internal static class Loop
{
    public static async Task RunAsync(
        string stage,
        string worker,
        Func<string, CancellationToken, Task<bool>> runOnce,
        Func<Task> wait,
        TimeSpan pause,
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
                    await wait();
                }

                continue;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (JournalUnavailableException fault)
            {
                PipelineLog.JournalAway(log, (fault.InnerException ?? fault).GetType().Name, pause);
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

            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

/// <summary>Names holders of leases so that no two living workers share one.</summary>
internal static class WorkerName
{
    private static readonly string Process = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.CreateVersion7():N}";

    public static string Of(string stage, int number) => $"{Process}/{stage}-{number}";
}
