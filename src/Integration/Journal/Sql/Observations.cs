using Integration.Contracts;

namespace Integration.Journal.Sql;

/// <summary>What was seen of our records in Odoo: kept when it is new, leased to a fold, taken in once.</summary>
internal static class Observations
{
    private const string Due = "taken_at is null and not parked and (lease_until is null or lease_until <= @now)";

    /// <summary>How long a record that ended is looked at still, because people may delete it or think again.</summary>
    private static readonly TimeSpan s_afterwards = TimeSpan.FromDays(1);

    public static async Task<int> RecordAsync(Session session, string database, IReadOnlyList<string> looked, IReadOnlyList<Observation> seen, CancellationToken cancellationToken)
    {
        if (looked.Count == 0)
        {
            return 0;
        }

        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        var postings = await PostingsAsync(session, looked, cancellationToken).ConfigureAwait(false);
        var before = await StatusesAsync(session, seen, cancellationToken).ConfigureAwait(false);
        var fresh = new List<(Observation Seen, Posting Posting)>();
        foreach (var one in seen.DistinctBy(one => one.ExternalId).OrderBy(one => one.ExternalId, StringComparer.Ordinal))
        {
            if (postings.GetValueOrDefault(one.ExternalId) is not { } posting)
            {
                continue;
            }

            var judged = posting.CalledOff && one.Status == ObservedStatus.Cancelled ? one with { Status = ObservedStatus.Withdrawn } : one;
            if (before.GetValueOrDefault(one.ExternalId) is not { } known || (known.WriteDate <= Micros.Of(judged.At) && !known.Says(judged)))
            {
                fresh.Add((judged, posting));
            }
        }

        await WriteAsync(session, database, fresh, now, cancellationToken).ConfigureAwait(false);
        await session.ExecuteManyAsync(
            """
            update posting set looked_at = @Now, looked_over = exists (
                select 1 from posting_status s where s.external_id = posting.external_id and s.record_end <> 'None' and s.since < @Over)
            where external_id = @ExternalId
            """,
            postings.Keys.Order(StringComparer.Ordinal).Select(id => new { ExternalId = id, Now = now, Over = now - Micros.Of(s_afterwards) }).ToList(),
            cancellationToken).ConfigureAwait(false);
        return fresh.Count;
    }

