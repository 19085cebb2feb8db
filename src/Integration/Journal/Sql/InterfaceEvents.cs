using Integration.Contracts;

namespace Integration.Journal.Sql;

/// <summary>Events of interfaces: one row for each interface, kind, subject and day.</summary>
internal static class InterfaceEvents
{
    private const int LongestDetail = 200;

    public static async Task<bool> RecordAsync(Session session, IReadOnlyList<EventNote> notes, CancellationToken cancellationToken)
    {
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        var ids = await session.Database.NextAsync(session, notes.Count, cancellationToken).ConfigureAwait(false);
        await session.ExecuteManyAsync(
            """
            insert into interface_event (id, interface, kind, subject, day, first_at, last_at, count, detail) values (@Id, @Interface, @Kind, @Subject, @Day, @FirstAt, @LastAt, @Count, @Detail)
            on conflict (interface, kind, subject, day) do update
            set last_at = excluded.last_at, count = interface_event.count + excluded.count, detail = coalesce(excluded.detail, interface_event.detail)
            """,
            notes.Select((note, at) => Row(note, ids[at], now)).OrderBy(row => (row.Interface, row.Kind, row.Subject, row.Day)).ToList(),
            cancellationToken).ConfigureAwait(false);
        return true;
    }

    public static async Task<bool> SetConditionAsync(Session session, string interfaceName, InterfaceEventKind kind, bool open, string? detail, CancellationToken cancellationToken)
    {
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        var (word, day) = (kind.ToString(), Micros.Day(now));
        if (!open)
        {
            return await session.ExecuteAsync(
                "update interface_event set is_open = @closed, closed_at = @now where interface = @interfaceName and kind = @word and is_open", new { interfaceName, word, now, closed = false }, cancellationToken)
                .ConfigureAwait(false) > 0;
        }

        var there = await session.NumberAsync("select count(*) from interface_event where interface = @interfaceName and kind = @word and is_open", new { interfaceName, word }, cancellationToken).ConfigureAwait(false);
        if (there > 0)
        {
            return false;
        }

        var id = (await session.Database.NextAsync(session, 1, cancellationToken).ConfigureAwait(false))[0];
        return await session.ExecuteAsync(
            """
            insert into interface_event (id, interface, kind, subject, day, first_at, last_at, count, detail, is_open) values (@id, @interfaceName, @word, '', @day, @now, @now, 1, @detail, @open)
            on conflict (interface, kind, subject, day) do update
            set last_at = excluded.last_at, count = interface_event.count + 1, detail = excluded.detail, is_open = excluded.is_open, closed_at = null where not interface_event.is_open
            """,
            new { id, interfaceName, word, day, now, detail = Short(detail), open },
            cancellationToken).ConfigureAwait(false) > 0;
    }

    public static async Task<IReadOnlyList<InterfaceEvent>> ReadAsync(Session session, string? interfaceName, DateTimeOffset? since, int most, CancellationToken cancellationToken) =>
        await session.ReadAsync(
            $"""
            select interface, kind, subject, first_at, last_at, count, detail, is_open, closed_at from interface_event
            where (last_at >= @since or is_open) {(interfaceName is null ? "" : "and interface = @interfaceName")}
            order by last_at desc, id desc limit @most
            """,
            new { interfaceName, since = since is { } from ? Micros.Of(from) : 0, most },
            row => new InterfaceEvent(
                row.GetString(0),
                row.Word<InterfaceEventKind>(1),
                row.GetString(2),
                Micros.ToInstant(row.GetInt64(3)),
                Micros.ToInstant(row.GetInt64(4)),
                row.GetInt64(5),
                row.Text(6),
                row.GetBoolean(7),
                row.Number(8) is { } closed ? Micros.ToInstant(closed) : null),
            cancellationToken).ConfigureAwait(false);

    public static async Task<IReadOnlyList<EventCount>> CountAsync(Session session, CancellationToken cancellationToken) => await session.ReadAsync(
        "select interface, kind, cast(sum(count) as bigint) from interface_event group by interface, kind order by interface, kind",
        null,
        row => new EventCount(row.GetString(0), row.Word<InterfaceEventKind>(1), row.GetInt64(2)),
        cancellationToken).ConfigureAwait(false);

    /// <summary>What only happened goes when the identities of its time go.</summary>
    public static Task<int> ForgetAsync(Session session, long before, CancellationToken cancellationToken) =>
        session.ExecuteAsync("delete from interface_event where last_at < @before and not is_open", new { before }, cancellationToken);

    private static EventRow Row(EventNote note, long id, long now)
    {
        var last = now - Micros.Of(note.LastAgo);
        return new EventRow(id, note.Interface, note.Kind.ToString(), note.Subject, Micros.Day(last), now - Micros.Of(note.FirstAgo), last, note.Count, Short(note.Detail));
    }

    /// <summary>What a sender wrote stands here at most as its control id: bounded, and text for any database.</summary>
    private static string? Short(string? detail) =>
        detail is null ? null : string.Concat(detail.Where(letter => !char.IsControl(letter) && !char.IsSurrogate(letter)).Take(LongestDetail));

    private sealed record EventRow(long Id, string Interface, string Kind, string Subject, long Day, long FirstAt, long LastAt, long Count, string? Detail);
}
