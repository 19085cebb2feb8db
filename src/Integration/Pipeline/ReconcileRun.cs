using Integration.Contracts;
using Integration.Journal;
using Microsoft.Extensions.Logging;

namespace Integration.Pipeline;

/// <summary>One reconciliation: every delivered record compared with what Odoo holds, and the breaks kept.</summary>
internal sealed class ReconcileRun(IPostingJournal journal, OdooDatabases databases, Translator translator, ILogger<ReconcileRun> log)
{
    public const int PageSize = 1_000;

    public async Task<ReconcileReport> RunAsync(CancellationToken cancellationToken)
    {
        var records = 0;
        foreach (var database in databases.All)
        {
            records += await CompareAsync(database, cancellationToken);
        }

        return new ReconcileReport(records, await journal.OpenBreaksAsync(cancellationToken));
    }

    /// <returns>How many records were compared.</returns>
    private async Task<int> CompareAsync(OdooDatabase database, CancellationToken cancellationToken)
    {
        var found = new List<Break>();
        var records = 0;
        var next = PageAsync(null);
        try
        {
            while (await next is { Count: > 0 } page)
            {
                // The journal reads the next page while Odoo is asked about this one.
                next = PageAsync(page[^1].ExternalId);
                found.AddRange(await database.Reconciliation.CompareAsync(page, translator.Policies, cancellationToken));
                records += page.Count;
            }
        }
        finally
        {
            // Whatever ended the run, nothing of it is left behind.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await journal.SaveBreaksAsync(database.Name, found, cancellationToken);
        PipelineLog.Reconciled(log, database.Name, records, found.Count);
        return records;

        // A store may answer synchronously.
        Task<IReadOnlyList<PostedRecord>> PageAsync(string? after) => Task.Run(() => journal.PostedRecordsAsync(database.Name, after, PageSize, cancellationToken), cancellationToken);
    }
}

/// <param name="Breaks">All that are open, those that delivery found among them.</param>
internal sealed record ReconcileReport(int Records, IReadOnlyList<Break> Breaks);
