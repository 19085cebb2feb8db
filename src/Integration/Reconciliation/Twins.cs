using Integration.Contracts;
using Integration.Journal;
using Integration.Odoo;
using Integration.Odoo.Reading;

namespace Integration.Reconciliation;

/// <summary>Open records about the very thing that an open one of ours is about, and that we did not make: the same fault of the same equipment, reported by hand as well.</summary>
internal sealed class Twins(OdooClient odoo, FieldCatalog catalog, ModelPolicy policy)
{
    private const int KeysPerSearch = 200;

    private readonly IReadOnlyList<string> _by = ObservedModel.TwinsBy(policy.Model);

    /// <exception cref="OdooFault">Odoo cannot be asked, or refuses to answer.</exception>
    public async Task<IReadOnlyList<Break>> FindAsync(IReadOnlyList<PostedRecord> postings, IReadOnlyDictionary<long, StandingRecord> records, CancellationToken cancellation)
    {
        if (_by.Count == 0) return [];
        var ours = postings.Where(posting => records.ContainsKey(posting.OdooId!.Value)).ToLookup(posting => Key(records[posting.OdooId!.Value]));
        HashSet<long> own = [.. postings.Select(posting => posting.OdooId!.Value)];
        List<Break> breaks = [];
        foreach (var some in ours.Select(group => records[group.First().OdooId!.Value]).Chunk(KeysPerSearch))
        {
            var domain = OdooDomain.WhereIn(_by[0], some.Select(record => record.Values[_by[0]]).OfType<string>().Distinct().Select(id => long.Parse(id, System.Globalization.CultureInfo.InvariantCulture)))
                .AndIn(_by[1], some.Select(record => record.Values[_by[1]]).OfType<string>().Distinct());
            long[] candidates = [.. (await odoo.SearchReadAllAsync(policy.Model, domain, ["id"], OdooContext.Standard, cancellation)).Select(row => row.Id).Where(id => !own.Contains(id))];
            // Only an open one of ours has a twin: after it ended, people may well report the fault again.
            var open = await OpenAsync([.. candidates, .. ours.SelectMany(group => group).Select(posting => posting.OdooId!.Value)], cancellation);
            var names = await odoo.ExternalIdsAsync(policy.Model, [.. candidates.Where(open.ContainsKey)], cancellation);
            foreach (var stranger in candidates.Where(open.ContainsKey).Select(id => open[id]))
            {
                if (ours[Key(stranger)].FirstOrDefault(posting => open.ContainsKey(posting.OdooId!.Value)) is not { } posting) continue;
                if (names.GetValueOrDefault(stranger.Id)?.StartsWith(posting.ExternalId.Split('.')[0] + ".", StringComparison.Ordinal) == true) continue;
                breaks.Add(OdooReconciliation.BreakOf(
                    BreakKind.Duplicate, posting, stranger.Id, [new BreakField("id", NormalForm.Id(posting.OdooId!.Value), NormalForm.Id(stranger.Id))],
                    $"{policy.Model} {stranger.Id} is open for the same thing and was not made by the integration."));
            }
        }

        return breaks;
    }

    private string Key(StandingRecord record) => string.Join('\n', _by.Select(column => record.Values.GetValueOrDefault(column)));

    private async Task<Dictionary<long, StandingRecord>> OpenAsync(long[] ids, CancellationToken cancellation)
    {
        var shape = new RecordShape(policy.Model, [.. policy.StateFields, .. _by], null);
        var read = await new RecordReader(odoo, catalog).ReadAsync(shape, ids.Distinct().ToDictionary(id => id, _ => (IReadOnlyCollection<long>)[]), cancellation);
        return read.Values.Where(record => policy.StateOf(record.Values) is var state && !policy.DoneStates.Contains(state!) && !policy.CancelledStates.Contains(state!)).ToDictionary(record => record.Id);
    }
}
