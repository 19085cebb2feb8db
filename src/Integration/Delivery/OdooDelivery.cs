using Integration.Contracts;
using Integration.Odoo;
using Integration.Odoo.Reading;
using Microsoft.Extensions.Logging;

namespace Integration.Delivery;

/// <summary>
/// Brings Odoo to what the postings want: reads what is there, compares, does only what is missing and reads back. Level-triggered: it may be called again at any
/// time for the same posting. Safe for concurrent use with different postings.
/// </summary>
public sealed class OdooDelivery(OdooClient odoo, DeliveryOptions options, DeliveryFailures failures, TimeProvider time, ILogger<OdooDelivery> logger)
{
    private readonly FieldCatalog _catalog = new(odoo, time);
    private readonly DeliveryLog _log = new(logger);
    private readonly Pace _pace = new(options);
    private readonly Lanes _lanes = new(odoo.MaxConcurrentCalls);
    private readonly LookUps _memory = new(options.LookUpsKept, time);

    /// <param name="batch">Claimed postings, each external id once.</param>
    /// <param name="policies">By <see cref="OdooRecord.Mapping"/>.</param>
    /// <param name="mayWrite">Asked before every writing call; false (a pause, a graceful stop, a lost lease) leaves the rest untried.</param>
    /// <param name="deadline">No call that is expected to end later is begun.</param>
    /// <param name="cancellationToken">Gives up waiting; what is in flight at Odoo goes on there.</param>
    /// <returns>One result for every posting, in the order of the batch; refusals and outages are values.</returns>
    public async Task<IReadOnlyList<PostingResult>> DeliverAsync(
        IReadOnlyList<ClaimedPosting> batch,
        IReadOnlyDictionary<string, ModelPolicy> policies,
        Func<CancellationToken, ValueTask<bool>> mayWrite,
        DateTimeOffset deadline,
        CancellationToken cancellationToken)
    {
        var results = new Dictionary<ClaimedPosting, PostingResult>(ReferenceEqualityComparer.Instance);
        List<DeliveryItem> items = [];
        foreach (var posting in batch)
        {
            if (Unfit(posting, batch, policies) is { } result) results[posting] = result;
            else items.Add(new DeliveryItem(posting, policies[posting.Desired.Mapping]));
        }

        var gate = new WriteGate(mayWrite, deadline, options.CallsPerBatch, time);
        await DeliverAsync(items, gate, cancellationToken);
        foreach (var item in items) results[item.Posting] = item.Result!;
        foreach (var result in results.Values.Where(result => result.Failure is not null))
            _log.NotPosted(result.Kind, result.ExternalId, result.Revision, result.Failure!.Kind);
        _log.Delivered(results.Values.Count(result => result.Kind == PostingResultKind.Posted), batch.Count);
        return [.. batch.Select(posting => results[posting])];
    }

    /// <summary>What a delivery would do now, and which records that stand in Odoo already would be adopted. Nothing is written.</summary>
    /// <exception cref="OdooFault">Odoo cannot be asked, or refuses to answer.</exception>
    public Task<IReadOnlyList<PlannedDelivery>> PlanAsync(
        IReadOnlyList<ClaimedPosting> batch, IReadOnlyDictionary<string, ModelPolicy> policies, CancellationToken cancellationToken) =>
        new Planning(odoo, _catalog, this, time).RunAsync([.. batch.Where(posting => policies.ContainsKey(posting.Desired.Mapping)).Select(posting => new DeliveryItem(posting, policies[posting.Desired.Mapping]))], cancellationToken);

    /// <summary>Whether things that records wait for are in Odoo by now. Nothing is written.</summary>
    /// <param name="waiting">Each thing with a record that refers to it.</param>
    /// <param name="policies">By <see cref="OdooRecord.Mapping"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Those that are.</returns>
    /// <exception cref="OdooFault">Odoo cannot be asked, or refuses to answer.</exception>
    public async Task<IReadOnlyList<string>> AppearedAsync(
        IReadOnlyList<(string Thing, OdooRecord Example)> waiting, IReadOnlyDictionary<string, ModelPolicy> policies, CancellationToken cancellationToken)
    {
        List<string> appeared = [];
        var references = new ResolvedReferences(null);
        foreach (var group in waiting.Where(one => policies.ContainsKey(one.Example.Mapping)).GroupBy(one => policies[one.Example.Mapping]))
        {
            var fields = await ModelFields.OfAsync(group.Key, _catalog, cancellationToken);
            var items = group.ToDictionary(one => one.Thing, one => new DeliveryItem(new ClaimedPosting(one.Example.ExternalId, 0, 0, one.Example, null, null, InDoubt: false, 1, ""), group.Key));
            await ResolveAsync([.. items.Values], fields, references, cancellationToken);
            appeared.AddRange(items.Where(item => (item.Value.Result?.Failure ?? item.Value.Obstacle)?.MissingThing != item.Key).Select(item => item.Key));
        }

        return appeared;
    }

