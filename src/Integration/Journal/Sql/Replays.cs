using System.Globalization;
using Integration.Contracts;

namespace Integration.Journal.Sql;

/// <summary>Replays: what they name, what they would change, and how they go on. Facts are unique by contract key, so taking a message again changes nothing unless its mapping or tables give another result (rule 7).</summary>
internal static class Replays
{
    private const string Columns = "id, selection, version, author, reason, made_at, per_second, total, done, skipped, ended_at";

    public static async Task<IReadOnlyList<ReplayCandidate>> SelectAsync(Session session, ReplaySelection selection, int most, CancellationToken cancellationToken)
    {
        var ids = selection.Ids.ToArray();
        var cause = selection.Cause is { } asked ? await OfCauseAsync(session, asked, cancellationToken).ConfigureAwait(false) : [];
        string[] conditions =
        [
            .. Where(ids.Length > 0, session.Database.In("m.sequence", "@ids")),
            .. Where(selection.Cause is not null, session.Database.In("m.sequence", "@cause")),
            .. Where(selection.Key is not null, "exists (select 1 from contract c where c.domain = @Domain and c.key = @Key and c.sequence = m.sequence)"),
            .. Where(selection.Contract is not null, "m.sequence = (select c.sequence from contract c where c.id = @Contract)"),
            .. Where(selection.Interface is not null, "m.interface = @Interface"),
            .. Where(selection.From is not null, "m.received_at >= @From"),
            .. Where(selection.To is not null, "m.received_at < @To"),
        ];
        if (conditions.Length == 0)
        {
            throw new ArgumentException("A replay needs something to choose its messages by.", nameof(selection));
        }

        return await session.ReadAsync(
            $"""
            select m.sequence, m.interface, m.received_at, m.outcome, exists (select 1 from message_body b where b.day = m.body_day and b.sequence = m.sequence)
            from message m where {string.Join(" and ", conditions)} order by m.sequence limit @most
            """,
            new
            {
                ids,
                cause,
                selection.Key?.Domain,
                selection.Key?.Key,
                selection.Contract,
                selection.Interface,
                From = selection.From is { } from ? Micros.Of(from) : 0,
                To = selection.To is { } to ? Micros.Of(to) : 0,
                most,
            },
            row => new ReplayCandidate(row.GetInt64(0), row.GetString(1), Micros.ToInstant(row.GetInt64(2)), row.Word<MessageOutcome>(3), row.GetBoolean(4)),
            cancellationToken).ConfigureAwait(false);
    }

    public static async Task<ReplayEffect> MeasureAsync(Session session, FoldCommit commit, CancellationToken cancellationToken)
    {
        var contracts = commit.Contracts.Select(entry => entry.Contract.Envelope.Id).Distinct().ToArray();
        var known = contracts.Length == 0 ? [] : await session.ReadAsync(
            $"select id from contract where {session.Database.In("id", "@contracts")}", new { contracts }, row => row.GetString(0), cancellationToken).ConfigureAwait(false);
        var drafts = commit.Folds.Where(fold => fold.Deliver != InterfaceMode.Observe).SelectMany(fold => fold.Desired).ToDictionary(draft => draft.Record.ExternalId, draft => DesiredText.Hash(draft.Record));
        var records = drafts.Keys.ToArray();
        var there = records.Length == 0 ? [] : await session.ReadAsync(
            $"select external_id, desired_hash from posting where {session.Database.In("external_id", "@records")}",
            new { records },
            row => (Id: row.GetString(0), Hash: row.Bytes(1)!),
            cancellationToken).ConfigureAwait(false);
        var same = there.Count(row => row.Hash.AsSpan().SequenceEqual(drafts[row.Id]));
        return new ReplayEffect(contracts.Length - known.Count, drafts.Count - same);
    }

    public static async Task<IReadOnlyList<FoldRow>> RememberedAsync(Session session, string domain, string? key, CancellationToken cancellationToken) => await session.ReadAsync(
        $"""
        select {LockedRow.Columns} from fold
        where domain = @domain and state is not null {(key is null ? "" : "and key = @key")} order by key
        """,
        new { domain, key },
        row => LockedRow.Read(row).Row,
        cancellationToken).ConfigureAwait(false);

    public static async Task<IReadOnlyDictionary<FoldKey, FoldRow>> FoldsAsync(Session session, IReadOnlyCollection<FoldKey> keys, CancellationToken cancellationToken)
    {
        var rows = keys.Distinct().ToDictionary(key => key, key => new FoldRow(key, 0, null, 0, null));
        if (rows.Count > 0)
        {
            var found = await session.ReadAsync(
                $"select {LockedRow.Columns} from fold where {session.Database.In("domain", "@domains")} and {session.Database.In("key", "@names")}",
                new { domains = rows.Keys.Select(key => key.Domain).Distinct().ToArray(), names = rows.Keys.Select(key => key.Key).Distinct().ToArray() },
                LockedRow.Read,
                cancellationToken).ConfigureAwait(false);
            foreach (var (own, row) in await Aliases.FollowAsync(session, [.. found.Where(row => rows.ContainsKey(row.Row.Key))], "", cancellationToken).ConfigureAwait(false))
            {
                rows[own.Row.Key] = row;
                rows[row.Key] = row;
            }
        }

        return rows;
    }

