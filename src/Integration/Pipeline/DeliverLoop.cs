using Integration.Contracts;
using Integration.Delivery;
using Integration.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Integration.Pipeline;

/// <summary>Claims postings that are due, has them delivered and records what became of them. While Odoo does not answer, nothing is claimed, so an outage uses up no attempts.</summary>
internal sealed class DeliverLoop(
    IJournal journal,
    OdooDatabases databases,
    DeliveryFailures failures,
    Translator translator,
    WakeUpPublisher wakeUps,
    PipelineOptions options,
    TimeProvider time,
    ILogger<DeliverLoop> log) : BackgroundService
{
    private const int LeastRecordTries = 3;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(databases.All.Select(database => Loop.RunAsync(
            $"deliver-{database.Name}", options.DeliverWorkers, (worker, token) => RunOnceAsync(database, worker, token), database.Signal, options.Sweep, time, log, stoppingToken)));

    /// <returns>Whether there may be more at once.</returns>
    private async Task<bool> RunOnceAsync(OdooDatabase database, string worker, CancellationToken cancellationToken)
    {
        if (!await database.Gate.IsOpenAsync(cancellationToken))
        {
            return false;
        }

        var paused = await PausedAsync(cancellationToken);
        var deadline = time.GetUtcNow() + (options.DeliverLease / 2);
        var claimed = await journal.ClaimPostingsAsync(worker, database.Name, options.DeliverBatch, options.DeliverLease, options.OdooLongestTransaction, cancellationToken);
        if (claimed.Count == 0)
        {
            return false;
        }

        // A pause or a quiet window that came after the claim ends the batch before its next call: what is left was not tried, and the next claim passes over what is paused.
        async ValueTask<bool> MayWriteAsync(CancellationToken token) => !database.Gate.IsQuiet && (await PausedAsync(token)).IsSubsetOf(paused);

        // What is in hand is finished even when the process is asked to stop: half a batch would only be in doubt afterwards.
        var results = await database.Delivery.DeliverAsync(claimed, translator.Policies, MayWriteAsync, deadline, CancellationToken.None);
        var starts = claimed.ToDictionary(posting => posting.ExternalId, posting => posting.Starts);
        var decided = new List<PostingResult>(results.Count);
        var retryAfter = new Dictionary<string, TimeSpan>();
        foreach (var result in results)
        {
            decided.Add(Decide(result, starts[result.ExternalId], retryAfter));
        }

        await RecordAsync(worker, decided, retryAfter, deadline + (options.DeliverLease / 2), cancellationToken);
        wakeUps.Later(database.Name, retryAfter.Values);
        PipelineLog.Delivered(log, database.Name, decided.Count, string.Join(", ", decided.GroupBy(result => result.Kind).Select(group => $"{group.Count()} {group.Key}")));
        database.Gate.Learn(decided);
        return decided.Any(result => result.Kind != PostingResultKind.NotTried);
    }

    /// <summary>
    /// What Odoo was told is known here alone: it is said again until the journal hears it or the lease is over, and some times even then, because a process that stood still finds its connections broken. Said twice it only makes the
    /// posting be looked at once more.
    /// </summary>
    private async Task RecordAsync(
        string worker, List<PostingResult> results, Dictionary<string, TimeSpan> retryAfter, DateTimeOffset leaseEnd, CancellationToken stopping)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await journal.RecordPostingsAsync(worker, results, retryAfter, CancellationToken.None);
                return;
            }
            catch (JournalUnavailableException) when (!stopping.IsCancellationRequested && (attempt < LeastRecordTries || time.GetUtcNow() + options.Sweep < leaseEnd))
            {
                PipelineLog.Unrecorded(log, results.Count);
            }

            await Task.Delay(options.Sweep, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private PostingResult Decide(PostingResult result, int starts, Dictionary<string, TimeSpan> retryAfter)
    {
        if (result.Failure is null || result.Kind != PostingResultKind.Retry)
        {
            return result;
        }

        var (kind, after) = failures.Decide(result.Failure, starts);
        if (after is not null)
        {
            retryAfter[result.ExternalId] = after.Value;
        }

        return result with { Kind = kind };
    }

    private async Task<HashSet<Pause>> PausedAsync(CancellationToken cancellationToken) =>
        (await journal.PausesAsync(cancellationToken)).ToHashSet();
}