    private async Task DeliverAsync(IReadOnlyList<DeliveryItem> items, WriteGate gate, CancellationToken cancellation)
    {
        var context = new SliceContext(odoo, _catalog, _memory, gate, _pace, failures, _log);
        var references = new ResolvedReferences(_memory);
        foreach (var group in items.GroupBy(item => item.Policy).OrderBy(group => group.Key.Rank))
        {
            if (!await gate.OpenAsync(TimeSpan.Zero, cancellation)) break;
            try
            {
                var fields = await ModelFields.OfAsync(group.Key, _catalog, cancellation);
                await ResolveAsync([.. group], fields, references, cancellation);
                foreach (var slice in Slices(group))
                {
                    using var lane = await _lanes.EnterAsync(cancellation);
                    if (!await gate.OpenAsync(TimeSpan.Zero, cancellation)) break;
                    await new DeliverySlice(context, slice, fields).RunAsync(cancellation);
                }
            }
            catch (OdooFault fault)
            {
                gate.Note(fault);
                foreach (var item in group) Refuse(item, Refusals.Of(fault) with { OutcomeUnknown = false }, fault.CircuitOpen || fault.IsLoginDenied);
            }
        }

        foreach (var item in items) item.Settle(PostingResultKind.NotTried, gate.Outage is { } outage ? Refusals.Of(outage) with { OutcomeUnknown = false } : null);
    }

    internal async Task ResolveAsync(IReadOnlyList<DeliveryItem> items, ModelFields fields, ResolvedReferences references, CancellationToken cancellation)
    {
        await references.LookUpAsync(odoo, _catalog, items.Select(item => (0L, ResolvedReferences.CompanyNamed(item.Desired.Company))), cancellation);
        foreach (var item in items)
        {
            var (company, failure) = references.Find(0, ResolvedReferences.CompanyNamed(item.Desired.Company));
            if (failure is not null) Refuse(item, failure, false);
            item.Company = company;
        }

        await FindAsync(items, references, cancellation);
        DeliveryItem[] active = [.. items.Where(item => item is { IsActive: true, Result: null })];
        var wanted = from item in active
                     from record in item.Posting.Attempted.Prepend(item.Desired)
                     from cell in record.Columns.Values.Concat(record.Lines.SelectMany(line => line.Columns.Values))
                     where cell.Reference is not null
                     select (item.Company, cell.Reference);
        await references.LookUpAsync(odoo, _catalog, wanted, cancellation);
        foreach (var item in active)
        {
            (item.Wanted, item.Obstacle) = WantedRecord.Of(item.Desired, item.Policy, fields, item.Company, references);
            item.Attempted = [.. item.Posting.Attempted.Select(record => WantedRecord.Of(record, item.Policy, fields, item.Company, references).Wanted).OfType<WantedRecord>()];
        }

        await new Agreements(odoo, time).ChooseAsync(active, fields, cancellation);
        foreach (var item in active) item.Wanted = Accepting.Apply(item.Wanted, item.Posting);

        await UnitChecking.CheckAsync(odoo, references.Memory, active, cancellation);
        await EntryChecking.CheckAsync(odoo, _catalog, active, cancellation);
    }

    /// <summary>What people keep, by its natural key. Where nothing is wanted of it any more it stays as it is.</summary>
    private async Task FindAsync(IReadOnlyList<DeliveryItem> items, ResolvedReferences references, CancellationToken cancellation)
    {
        foreach (var item in items.Where(item => item is { IsActive: false, Policy.FoundBy: not null })) item.Settle(PostingResultKind.Withdrawn);
        (DeliveryItem Item, OdooReference Key)[] kept = [.. items.Where(item => item is { Policy.FoundBy: not null, Result: null })
            .Select(item => (item, new OdooReference(item.Policy.Model, item.Policy.FoundBy!, item.Desired.Columns[item.Policy.FoundBy!].Text!)))];
        await references.LookUpAsync(odoo, _catalog, kept.Select(one => (one.Item.Company, one.Key)), cancellation);
        foreach (var (item, key) in kept)
        {
            var (id, failure) = references.Find(item.Company, key);
            if (failure is null) item.OdooId = id;
            else Refuse(item, failure, false);
        }
    }

    /// <summary>As many as fit into one call, by number and by time; the time of each slice is known before the next is cut.</summary>
    private IEnumerable<DeliveryItem[]> Slices(IEnumerable<DeliveryItem> items)
    {
        foreach (var group in items.Where(item => item.Result is null).GroupBy(item => item.Company))
        {
            DeliveryItem[] all = [.. group];
            for (var at = 0; at < all.Length;)
            {
                DeliveryItem[] slice = [.. all.Skip(at).Take(_pace.Most(all[0].Policy.Model, null))];
                at += slice.Length;
                yield return slice;
            }
        }
    }

    private void Refuse(DeliveryItem item, Failure failure, bool untried) =>
        item.Settle(untried ? PostingResultKind.NotTried : failures.Decide(failure, item.Posting.Starts).Kind, failure);

    /// <summary>What can be told without Odoo: an older claim beside a newer one, a policy that is not there, lines that share an external id.</summary>
    private static PostingResult? Unfit(ClaimedPosting posting, IReadOnlyList<ClaimedPosting> batch, IReadOnlyDictionary<string, ModelPolicy> policies)
    {
        PostingResult Result(PostingResultKind kind, Failure? failure) =>
            new(posting.ExternalId, posting.Revision, kind, posting.OdooId, posting.Baseline, failure, []);
        Failure Defect(string reason) => new(FailureKind.Defect, reason, "Correct the mapping; then release.");

        // The same external id twice in one load() would make its lines twice.
        var first = batch.Where(other => other.ExternalId == posting.ExternalId).MaxBy(other => other.Revision);
        if (!ReferenceEquals(first, posting)) return Result(PostingResultKind.NotTried, null);
        if (!policies.ContainsKey(posting.Desired.Mapping)) return Result(PostingResultKind.Parked, Defect($"There is no policy for the mapping {posting.Desired.Mapping}."));
        var twice = posting.Desired.Lines.GroupBy(line => line.ExternalId).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? null : Result(PostingResultKind.Parked, Defect($"Two lines share the external id {twice.Key}."));
    }
}
