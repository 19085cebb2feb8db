using Integration.Contracts;
using Integration.Odoo;
using Integration.Odoo.Reading;

namespace Integration.Delivery;

/// <summary>
/// Finds the record of every posting whose database id is not known. Where an attempt is in doubt that is one call each, since Odoo has no batched question that a plain user may ask. What was never tried is not looked for: it is
/// loaded so that nothing that stands there is touched, and a record as old as the model's newest before the load was made by a restored or foreign journal.
/// </summary>
internal static class Locating
{
    private const int AtOnce = 4;

    /// <summary>As <see cref="LocateAsync"/>, right before what was never tried is loaded.</summary>
    /// <exception cref="OdooFault">Odoo cannot be asked, or refuses to answer.</exception>
    public static async Task LocateToWriteAsync(OdooClient odoo, LookUps memory, IReadOnlyList<DeliveryItem> items, CancellationToken cancellation)
    {
        await LocateAsync(odoo, items.Where(item => !item.IsUntried), cancellation);
        DeliveryItem[] untried = [.. items.Where(item => item is { Result: null, IsUntried: true })];
        if (untried.Length == 0) return;
        var newest = await NewestAsync(odoo, memory, untried[0].Policy.Model, cancellation);
        foreach (var item in untried) item.NewestBefore = newest;
    }

    /// <summary>One that is known from a moment ago tells a record of an older journal just as well.</summary>
    private static async Task<long> NewestAsync(OdooClient odoo, LookUps memory, string model, CancellationToken cancellation)
    {
        if (memory.NewestOfModel.TryGet(model, out var known)) return known;
        var rows = await odoo.SearchReadAsync(model, OdooDomain.All, ["id"], 1, "id desc", 0, OdooContext.Standard.With("active_test", false), cancellation);
        var newest = rows.Count == 0 ? 0 : rows[0].Id;
        memory.NewestOfModel.Keep(model, newest);
        return newest;
    }

    /// <exception cref="OdooFault">Odoo cannot be asked, or refuses to answer.</exception>
    public static async Task LocateAsync(OdooClient odoo, IEnumerable<DeliveryItem> items, CancellationToken cancellation)
    {
        var unknown = items.Where(item => item.OdooId is null).ToLookup(item => item is { Posting: { InDoubt: false, PostedRevision: 0, Baseline: null }, SentOrigin.Length: > 0 });
        await LocateByOriginAsync(odoo, [.. unknown[true]], cancellation);
        await ParallelAsync(unknown[false], async (item, token) =>
        {
            var found = await odoo.CheckObjectReferenceAsync(item.Posting.ExternalId, token);
            if (found is { } there) Found(item, there);
            else Absent(item);
        }, cancellation);
    }

    /// <summary>A record whose origin people changed is not found so.</summary>
    private static async Task LocateByOriginAsync(OdooClient odoo, IReadOnlyList<DeliveryItem> items, CancellationToken cancellation)
    {
        if (items.Count == 0) return;
        var policy = items[0].Policy;
        var domain = OdooDomain.WhereIn(policy.OriginField!, items.Select(item => item.SentOrigin!).Distinct());
        var rows = await odoo.SearchReadAllAsync(policy.Model, domain, ["id"], OdooContext.Standard.With("active_test", false), cancellation);
        Dictionary<string, long> names = new(StringComparer.Ordinal);
        foreach (var some in rows.Select(row => row.Id).Chunk(RecordReader.PageSize))
            foreach (var (id, name) in await odoo.ExternalIdsAsync(policy.Model, some, cancellation))
                if (name is not null) names[name] = id;
        foreach (var item in items)
            if (names.TryGetValue(item.Posting.ExternalId, out var id)) Found(item, new OdooObjectReference(policy.Model, id));
            else Absent(item);
    }