    public static async Task<long> OrderAsync(
        Session session, string selection, string? version, int perSecond, IReadOnlyCollection<long> sequences, Signature by, CancellationToken cancellationToken)
    {
        var reason = by.Reason ?? throw new ArgumentException("A replay needs a reason.", nameof(by));
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        var id = (await session.Database.NextAsync(session, 1, cancellationToken).ConfigureAwait(false))[0];
        await session.ExecuteAsync(
            "insert into replay (id, selection, version, author, reason, made_at, per_second, total) values (@id, @selection, @version, @Author, @reason, @now, @perSecond, @Total)",
            new { id, selection, version, by.Author, reason, now, perSecond, Total = (long)sequences.Count },
            cancellationToken).ConfigureAwait(false);
        await session.InsertManyAsync("replay_message", sequences.Distinct().Order().Select(sequence => new MessageRow(id, sequence)).ToList(), "", "", cancellationToken).ConfigureAwait(false);
        var act = new Act("replay", "replay", id.ToString(CultureInfo.InvariantCulture), null, CommandLog.Json(new { selection, version, messages = sequences.Count, perSecond }));
        await CommandLog.WriteAsync(session, act, by, cancellationToken).ConfigureAwait(false);
        return id;
    }

    public static async Task<Replay?> AdvanceAsync(Session session, long id, int most, CancellationToken cancellationToken)
    {
        var cursors = await session.ReadAsync($"select cursor from replay where id = @id and ended_at is null {session.Database.ForUpdate}", new { id }, row => row.GetInt64(0), cancellationToken)
            .ConfigureAwait(false);
        if (cursors.Count > 0)
        {
            var next = (await session.ReadAsync(
                "select sequence from replay_message where replay = @id and sequence > @Cursor order by sequence limit @most", new { id, Cursor = cursors[0], most }, row => row.GetInt64(0), cancellationToken)
                .ConfigureAwait(false)).ToArray();
            await session.ExecuteManyAsync(
                "update replay_message set was = (select outcome from message m where m.sequence = @Sequence) where replay = @Replay and sequence = @Sequence",
                next.Select(sequence => new { Replay = id, Sequence = sequence }).ToList(),
                cancellationToken).ConfigureAwait(false);
            var due = next.Length == 0 ? [] : await session.ReadAsync(
                $"""
                update message set outcome = 'InFlight', reason = null, decided_at = null, held_behind = null, starts = 0, replay = @id
                where {session.Database.In("sequence", "@next")} and outcome in ('Processed', 'Suppressed', 'Held', 'Parked')
                    and exists (select 1 from message_body b where b.day = message.body_day and b.sequence = message.sequence)
                returning sequence
                """,
                new { id, next },
                row => row.GetInt64(0),
                cancellationToken).ConfigureAwait(false);
            await Verdicts.ForgetHoldsAsync(session, due, cancellationToken).ConfigureAwait(false);
            var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
            await session.ExecuteAsync(
                "update replay set cursor = @Cursor, done = done + @Done, skipped = skipped + @Skipped, ended_at = @EndedAt where id = @id",
                new
                {
                    id,
                    Cursor = next.Length == 0 ? cursors[0] : next[^1],
                    Done = (long)due.Count,
                    Skipped = (long)(next.Length - due.Count),
                    EndedAt = next.Length < most ? now : (long?)null,
                },
                cancellationToken).ConfigureAwait(false);
        }

        return (await ReadAsync(session, "where id = @id", new { id }, cancellationToken).ConfigureAwait(false)).SingleOrDefault();
    }

    public static async Task<IReadOnlyList<Replay>> ListAsync(Session session, CancellationToken cancellationToken) =>
        await ReadAsync(session, "order by id desc", null, cancellationToken).ConfigureAwait(false);

    private static Task<List<Replay>> ReadAsync(Session session, string which, object? parameters, CancellationToken cancellationToken) =>
        session.ReadAsync(
            $"select {Columns} from replay {which}",
            parameters,
            row => new Replay(
                row.GetInt64(0),
                row.GetString(1),
                row.Text(2),
                new Signature(row.GetString(3), row.GetString(4)),
                Micros.ToInstant(row.GetInt64(5)),
                (int)row.GetInt64(6),
                row.GetInt64(7),
                row.GetInt64(8),
                row.GetInt64(9),
                row.Number(10) is { } ended ? Micros.ToInstant(ended) : null),
            cancellationToken);

    /// <summary>Messages that wait for the cause, and all that told of a record whose posting does.</summary>
    private static async Task<long[]> OfCauseAsync(Session session, ReplayCause cause, CancellationToken cancellationToken)
    {
        var waiting = (await Exceptions.WaitingAsync(session, cancellationToken).ConfigureAwait(false)).Where(entry => entry.Kind == cause.Kind && entry.Subject == cause.Subject).ToList();
        var records = waiting.Select(entry => entry.ExternalId).OfType<string>().ToArray();
        var behind = records.Length == 0 ? [] : await session.ReadAsync(
            $"""
            select distinct c.sequence from posting p join fold f on f.surrogate = p.surrogate join contract c on c.domain = f.domain and c.key = f.key
            where {session.Database.In("p.external_id", "@records")}
            """,
            new { records },
            row => row.GetInt64(0),
            cancellationToken).ConfigureAwait(false);
        return [.. waiting.Select(entry => entry.Message).OfType<long>().Concat(behind).Distinct()];
    }

    private static IEnumerable<string> Where(bool asked, string condition) => asked ? [condition] : [];

    private sealed record MessageRow(long Replay, long Sequence);
}
