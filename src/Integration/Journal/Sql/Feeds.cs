using Integration.Contracts;

namespace Integration.Journal.Sql;

/// <summary>How interfaces stand: from what was received and who listens, the same for every process.</summary>
internal static class Feeds
{
    public static async Task<IReadOnlyList<FeedStanding>> WatchAsync(Session session, IReadOnlyCollection<string> interfaces, TimeSpan missed, CancellationToken cancellationToken)
    {
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        await session.ExecuteManyAsync(
            """
            insert into interface_watch (interface, since, seen_at) values (@Interface, @Now, @Now)
            on conflict (interface) do update
            set since = case when interface_watch.seen_at < @Broken then excluded.since else interface_watch.since end, seen_at = excluded.seen_at
            """,
            interfaces.Order(StringComparer.Ordinal).Select(name => new { Interface = name, Now = now, Broken = now - Micros.Of(missed) }).ToList(),
            cancellationToken).ConfigureAwait(false);
        return [.. (await ReadAsync(session, withToday: false, cancellationToken).ConfigureAwait(false)).Where(feed => interfaces.Contains(feed.Interface))];
    }

    /// <param name="withToday">Counting today's messages costs more than all else.</param>
    public static async Task<IReadOnlyList<FeedStanding>> ReadAsync(Session session, bool withToday, CancellationToken cancellationToken)
    {
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        var today = Micros.Day(now);
        var last = await session.ReadAsync(
            "select interface, last_at, last_type from message_received r where day = (select max(day) from message_received d where d.interface = r.interface)",
            null,
            row => (Interface: row.GetString(0), At: row.GetInt64(1), Type: row.Text(2)),
            cancellationToken).ConfigureAwait(false);
        var watched = await session.ReadAsync(
            "select interface, since, seen_at from interface_watch", null, row => (Interface: row.GetString(0), Since: row.GetInt64(1), SeenAt: row.GetInt64(2)), cancellationToken).ConfigureAwait(false);
        var names = last.Select(row => row.Interface).Union(watched.Select(row => row.Interface)).Order(StringComparer.Ordinal).ToArray();
        var counted = !withToday ? [] : await session.ReadAsync(
            $"select interface, outcome, count(*) from message where {session.Database.In("interface", "@names")} and day = @today group by interface, outcome",
            new { names, today },
            row => (Interface: row.GetString(0), Outcome: row.Word<MessageOutcome>(1), Count: row.GetInt64(2)),
            cancellationToken).ConfigureAwait(false);
        var outcomes = counted.ToLookup(row => row.Interface);
        var open = (await session.ReadAsync(
            "select interface, kind from interface_event where is_open order by kind", null, row => (Interface: row.GetString(0), Kind: row.Word<InterfaceEventKind>(1)), cancellationToken).ConfigureAwait(false))
            .ToLookup(row => row.Interface, row => row.Kind);
        return
        [
            .. names.Select(name =>
            {
                var received = last.Where(row => row.Interface == name && row.At > 0).Select(row => ((DateTimeOffset?)Micros.ToInstant(row.At), row.Type)).FirstOrDefault();
                var watch = watched.Where(row => row.Interface == name).Select(row => ((DateTimeOffset?)Micros.ToInstant(row.Since), (DateTimeOffset?)Micros.ToInstant(row.SeenAt))).FirstOrDefault();
                return new FeedStanding(
                    name, Micros.ToInstant(now), received.Item1, received.Type, watch.Item1, watch.Item2, outcomes[name].ToDictionary(row => row.Outcome, row => row.Count), [.. open[name]]);
            }),
        ];
    }
}
