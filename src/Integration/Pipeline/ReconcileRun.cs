using Integration.Contracts;
using Integration.Journal;
using Integration.Reconciliation;
using Microsoft.Extensions.Logging;

namespace Integration.Pipeline;

/// <summary>One reconciliation: every delivered record compared with what Odoo holds, and the breaks kept.</summary>
internal sealed class ReconcileRun(IPostingJournal journal, OdooReconciliation reconciliation, Translator translator, ILogger<ReconcileRun> log)
{
    public const int PageSize = 1_000;

    public async Task<ReconcileReport> RunAsync(CancellationToken cancellationToken)
    {
        var found = new List<Break>();
        var records = 0;
        string? after = null;
        while (true)
        {
            var page = await journal.PostedRecordsAsync(after, PageSize, cancellationToken);
            if (page.Count == 0)
            {
                break;
            }

            found.AddRange(await reconciliation.CompareAsync(page, translator.Policies, cancellationToken));
            records += page.Count;
            after = page[^1].ExternalId;
        }

        await journal.SaveBreaksAsync(found, cancellationToken);
        PipelineLog.Reconciled(log, records, found.Count);
        return new ReconcileReport(records, await journal.OpenBreaksAsync(cancellationToken));
    }
}

/// <param name="Breaks">All that are open, those that delivery found among them.</param>
internal sealed record ReconcileReport(int Records, IReadOnlyList<Break> Breaks);
