using Integration.Contracts;

namespace Integration.Journal.Sql;

/// <summary>Wake-ups: asked for by folds, leased when due, kept as ticks when taken in.</summary>
internal static class Ticks
{
    private const string Due = "not parked and at <= @now and (lease_until is null or lease_until <= @now)";

    public static async Task<IReadOnlyList<ClaimedTick>> ClaimAsync(Session session, string worker, int most, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        if (await session.NumberAsync($"select count(*) from (select 1 from wake_up where {Due} limit 1) due", new { now }, cancellationToken).ConfigureAwait(false) == 0)
        {
            // What it is nearly always, before every batch of messages.
            return [];
        }

        var paused = (await Pauses.ReadAsync(session, cancellationToken).ConfigureAwait(false)).Interfaces.ToArray();
        var parked = await session.ReadAsync(
            $"update wake_up set parked = true, lease_by = null, lease_until = null where {Due} and starts >= {Starts.Most} returning id", new { now }, row => row.GetInt64(0), cancellationToken)
            .ConfigureAwait(false);
        parked.ForEach(id => JournalLog.TickParked(session.Database.Logger, id));

        var claim = new { worker, now, until = now + Micros.Of(lease), most, paused };
        var taken = await TakeAsync(session, $"starts >= {Starts.Suspect}", claim with { most = 1 }, cancellationToken).ConfigureAwait(false);
        if (taken.Count == 0)
        {
            taken = await TakeAsync(session, $"starts < {Starts.Suspect}", claim, cancellationToken).ConfigureAwait(false);
        }

        return taken.Count == 0
            ? []
            : await session.ReadAsync(
                $"select w.id, f.domain, f.key, w.name, w.at, w.interface from wake_up w join fold f on f.surrogate = w.surrogate where {session.Database.In("w.id", "@taken")} order by w.at, w.id",
                new { taken = taken.ToArray() },
                row => new ClaimedTick(row.GetInt64(0), new FoldKey(row.GetString(1), row.GetString(2)), row.GetString(3), Micros.ToInstant(row.GetInt64(4)), row.GetString(5)),
                cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Which of these are in the worker's hands; locked, so that a claim after a lease ran out cannot take them in between.</summary>
    public static async Task<IReadOnlySet<long>> HeldAsync(Session session, string worker, long[] ids, CancellationToken cancellationToken) =>
        ids.Length == 0
            ? new HashSet<long>()
            : (await session.ReadAsync(
                $"select id from wake_up where lease_by = @worker and {session.Database.In("id", "@ids")} order by id {session.Database.ForUpdate}",
                new { worker, ids },
                row => row.GetInt64(0),
                cancellationToken).ConfigureAwait(false)).ToHashSet();

    /// <summary>Moves what was taken in to the history.</summary>
    /// <exception cref="LeaseLostException">One of them is no longer this worker's, or no longer asked for.</exception>
    public static async Task TakeInAsync(Session session, string worker, IReadOnlyList<long> ids, long now, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return;
        }

        var taken = await session.ReadAsync(
            $"delete from wake_up where lease_by = @worker and {session.Database.In("id", "@ids")} returning id, surrogate, name, at",
            new { worker, ids = ids.ToArray() },
            row => new TickRow(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetInt64(3), now),
            cancellationToken).ConfigureAwait(false);
        if (taken.Count != ids.Distinct().Count())
        {
            throw new LeaseLostException($"Of {ids.Count} wake-ups, {ids.Count - taken.Count} are no longer in the hands of {worker}.");
        }

        await session.InsertManyAsync("tick", taken, "", "", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The newest list of a fold replaces what it asked for before; what stays the same keeps its lease.</summary>
    public static async Task ReplaceAsync(Session session, StatementBatch writes, IReadOnlyList<(long Surrogate, FoldUpdate Update)> folds, CancellationToken cancellationToken)
    {
        var surrogates = folds.Select(fold => fold.Surrogate).ToArray();
        var there = (await session.ReadAsync(
            $"select surrogate, name, id, at from wake_up where {session.Database.In("surrogate", "@surrogates")}",
            new { surrogates },
            row => (Surrogate: row.GetInt64(0), Name: row.GetString(1), Id: row.GetInt64(2), At: row.GetInt64(3)),
            cancellationToken).ConfigureAwait(false)).ToDictionary(old => (old.Surrogate, old.Name));
        var asked = folds.SelectMany(fold => fold.Update.WakeUps.Select(wish => (fold.Surrogate, wish.Name, fold.Update.Interface, At: Micros.Of(wish.At))))
            .GroupBy(wish => (wish.Surrogate, wish.Name)).ToDictionary(same => same.Key, same => same.Last());
        var gone = there.Where(old => !asked.ContainsKey(old.Key)).Select(old => old.Value.Id).ToArray();
        if (gone.Length > 0)
        {
            await session.ExecuteAsync($"delete from wake_up where {session.Database.In("id", "@gone")}", new { gone }, cancellationToken).ConfigureAwait(false);
        }

        var moved = asked.Values.Where(wish => !there.TryGetValue((wish.Surrogate, wish.Name), out var old) || old.At != wish.At).ToList();
        var ids = await session.Database.NextAsync(session, moved.Count, cancellationToken).ConfigureAwait(false);
        writes.Insert(
            "wake_up",
            moved.Select((wish, at) => new WakeUpRow(ids[at], wish.Surrogate, wish.Name, wish.Interface, wish.At)).ToList(),
            """
            on conflict (surrogate, name) do update
            set id = excluded.id, at = excluded.at, interface = excluded.interface, parked = false, lease_by = null, lease_until = null, starts = 0
            where wake_up.at <> excluded.at
            """);
    }

    private static Task<List<long>> TakeAsync(Session session, string which, object claim, CancellationToken cancellationToken) =>
        session.ReadAsync(
            $"""
            with picked as materialized (
                select id from wake_up where {Due} and {which} and not ({session.Database.In("interface", "@paused")}) order by at, id limit @most {session.Database.SkipLocked})
            update wake_up set lease_by = @worker, lease_until = @until, starts = starts + 1 where id in (select id from picked)
            returning id
            """,
            claim,
            row => row.GetInt64(0),
            cancellationToken);

    private sealed record WakeUpRow(long Id, long Surrogate, string Name, string Interface, long At);

    private sealed record TickRow(long Id, long Surrogate, string Name, long At, long TakenAt);
}
