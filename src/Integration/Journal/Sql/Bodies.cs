namespace Integration.Journal.Sql;

/// <summary>Stored bodies, and when they go.</summary>
internal static class Bodies
{
    /// <summary>Bodies outlive their day while their message has no final outcome.</summary>
    private const string Needed = "outcome in ('InFlight', 'Held', 'Parked')";

    /// <summary>The second only where older programs wrote to it.</summary>
    private static readonly string[] s_identities = ["message_known", "message_identity"];

    /// <summary>A duplicate has no body of its own: it shows the first one's.</summary>
    public static async Task<StoredMessage?> FindAsync(Session session, long sequence, CancellationToken cancellationToken) =>
        (await session.ReadAsync(
            """
            select m.sequence, m.interface, m.type, m.control_id, m.received_at, m.outcome, m.reason, b.body
            from message m
            left join message f on f.sequence = case when m.body_day is null then m.resend_of else m.sequence end
            left join message_body b on b.day = f.body_day and b.sequence = f.sequence
            where m.sequence = @sequence
            """,
            new { sequence },
            row => new StoredMessage(
                row.GetInt64(0),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                Micros.ToInstant(row.GetInt64(4)),
                row.Word<MessageOutcome>(5),
                row.Text(6),
                row.Bytes(7)),
            cancellationToken).ConfigureAwait(false)).SingleOrDefault();

    public static async Task<long> PurgeAsync(Session session, TimeSpan olderThan, TimeSpan identityOlderThan, CancellationToken cancellationToken)
    {
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        var beforeDay = Micros.Day(now - Micros.Of(olderThan));
        await KeepAsync(session, beforeDay, cancellationToken).ConfigureAwait(false);
        var gone = await session.Database.DropHistoryAsync(session, beforeDay, cancellationToken).ConfigureAwait(false);
        gone += await session.ExecuteAsync(
            $"delete from message_body where day = 0 and not exists (select 1 from message m where m.sequence = message_body.sequence and m.{Needed})", null, cancellationToken).ConfigureAwait(false);
        await ClosedKeys.ForgetAsync(session, cancellationToken).ConfigureAwait(false);
        foreach (var table in s_identities)
        {
            await session.ExecuteAsync($"delete from {table} where received_at < @before", new { before = now - Micros.Of(identityOlderThan) }, cancellationToken).ConfigureAwait(false);
        }

        await InterfaceEvents.ForgetAsync(session, now - Micros.Of(identityOlderThan), cancellationToken).ConfigureAwait(false);
        await Files.ForgetAsync(session, now - Micros.Of(identityOlderThan), cancellationToken).ConfigureAwait(false);
        return gone;
    }

    private static async Task KeepAsync(Session session, long beforeDay, CancellationToken cancellationToken)
    {
        var kept = await session.ReadAsync(
            $"select sequence from message where {Needed} and body_day > 0 and body_day < @beforeDay {session.Database.ForUpdate}", new { beforeDay }, row => row.GetInt64(0), cancellationToken)
            .ConfigureAwait(false);
        if (kept.Count > 0)
        {
            var sequences = kept.ToArray();
            await session.ExecuteAsync(
                $"insert into message_body (day, sequence, body) select 0, sequence, body from message_body where day > 0 and day < @beforeDay and {session.Database.In("sequence", "@sequences")}",
                new { beforeDay, sequences },
                cancellationToken).ConfigureAwait(false);
            await session.ExecuteAsync($"delete from message_body where day > 0 and day < @beforeDay and {session.Database.In("sequence", "@sequences")}", new { beforeDay, sequences }, cancellationToken)
                .ConfigureAwait(false);
            await session.ExecuteAsync($"update message set body_day = 0 where {session.Database.In("sequence", "@sequences")}", new { sequences }, cancellationToken).ConfigureAwait(false);
        }
    }
}
