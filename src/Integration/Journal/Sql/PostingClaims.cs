using System.Globalization;
using Integration.Contracts;

namespace Integration.Journal.Sql;

/// <summary>
/// Leases on postings, and the attempts that fence Odoo (rule 18). Claims take turns, so that two of them never take postings of one serial key side by side; a turn lasts milliseconds, a call to Odoo a hundred times that.
/// </summary>
internal static class PostingClaims
{
    private const string Free =
        "due <= @now and (lease_until is null or lease_until <= @now) and (attempt_started is null or attempt_started + @fence <= @now)";

    /// <summary>Another posting of the serial key is in hand, or was in hands that may still be at work in Odoo.</summary>
    private const string Contended =
        """
        exists (select 1 from posting other
            where other.serial_key = posting.serial_key and other.external_id <> posting.external_id and other.attempt_started is not null
                and (other.lease_until > @now or other.attempt_started + @fence > @now))
        """;

    public static async Task<IReadOnlyList<ClaimedPosting>> ClaimAsync(
        Session session, string worker, string database, int most, TimeSpan lease, TimeSpan fence, CancellationToken cancellationToken)
    {
        await session.Database.TakeTurnAsync(session, JournalTurn.ClaimPostings, cancellationToken).ConfigureAwait(false);
        var pauses = await Pauses.ReadAsync(session, cancellationToken).ConfigureAwait(false);
        if (pauses.StopsDatabase(database))
        {
            return [];
        }

        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        var claim = new Claim(worker, database, now, now + Micros.Of(lease), Micros.Of(fence), [.. pauses.Interfaces]);
        await ParkAsync(session, claim, cancellationToken).ConfigureAwait(false);
        var taken = await TakeAsync(session, claim, $"unended >= {Starts.Suspect} and {Starts.NoOther("posting", "unended", "suspect.due is not null")}", "unended, external_id", 1, cancellationToken).ConfigureAwait(false);
        if (taken.Count == 0)
        {
            taken = await TakeAsync(session, claim, $"unended < {Starts.Suspect}", "rank, due, external_id", most, cancellationToken).ConfigureAwait(false);
        }

        if (taken.Count == 0)
        {
            return [];
        }

        var claimed = await ReadAsync(session, taken, now, cancellationToken).ConfigureAwait(false);
        await AttemptAsync(session, claim, claimed, cancellationToken).ConfigureAwait(false);
        return claimed;
    }

    private static async Task ParkAsync(Session session, Claim claim, CancellationToken cancellationToken)
    {
        var parked = await session.ReadAsync(
            $"""
            update posting set state = 'Parked', due = null, lease_by = null, lease_until = null, in_doubt = true, changed_at = @now,
                failure_kind = @kind, reason = @Reason, remedy = @Remedy
            where external_id in (select external_id from posting where database = @Database and {Free} and {Starts.Worst("unended")} {session.Database.SkipLocked})
            returning external_id, revision
            """,
            new { claim.Database, now = claim.Now, fence = claim.Fence, kind = Starts.Parked.Kind.ToString(), Starts.Parked.Reason, Starts.Parked.Remedy },
            row => (ExternalId: row.GetString(0), Revision: row.GetInt64(1)),
            cancellationToken).ConfigureAwait(false);
        foreach (var posting in parked)
        {
            JournalLog.PostingParked(session.Database.Logger, posting.ExternalId);
        }

        await session.ExecuteManyAsync(
            "update posting_revision set outcome = 'Parked', reason = @Reason, decided_at = @Now where external_id = @ExternalId and revision = @Revision",
            parked.ConvertAll(posting => new { posting.ExternalId, posting.Revision, Starts.Parked.Reason, claim.Now }),
            cancellationToken).ConfigureAwait(false);
    }

    private static Task<List<string>> TakeAsync(Session session, Claim claim, string which, string order, int most, CancellationToken cancellationToken) =>
        session.ReadAsync(
            $"""
            with picked as materialized (
                select external_id from posting
                where database = @database and {Free} and {which} and not ({session.Database.In("interface", "@paused")}) and (serial_key is null or not {Contended})
                order by {order} limit @most {session.Database.SkipLocked})
            update posting set lease_by = @worker, lease_until = @until, starts = starts + 1, unended = unended + 1,
                in_doubt = in_doubt or attempt_started is not null, disturbed = false, attempt_started = @now
            where external_id in (select external_id from picked)
            returning external_id
            """,
            new { worker = claim.Worker, database = claim.Database, now = claim.Now, until = claim.Until, fence = claim.Fence, paused = claim.Paused, most },
            row => row.GetString(0),
            cancellationToken);

    private static Task<List<ClaimedPosting>> ReadAsync(Session session, List<string> taken, long now, CancellationToken cancellationToken) =>
        session.ReadAsync(
            $"""
            select external_id, revision, posted_revision, desired, odoo_id, baseline, in_doubt, starts, sequence, accepted, given_up, attempted from posting
            where {session.Database.In("external_id", "@taken")} order by rank, external_id
            """,
            new { taken = taken.ToArray() },
            row => new ClaimedPosting(
                row.GetString(0),
                row.GetInt64(1),
                row.GetInt64(2),
                DesiredText.Read(row.GetString(3)),
                row.Number(4),
                DesiredText.ReadBaseline(row.Text(5)),
                row.GetBoolean(6),
                (int)row.GetInt64(7),
                row.GetInt64(8).ToString(CultureInfo.InvariantCulture))
            {
                Accepted = DesiredText.ReadAccepted(row.Text(9)),
                GivenUp = row.GetBoolean(10),
                Attempted = DesiredText.ReadAttempted(row.Text(11)),
                ClaimedAt = Micros.ToInstant(now),
            },
            cancellationToken);

    private static async Task AttemptAsync(Session session, Claim claim, List<ClaimedPosting> claimed, CancellationToken cancellationToken)
    {
        var day = Micros.Day(claim.Now);
        await session.Database.PrepareDayAsync(session, day, cancellationToken).ConfigureAwait(false);
        var ids = await session.Database.NextAsync(session, claimed.Count, cancellationToken).ConfigureAwait(false);
        await session.InsertManyAsync(
            "posting_attempt",
            claimed.Select((posting, at) => new AttemptRow(day, ids[at], posting.ExternalId, posting.Revision, claim.Worker, claim.Now, claim.Until)).ToList(),
            "",
            "",
            cancellationToken).ConfigureAwait(false);
    }

    private sealed record Claim(string Worker, string Database, long Now, long Until, long Fence, string[] Paused);

    private sealed record AttemptRow(long Day, long Id, string ExternalId, long Revision, string Worker, long StartedAt, long Deadline);
}
