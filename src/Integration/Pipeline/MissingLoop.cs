using Integration.Journal;
using Integration.Odoo;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Integration.Pipeline;

/// <summary>Asks each Odoo at regular intervals whether what postings wait for is there by now, and releases them: whoever makes the product need not know what waited for it.</summary>
internal sealed class MissingLoop(IJournal journal, OdooDatabases databases, Translator translator, PipelineOptions options, TimeProvider time, ILogger<MissingLoop> log) : BackgroundService
{
    private const int Page = 200;

    private static readonly Signature s_itself = new("integration", "it is in Odoo now");

    private readonly WorkSignal _clock = new(time);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(databases.All.Select(database =>
        Loop.RunAsync($"missing-{database.Name}", 1, (_, token) => RunOnceAsync(database, token), _clock, options.MissingEvery, time, log, stoppingToken)));

    private async Task<bool> RunOnceAsync(OdooDatabase database, CancellationToken cancellationToken)
    {
        if (!await database.Gate.IsOpenAsync(cancellationToken))
        {
            return false;
        }

        try
        {
            string? after = null;
            while (await journal.MissingThingsAsync(database.Name, after, Page, cancellationToken) is { Count: > 0 } page)
            {
                foreach (var thing in await database.Delivery.AppearedAsync([.. page.Select(one => (one.Thing, one.Example))], translator.Policies, cancellationToken))
                {
                    var released = await journal.ReleaseAsync(nameof(Contracts.FailureKind.MissingReference), thing, s_itself, cancellationToken);
                    PipelineLog.Appeared(log, thing, database.Name, released);
                    database.Signal.Set();
                }

                after = page[^1].Thing;
            }
        }
        catch (OdooFault fault)
        {
            PipelineLog.MissingNotAsked(log, database.Name, fault.Kind.ToString());
        }

        return false;
    }
}
