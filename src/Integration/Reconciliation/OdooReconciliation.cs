using Integration.Contracts;
using Integration.Journal;
using Integration.Odoo;
using Integration.Odoo.Reading;

namespace Integration.Reconciliation;

/// <summary>Compares what the journal believes to be in Odoo with what is. Read-only.</summary>
public sealed class OdooReconciliation(OdooClient odoo, TimeProvider time)
{
    /// <summary>Most postings of one page.</summary>
    public const int PageSize = RecordReader.PageSize;

    private readonly FieldCatalog _catalog = new(odoo, time);

    /// <param name="page">Delivered postings, at most <see cref="PageSize"/>. What is still in flight is not compared, since delivery may be writing it; nor what people settled as gone.</param>
    /// <param name="policies">By <see cref="OdooRecord.Mapping"/>.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>Breaks of the kinds missing, deleted, drifted and duplicate.</returns>
    /// <exception cref="OdooFault">Odoo cannot be asked, or refuses to answer: nothing is known about the page.</exception>
    public async Task<IReadOnlyList<Break>> CompareAsync(
        IReadOnlyList<PostedRecord> page, IReadOnlyDictionary<string, ModelPolicy> policies, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(page.Count, PageSize);
        List<Break> breaks = [];
        var standing = page.Where(posting => posting.Desired.Standing == RecordStanding.Active && posting.State is not (PostingState.InFlight or PostingState.Withdrawn) && policies.ContainsKey(posting.Desired.Mapping));
        foreach (var group in standing.GroupBy(posting => policies[posting.Desired.Mapping]))
        {
            PostedRecord[] known = [.. group.Where(posting => posting.OdooId is not null)];
            foreach (var posting in group.Where(posting => posting is { OdooId: null, PostedRevision: > 0 }))
                if (await odoo.CheckObjectReferenceAsync(posting.ExternalId, cancellationToken) is null)
                    breaks.Add(BreakOf(BreakKind.Missing, posting, null, [], "The journal says that it was posted, but Odoo does not know its external id."));
            var doubles = new Doubles(odoo, _catalog, group.Key);
            var (reading, searching) = (ReadAsync(group.Key, known, cancellationToken), doubles.SearchAsync(known, cancellationToken));
            await Task.WhenAll(reading, searching);
            var records = await reading;
            foreach (var posting in known)
            {
                if (!records.TryGetValue(posting.OdooId!.Value, out var record))
                    breaks.Add(BreakOf(BreakKind.Deleted, posting, posting.OdooId, [], "It was posted and is gone from Odoo."));
                else if (!IsTheirWork(group.Key, record) && Drift.Of(posting, record) is { Count: > 0 } fields)
                    breaks.Add(BreakOf(BreakKind.Drifted, posting, posting.OdooId, fields, "Values that were posted are not what stands in Odoo now."));
            }

            breaks.AddRange(await doubles.FindAsync(known, records, await searching, cancellationToken));
            breaks.AddRange(await new Twins(odoo, _catalog, group.Key).FindAsync(known, records, cancellationToken));
        }

        return breaks;
    }

    /// <summary>What people change on work they have begun is how they do it.</summary>
    private static bool IsTheirWork(ModelPolicy policy, StandingRecord record) => policy.States is not null && policy.StateOf(record.Values) is { } state && !policy.OursWhile.Contains(state);

    internal static Break BreakOf(BreakKind kind, PostedRecord posting, long? id, IReadOnlyList<BreakField> fields, string explanation) =>
        new(kind, posting.ExternalId, posting.Desired.Model, id, fields, explanation);

    private async Task<IReadOnlyDictionary<long, StandingRecord>> ReadAsync(ModelPolicy policy, PostedRecord[] postings, CancellationToken cancellation)
    {
        string[] header = [.. postings.SelectMany(posting => posting.Baseline?.Values.Keys ?? []).Append(Doubles.Company).Concat(policy.States is null ? [] : policy.StateFields).Distinct()];
        string[] lineFields = [.. postings.SelectMany(posting => posting.Baseline?.Lines.Values ?? []).SelectMany(one => one.Values.Keys).Distinct()];
        // Which lines are ours is known by their database ids.
        var lines = policy.Lines is { } line ? new LineShape(line.Field, line.Model, line.ParentField, lineFields) { IsNamed = false } : null;
        var wanted = postings.ToDictionary(posting => posting.OdooId!.Value, posting => (IReadOnlyCollection<long>)[.. posting.Baseline?.Lines.Values.Select(one => one.OdooId) ?? []]);
        return await new RecordReader(odoo, _catalog).ReadAsync(new RecordShape(policy.Model, header, lines), wanted, cancellation);
    }
}
