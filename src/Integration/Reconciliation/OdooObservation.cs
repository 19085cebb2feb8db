using System.Text.Json.Nodes;
using Integration.Contracts;
using Integration.Journal;
using Integration.Odoo;
using Integration.Odoo.Reading;

namespace Integration.Reconciliation;

/// <summary>Looks at records of ours in Odoo and says what became of them. Read-only; safe for concurrent use.</summary>
public sealed class OdooObservation(OdooClient odoo, TimeProvider time)
{
    /// <summary>Most postings of one look.</summary>
    public const int PageSize = RecordReader.PageSize;

    private const string WriteDate = "write_date";
    private const int LongestChain = 10;

    private readonly FieldCatalog _catalog = new(odoo, time);

    /// <param name="policy">Policy of all of them.</param>
    /// <param name="postings">Postings whose database id is known, at most <see cref="PageSize"/>.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <returns>One observation for each that could be looked at; a record whose company is closed to the user is left out.</returns>
    /// <exception cref="OdooFault">Odoo cannot be asked.</exception>
    public async Task<IReadOnlyList<Observation>> LookAsync(ModelPolicy policy, IReadOnlyList<PostedRecord> postings, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(postings.Count, PageSize);
        // What people keep is none of our records: nothing becomes of it.
        if (postings.Count == 0 || policy.FoundBy is not null) return [];
        try
        {
            return await LookAtAllAsync(policy, postings, cancellationToken);
        }
        catch (OdooFault fault) when (fault.Kind == OdooFaultKind.AccessDenied)
        {
            // One record that may not be read fails the whole call.
            if (postings.Count == 1) return [];
            var half = postings.Count / 2;
            return [.. await LookAsync(policy, [.. postings.Take(half)], cancellationToken), .. await LookAsync(policy, [.. postings.Skip(half)], cancellationToken)];
        }
    }

    private async Task<IReadOnlyList<Observation>> LookAtAllAsync(ModelPolicy policy, IReadOnlyList<PostedRecord> postings, CancellationToken cancellation)
    {
        var model = ObservedModel.Of(policy.Model);
        var lines = policy.Lines is { } line ? new LineShape(line.Field, line.Model, line.ParentField, [WriteDate, .. model.LineField is { } field ? (string[])[field] : []]) : null;
        var wanted = postings.DistinctBy(posting => posting.OdooId!.Value)
            .ToDictionary(posting => posting.OdooId!.Value, posting => (IReadOnlyCollection<long>)[.. posting.Baseline?.Lines.Values.Select(one => one.OdooId) ?? []]);
        var records = await new RecordReader(odoo, _catalog).ReadAsync(new RecordShape(policy.Model, [.. policy.StateFields, WriteDate, .. model.Fields], lines), wanted, cancellation);
        var backorders = await BackordersAsync(policy, records.Values, cancellation);
        var merged = await MergedAsync(policy, postings, records, cancellation);
        List<Observation> seen = [];
        List<PostedRecord> missing = [];
        foreach (var posting in postings)
        {
            if (records.GetValueOrDefault(posting.OdooId!.Value) is { } record) seen.Add(Of(policy, model, posting, record, backorders, merged));
            else missing.Add(posting);
        }

        return [.. seen, .. await MissingAsync(missing, cancellation)];
    }

    private static Observation Of(ModelPolicy policy, ObservedModel model, PostedRecord posting, StandingRecord record, Dictionary<long, StandingRecord> backorders, Dictionary<long, long> merged)
    {
        var state = policy.StateOf(record.Values);
        var values = model.Fields.Where(field => record.Values.GetValueOrDefault(field) is not null).ToDictionary(field => field, field => record.Values[field], StringComparer.Ordinal);
        if (model.LineField is { } came)
        {
            foreach (var line in record.Lines.Where(line => line.ExternalId is not null && line.Values.ContainsKey(came))) values[$"{line.ExternalId}:{came}"] = line.Values[came];
        }

        if ((ObservedModel.MergedTo(posting, record) ?? (merged.TryGetValue(record.Id, out var into) ? into : null)) is { } other) values[ObservedModel.MergedInto] = NormalForm.Id(other);
        var behind = Behind(record, backorders).ToList();
        var open = behind.Where(one => policy.StateOf(one.Values) is { } now && !policy.DoneStates.Contains(now) && !policy.CancelledStates.Contains(now)).ToList();
        if (open.Count > 0) values[ObservedModel.OpenBackorders] = string.Join(',', open.Select(one => NormalForm.Id(one.Id)).Order(StringComparer.Ordinal));
        var (status, end) = ObservedModel.Judge(policy, state, values);
        var at = record.Lines.Select(line => line.Values).Concat(behind.Select(one => one.Values)).Append(record.Values)
            .Select(one => one.GetValueOrDefault(WriteDate)).OfType<string>().Select(OdooFormats.ParseInstant).Max();
        return new Observation(posting.ExternalId, record.Id, state, status, end, at, values);
    }

