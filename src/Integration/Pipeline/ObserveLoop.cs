using Integration.Journal;
using Integration.Odoo;
using Integration.Reconciliation;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Integration.Pipeline;

/// <summary>Looks at each Odoo at regular intervals for what people did to our records, and tells the folds. A pause of writing does not stop it: it only reads.</summary>
internal sealed class ObserveLoop(
    IObservationJournal journal, OdooDatabases databases, Translator translator, ProcessSignal processing, PipelineOptions options, TimeProvider time, ILogger<ObserveLoop> log) : BackgroundService
{
    /// <summary>Nothing but the clock says that somebody did something in Odoo.</summary>
    private readonly WorkSignal _clock = new(time);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(databases.All.Select(database =>
    {
        var run = new ObserveRun(database.Name, journal, new ChangedRecords(database.Client, time), new OdooObservation(database.Client, time), translator, options);
        return Loop.RunAsync($"observe-{database.Name}", 1, (_, token) => RunOnceAsync(database, run, token), _clock, options.ObserveEvery, time, log, stoppingToken);
    }));

    private async Task<bool> RunOnceAsync(OdooDatabase database, ObserveRun run, CancellationToken cancellationToken)
    {
        if (!await database.Gate.IsOpenAsync(cancellationToken))
        {
            return false;
        }

        try
        {
            var (looked, found) = await run.RunAsync(cancellationToken);
            if (found > 0)
            {
                processing.Signal.Set();
                PipelineLog.Looked(log, database.Name, looked, found);
            }
        }
        catch (OdooFault fault)
        {
            PipelineLog.NotLooked(log, database.Name, fault.Kind.ToString());
        }

        return false;
    }
}
