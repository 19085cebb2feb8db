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