    /// <summary>Orders that a buyer merged away without a line moving: where Odoo adds their quantities to lines of the same product, only its note says where they went. By id the order that took them in.</summary>
    private async Task<Dictionary<long, long>> MergedAsync(ModelPolicy policy, IReadOnlyList<PostedRecord> postings, IReadOnlyDictionary<long, StandingRecord> records, CancellationToken cancellation)
    {
        if (policy is not { OriginField: { } origin, SchedulerOrigin: not null }) return [];
        var cancelled = (from posting in postings
                         where records.GetValueOrDefault(posting.OdooId!.Value) is { } record && policy.CancelledStates.Contains(policy.StateOf(record.Values))
                             && !policy.CancelledStates.Contains(posting.Baseline?.State) && ObservedModel.MergedTo(posting, record) is null
                         select (Id: posting.OdooId!.Value, Origin: posting.Baseline?.Values.GetValueOrDefault(origin))).ToArray();
        if (cancelled.Length == 0) return [];
        var linked = await MergeNotes.LinkedAsync(odoo, policy.Model, [.. cancelled.Select(one => one.Id)], cancellation);
        long[] candidates = [.. linked.SelectMany(ids => ids).Distinct()];
        if (candidates.Length == 0) return [];
        var origins = (await odoo.ReadAsync(policy.Model, candidates, [origin], OdooContext.Standard, cancellation)).ToDictionary(record => record.Id, record => record.Text(origin));
        return cancelled.Select(one => (one.Id, Into: linked[one.Id].Order().FirstOrDefault(other => MergeNotes.Holds(one.Origin, origins.GetValueOrDefault(other)))))
            .Where(one => one.Into != 0).ToDictionary(one => one.Id, one => one.Into);
    }

    /// <summary>The backorders of these records, theirs in turn, and so on.</summary>
    private async Task<Dictionary<long, StandingRecord>> BackordersAsync(ModelPolicy policy, IEnumerable<StandingRecord> records, CancellationToken cancellation)
    {
        Dictionary<long, StandingRecord> found = [];
        var next = records.SelectMany(BackordersOf).ToHashSet();
        for (var depth = 0; next.Count > 0 && depth < LongestChain; depth++)
        {
            var shape = new RecordShape(policy.Model, [.. policy.StateFields, WriteDate, ObservedModel.Backorders], null);
            foreach (var page in next.Chunk(PageSize))
                foreach (var (id, record) in await new RecordReader(odoo, _catalog).ReadAsync(shape, page.ToDictionary(id => id, _ => (IReadOnlyCollection<long>)[]), cancellation)) found[id] = record;
            next = [.. next.Where(found.ContainsKey).SelectMany(id => BackordersOf(found[id])).Where(id => !found.ContainsKey(id))];
        }

        return found;
    }

    private static IEnumerable<StandingRecord> Behind(StandingRecord record, Dictionary<long, StandingRecord> backorders)
    {
        HashSet<long> seen = [];
        for (var next = BackordersOf(record).ToList(); next.Count > 0; next = [.. next.Where(backorders.ContainsKey).SelectMany(id => BackordersOf(backorders[id])).Where(id => !seen.Contains(id))])
            foreach (var id in next.Where(id => backorders.ContainsKey(id) && seen.Add(id))) yield return backorders[id];
    }

    private static IEnumerable<long> BackordersOf(StandingRecord record) =>
        record.Values.GetValueOrDefault(ObservedModel.Backorders) is { } ids ? ids.Split(',').Select(id => long.Parse(id, System.Globalization.CultureInfo.InvariantCulture)) : [];

    /// <summary>What was asked for and did not come. The external id has the last word: where it leads elsewhere, delivery will find that.</summary>
    private async Task<IReadOnlyList<Observation>> MissingAsync(List<PostedRecord> missing, CancellationToken cancellation)
    {
        if (missing.Count == 0) return [];
        var now = await NowAsync(cancellation);
        List<Observation> gone = [];
        foreach (var posting in missing)
        {
            if (await odoo.CheckObjectReferenceAsync(posting.ExternalId, cancellation) is { Id: { } id } && id != posting.OdooId) continue;
            gone.Add(new Observation(posting.ExternalId, posting.OdooId!.Value, null, ObservedStatus.Deleted, RecordEnd.CalledOff, now, new Dictionary<string, string?>()));
        }

        return gone;
    }

    /// <summary>Odoo's clock: a deletion leaves no time behind, and a message that would be written now is dated by the server.</summary>
    private async Task<DateTimeOffset> NowAsync(CancellationToken cancellation)
    {
        var answer = (await odoo.CallAsync("mail.message", "default_get", new JsonArray(new JsonArray("date")), [], OdooContext.Standard, cancellation)).Value;
        return OdooFormats.ParseInstant(answer.GetProperty("date").GetString()!);
    }
}
