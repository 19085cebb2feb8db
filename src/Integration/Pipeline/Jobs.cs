using Integration.Journal;
using Integration.Odoo;
using Microsoft.Extensions.Logging;
using Quartz;

namespace Integration.Pipeline;

/// <summary>The reconciliation by the clock; the same run as the command's.</summary>
[DisallowConcurrentExecution]
internal sealed class ReconcileJob(ReconcileRun run, ILogger<ReconcileJob> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        try
        {
            await run.RunAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is OdooFault or JournalUnavailableException)
        {
            PipelineLog.ReconciliationFailed(log, $"{fault.GetType().Name}: {fault.Message}");
        }
    }
}

/// <summary>Deletes message bodies that are older than the journal keeps them.</summary>
[DisallowConcurrentExecution]
internal sealed class PurgeJob(IMessageJournal journal, JournalOptions options, ILogger<PurgeJob> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var purged = await journal.PurgeBodiesAsync(TimeSpan.FromDays(options.BodyDays), cancellationToken);
        PipelineLog.Purged(log, purged, options.BodyDays);
    }
}

/// <summary>Warns of an API key that ends soon, and replaces it where that can be done unattended. Daily, and once at start.</summary>
[DisallowConcurrentExecution]
internal sealed class KeyWatchJob(OdooDatabases databases, TimeProvider time, ILogger<KeyWatchJob> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        foreach (var database in databases.All)
        {
            await WatchAsync(database.Name, new KeyRotation(database.Client, database.Settings.Connection, time), log, cancellationToken);
        }
    }

    public static async Task WatchAsync(string database, KeyRotation keys, ILogger log, CancellationToken cancellationToken)
    {
        try
        {
            if (await IsDueAsync(database, keys, log, cancellationToken))
            {
                var rotated = await keys.RotateAsync(cancellationToken);
                PipelineLog.KeyRotated(log, database, rotated.Name, rotated.Days, rotated.Removed ?? "none");
            }
        }
        catch (Exception fault) when (fault is OdooFault or IOException or UnauthorizedAccessException)
        {
            PipelineLog.KeyNotRotated(log, database, fault.Message);
        }
    }

    private static async Task<bool> IsDueAsync(string database, KeyRotation keys, ILogger log, CancellationToken cancellationToken)
    {
        try
        {
            var ending = (await keys.LookAsync(cancellationToken)).Where(key => key.IsEnding).ToList();
            foreach (var key in ending)
            {
                PipelineLog.KeyEnds(log, database, key.Name, key.DaysLeft!.Value);
            }

            return ending.Count > 0 && keys.IsUnattended;
        }
        catch (OdooFault fault) when (fault.Kind == OdooFaultKind.AccessDenied && keys.IsUnattended)
        {
            // It has ended already, or was removed.
            return true;
        }
    }
}
