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
        string? after = null;
        while (true)
        {
            var page = await journal.PostedRecordsAsync(database.Name, after, PageSize, cancellationToken);
            if (page.Count == 0)
            {
                break;
            }

            found.AddRange(await database.Reconciliation.CompareAsync(page, translator.Policies, cancellationToken));
            records += page.Count;
            after = page[^1].ExternalId;
        }

        await journal.SaveBreaksAsync(database.Name, found, cancellationToken);
        PipelineLog.Reconciled(log, database.Name, records, found.Count);
        return records;
    }
}

/// <param name="Breaks">All that are open, those that delivery found among them.</param>
internal sealed record ReconcileReport(int Records, IReadOnlyList<Break> Breaks);
