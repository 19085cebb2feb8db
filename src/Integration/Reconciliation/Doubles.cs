using Integration.Contracts;
using Integration.Journal;
using Integration.Odoo;
using Integration.Odoo.Reading;

namespace Integration.Reconciliation;

/// <summary>
/// Records that say they came from the same origin as ours, but that we did not make: typed in by hand, or made by another system. Several records of ours may
/// share an origin (a requisition makes one order per vendor); cancelled ones and backorders of ours are no doubles.
/// </summary>
internal sealed class Doubles(OdooClient odoo, FieldCatalog catalog, ModelPolicy policy)
{
    public const string Company = "company_id";
    private const string Backorder = "backorder_id";
    private const int KeysPerSearch = 1000;

    public sealed record Candidate(long Id, string Origin, string? State, long? Company, long? Backorder);

    /// <summary>Whatever else has the origin of one of them.</summary>
    /// <exception cref="OdooFault">Odoo cannot be asked, or refuses to answer.</exception>
    public async Task<IReadOnlyList<Candidate>> SearchAsync(IReadOnlyList<PostedRecord> postings, CancellationToken cancellation)
    {
        List<Candidate> candidates = [];
        foreach (var some in ByOrigin(postings).Chunk(KeysPerSearch))
            candidates.AddRange(await SearchAsync(some.Select(group => group.Key), some.SelectMany(group => group).Select(posting => posting.OdooId!.Value), cancellation));
        return candidates;
    }

    /// <param name="postings">As they were searched for.</param>
    /// <param name="records">Those of them that stand in Odoo.</param>
    /// <param name="candidates">What was found.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="OdooFault">Odoo cannot be asked, or refuses to answer.</exception>
    public async Task<IReadOnlyList<Break>> FindAsync(
        IReadOnlyList<PostedRecord> postings, IReadOnlyDictionary<long, StandingRecord> records, IReadOnlyList<Candidate> candidates, CancellationToken cancellation)
    {
        var ours = ByOrigin(postings.Where(posting => records.ContainsKey(posting.OdooId!.Value)));
        var own = postings.Select(posting => posting.OdooId!.Value).ToHashSet();
        Candidate[] strangers = [.. candidates.Where(one => !own.Contains(one.Id) && !policy.CancelledStates.Contains(one.State) && ours.Contains(one.Origin) && !IsBackorder(one, own, candidates))];
        var names = new Dictionary<long, string?>();
        foreach (var ids in strangers.Select(one => one.Id).Chunk(RecordReader.PageSize))
            foreach (var (id, name) in await odoo.ExternalIdsAsync(policy.Model, ids, cancellation)) names[id] = name;
        List<Break> breaks = [];
        foreach (var stranger in strangers)
        {
            var posting = ours[stranger.Origin].First();
            var module = posting.ExternalId.Split('.')[0] + ".";
            if (names.GetValueOrDefault(stranger.Id)?.StartsWith(module, StringComparison.Ordinal) == true) continue;
            if (stranger.Company is { } company && records[posting.OdooId!.Value].Values.GetValueOrDefault(Company) is { } at && at != NormalForm.Id(company)) continue;
            breaks.Add(OdooReconciliation.BreakOf(
                BreakKind.Duplicate, posting, stranger.Id, [new BreakField("id", NormalForm.Id(posting.OdooId!.Value), NormalForm.Id(stranger.Id))],
                $"{policy.Model} {stranger.Id} has the same origin and was not made by the integration."));
        }

        return breaks;
    }

    private ILookup<string, PostedRecord> ByOrigin(IEnumerable<PostedRecord> postings) => postings
        .Select(posting => (Posting: posting, Origin: policy.OriginField is { } field ? posting.Desired.Columns.GetValueOrDefault(field)?.Text : null))
        .Where(pair => !string.IsNullOrEmpty(pair.Origin))
        .ToLookup(pair => pair.Origin!, pair => pair.Posting);

    private async Task<IEnumerable<Candidate>> SearchAsync(IEnumerable<string> origins, IEnumerable<long> own, CancellationToken cancellation)
    {
        var known = await catalog.FieldsAsync(policy.Model, cancellation);
        string[] fields = [.. new[] { policy.OriginField!, policy.StateField, Company, Backorder }.Where(known.ContainsKey)];
        var rows = await odoo.SearchReadAllAsync(policy.Model, OdooDomain.WhereIn(policy.OriginField!, origins).AndNotIn("id", own), fields, OdooContext.Standard, cancellation);
        return rows.Select(row => new Candidate(
            row.Id, row.Text(policy.OriginField!) ?? "", fields.Contains(policy.StateField) ? row.Text(policy.StateField) : null,
            fields.Contains(Company) ? row.Reference(Company)?.Id : null, fields.Contains(Backorder) ? row.Reference(Backorder)?.Id : null));
    }

    /// <summary>Of a record of ours, or of one of its backorders; all of them carry its origin.</summary>
    private static bool IsBackorder(Candidate one, HashSet<long> own, IReadOnlyList<Candidate> all)
    {
        var seen = new HashSet<long>();
        for (var next = one; next?.Backorder is { } parent && seen.Add(parent); next = all.FirstOrDefault(other => other.Id == parent))
            if (own.Contains(parent)) return true;
        return false;
    }
}