    /// <summary>Known ids that answered nothing: the external id has the last word on whether people deleted the record.</summary>
    /// <exception cref="OdooFault">Odoo cannot be asked, or refuses to answer.</exception>
    public static async Task LocateAgainAsync(OdooClient odoo, IEnumerable<DeliveryItem> items, CancellationToken cancellation) =>
        await ParallelAsync(items, async (item, token) =>
        {
            var found = await odoo.CheckObjectReferenceAsync(item.Posting.ExternalId, token);
            if (found is { Id: { } id } there && id != item.OdooId) Found(item, there);
            else Deleted(item);
        }, cancellation);

    /// <summary>Where lines are that are wanted but are not among the record's: loading them would pull them out of another record.</summary>
    /// <exception cref="OdooFault">Odoo cannot be asked, or refuses to answer.</exception>
    public static async Task<IReadOnlyDictionary<DeliveryItem, List<long>>> StrayLinesAsync(
        OdooClient odoo, IEnumerable<DeliveryItem> items, CancellationToken cancellation)
    {
        var missing = from item in items
                      where item is { Before: not null, Wanted: not null }
                      let present = item.Before!.Lines.Select(line => line.ExternalId).ToHashSet()
                      from line in item.Wanted!.Lines
                      where !present.Contains(line.ExternalId)
                      select (Item: item, line.ExternalId);
        Dictionary<DeliveryItem, List<long>> strays = [];
        await ParallelAsync(missing, async (line, token) =>
        {
            if (await odoo.CheckObjectReferenceAsync(line.ExternalId, token) is not { Id: { } id } found || found.Model != line.Item.Policy.Lines?.Model) return;
            lock (strays)
            {
                if (strays.TryGetValue(line.Item, out var ids)) ids.Add(id);
                else strays[line.Item] = [id];
            }
        }, cancellation);
        return strays;
    }

    public static void Deleted(DeliveryItem item)
    {
        const string Explanation = "The record was posted and is gone from Odoo: people deleted it, and it is not made again.";
        if (!item.IsActive || item.Posting.GivenUp) item.Settle(PostingResultKind.Withdrawn);
        else item.Settle(
            PostingResultKind.Protected,
            new Failure(FailureKind.Protected, Explanation, "Settle the break: give it up (--as theirs), or have it made again on purpose (--as ours)."),
            item.BreakOf(BreakKind.Deleted, [], Explanation));
    }

    public static void Found(DeliveryItem item, OdooObjectReference there)
    {
        if (there.Model != item.Policy.Model) item.Settle(PostingResultKind.Parked, new Failure(
            FailureKind.Defect, $"The external id belongs to a {there.Model} in Odoo, not to a {item.Policy.Model}.", "Remove the external id in Odoo, or correct the mapping; then release."));
        else if (there.Id is not { } id) item.Settle(PostingResultKind.Held, new Failure(
            FailureKind.AccessDenied, "Odoo knows the external id, but the integration's user may not see its record.", "Give the user access to the record's company, or unarchive it; then release."));
        else if (item.Posting is { InDoubt: false, OdooId: null }) item.Settle(PostingResultKind.Parked, new Failure(
            FailureKind.Defect,
            $"{item.Policy.Model} {id} has this external id already, but this journal never made it: the journal was restored from a copy, or another one posts into this Odoo.",
            "Find out which journal made it. Restore the newest journal, or bind the right database; nothing was written."));
        else item.OdooId = id;
    }

    private static void Absent(DeliveryItem item)
    {
        // A revision that was withdrawn without a call counts as posted, but left no baseline.
        if (item.Posting.Baseline is not null) Deleted(item);
        // After the fence, an attempt in doubt that left no record has never been carried out.
        else if (!item.IsActive) item.Settle(PostingResultKind.Withdrawn);
    }

    private static async Task ParallelAsync<T>(IEnumerable<T> things, Func<T, CancellationToken, Task> ask, CancellationToken cancellation) =>
        await Parallel.ForEachAsync(
            things, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (thing, token) => await ask(thing, token));
}