    public static async Task<IReadOnlyList<ClaimedObservation>> ClaimAsync(Session session, string worker, int most, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        if (await session.NumberAsync($"select count(*) from (select 1 from observation where {Due} limit 1) due", new { now }, cancellationToken).ConfigureAwait(false) == 0)
        {
            return [];
        }

        var paused = (await Pauses.ReadAsync(session, cancellationToken).ConfigureAwait(false)).Interfaces.ToArray();
        var parked = await session.ReadAsync(
            $"update observation set parked = true, lease_by = null, lease_until = null where {Due} and starts >= {Starts.Most} returning sequence", new { now }, row => row.GetInt64(0), cancellationToken)
            .ConfigureAwait(false);
        parked.ForEach(sequence => JournalLog.ObservationParked(session.Database.Logger, sequence));
        var claim = new { worker, now, until = now + Micros.Of(lease), most, paused };
        var taken = await TakeAsync(session, $"starts >= {Starts.Suspect}", claim with { most = 1 }, cancellationToken).ConfigureAwait(false);
        if (taken.Count == 0)
        {
            taken = await TakeAsync(session, $"starts < {Starts.Suspect}", claim, cancellationToken).ConfigureAwait(false);
        }

        return taken.Count == 0
            ? []
            : await session.ReadAsync(
                $"""
                select o.sequence, f.domain, f.key, o.external_id, o.status, o.record_end, o.write_date, o.interface from observation o join fold f on f.surrogate = o.surrogate
                where {session.Database.In("o.sequence", "@taken")} order by o.write_date, o.sequence
                """,
                new { taken = taken.ToArray() },
                row => new ClaimedObservation(
                    row.GetInt64(0),
                    new FoldKey(row.GetString(1), row.GetString(2)),
                    row.GetString(3),
                    row.Word<ObservedStatus>(4),
                    row.Word<RecordEnd>(5),
                    Micros.ToInstant(row.GetInt64(6)),
                    row.GetString(7)),
                cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="LeaseLostException">One of them is no longer this worker's, or was taken in already.</exception>
    public static async Task TakeInAsync(Session session, string worker, IReadOnlyList<long> sequences, long now, CancellationToken cancellationToken)
    {
        if (sequences.Count == 0)
        {
            return;
        }

        var taken = await session.ReadAsync(
            $"update observation set taken_at = @now, lease_by = null, lease_until = null where taken_at is null and lease_by = @worker and {session.Database.In("sequence", "@sequences")} returning sequence",
            new { now, worker, sequences = sequences.ToArray() },
            row => row.GetInt64(0),
            cancellationToken).ConfigureAwait(false);
        if (taken.Count != sequences.Distinct().Count())
        {
            throw new LeaseLostException($"Of {sequences.Count} observations, {sequences.Count - taken.Count} are no longer in the hands of {worker}.");
        }
    }

    public static Task<int> ReleaseAsync(Session session, long[] sequences, CancellationToken cancellationToken) => sequences.Length == 0
        ? Task.FromResult(0)
        : session.ExecuteAsync($"update observation set parked = false, starts = 0 where parked and {session.Database.In("sequence", "@sequences")}", new { sequences }, cancellationToken);

    private static Task<List<long>> TakeAsync(Session session, string which, object claim, CancellationToken cancellationToken) =>
        session.ReadAsync(
            $"""
            with picked as materialized (
                select sequence from observation where {Due} and {which} and not ({session.Database.In("interface", "@paused")}) order by write_date, sequence limit @most {session.Database.SkipLocked})
            update observation set lease_by = @worker, lease_until = @until, starts = starts + 1 where sequence in (select sequence from picked)
            returning sequence
            """,
            claim,
            row => row.GetInt64(0),
            cancellationToken);

    private static async Task WriteAsync(Session session, string database, List<(Observation Seen, Posting Posting)> fresh, long now, CancellationToken cancellationToken)
    {
        if (fresh.Count == 0)
        {
            return;
        }

        var sequences = await session.Database.NextAsync(session, fresh.Count, cancellationToken).ConfigureAwait(false);
        var rows = fresh.Select((one, at) => new ObservationRow(
            sequences[at],
            database,
            one.Seen.ExternalId,
            one.Posting.Surrogate,
            one.Posting.Interface,
            one.Seen.OdooId,
            one.Seen.OdooState,
            one.Seen.Status.ToString(),
            one.Seen.End.ToString(),
            DesiredText.WriteValues(one.Seen.Values),
            Micros.Of(one.Seen.At),
            now)).ToList();
        await session.InsertManyAsync("observation", rows, "", "", cancellationToken).ConfigureAwait(false);
        await session.ExecuteManyAsync(
            """
            insert into posting_status (external_id, database, odoo_id, odoo_state, status, record_end, details, write_date, since)
            values (@ExternalId, @Database, @OdooId, @OdooState, @Status, @RecordEnd, @Details, @WriteDate, @ObservedAt)
            on conflict (external_id) do update set database = excluded.database, odoo_id = excluded.odoo_id, odoo_state = excluded.odoo_state, status = excluded.status,
                record_end = excluded.record_end, details = excluded.details, write_date = excluded.write_date, since = excluded.since
            """,
            rows,
            cancellationToken).ConfigureAwait(false);
    }

    private static async Task<Dictionary<string, Posting>> PostingsAsync(Session session, IReadOnlyList<string> looked, CancellationToken cancellationToken) =>
        (await session.ReadAsync(
            $"""
            select external_id, surrogate, interface, desired, exists (select 1 from posting_revision r where r.external_id = posting.external_id and r.outcome = 'Withdrawn') from posting
            where {session.Database.In("external_id", "@ids")} order by external_id {session.Database.ForUpdate}
            """,
            new { ids = looked.ToArray() },
            // Also where the source has changed its mind since: it was not people who called it off.
            row => new Posting(row.GetString(0), row.GetInt64(1), row.GetString(2), row.GetBoolean(4) || DesiredText.Read(row.GetString(3)).Standing != RecordStanding.Active),
            cancellationToken).ConfigureAwait(false)).ToDictionary(row => row.ExternalId, StringComparer.Ordinal);

    private static async Task<Dictionary<string, Known>> StatusesAsync(Session session, IReadOnlyList<Observation> seen, CancellationToken cancellationToken) =>
        (await session.ReadAsync(
            $"select external_id, odoo_id, odoo_state, status, record_end, details, write_date from posting_status where {session.Database.In("external_id", "@ids")}",
            new { ids = seen.Select(one => one.ExternalId).ToArray() },
            row => new Known(row.GetString(0), row.GetInt64(1), row.Text(2), row.Word<ObservedStatus>(3), row.Word<RecordEnd>(4), row.GetString(5), row.GetInt64(6)),
            cancellationToken).ConfigureAwait(false)).ToDictionary(row => row.ExternalId, StringComparer.Ordinal);

    private sealed record Posting(string ExternalId, long Surrogate, string Interface, bool CalledOff);

    private sealed record Known(string ExternalId, long OdooId, string? OdooState, ObservedStatus Status, RecordEnd End, string Details, long WriteDate)
    {
        public bool Says(Observation seen) =>
            (OdooId, OdooState, Status, End, Details) == (seen.OdooId, seen.OdooState, seen.Status, seen.End, DesiredText.WriteValues(seen.Values));
    }

    private sealed record ObservationRow(
        long Sequence,
        string Database,
        string ExternalId,
        long Surrogate,
        string Interface,
        long OdooId,
        string? OdooState,
        string Status,
        string RecordEnd,
        string Details,
        long WriteDate,
        long ObservedAt);
}
