namespace Integration.Journal.Sql;

/// <summary>Who asks a server, and how far that came.</summary>
internal static class Polls
{
    public static async Task<PollStanding?> LeadAsync(Session session, string worker, string interfaceName, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        var led = await session.ExecuteAsync(
            """
            insert into poll_lead (interface, lease_by, lease_until) values (@interfaceName, @worker, @until)
            on conflict (interface) do update set lease_by = excluded.lease_by, lease_until = excluded.lease_until
            where poll_lead.lease_by is null or poll_lead.lease_by = excluded.lease_by or poll_lead.lease_until <= @now
            """,
            new { interfaceName, worker, now, until = now + Micros.Of(lease) },
            cancellationToken).ConfigureAwait(false);
        if (led == 0)
        {
            return null;
        }

        var hinted = await session.NumberAsync("select hinted_at from poll_lead where interface = @interfaceName", new { interfaceName }, cancellationToken).ConfigureAwait(false);
        return new PollStanding(
            Micros.ToInstant(now), hinted == 0 ? null : Micros.ToInstant(hinted), await ReadAsync(session, interfaceName, cancellationToken).ConfigureAwait(false));
    }

    public static Task<int> EndLeadsAsync(Session session, string worker, CancellationToken cancellationToken) =>
        session.ExecuteAsync("update poll_lead set lease_by = null, lease_until = null where lease_by = @worker", new { worker }, cancellationToken);

    public static async Task<bool> HintAsync(Session session, string interfaceName, CancellationToken cancellationToken)
    {
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        return await session.ExecuteAsync(
            "insert into poll_lead (interface, hinted_at) values (@interfaceName, @now) on conflict (interface) do update set hinted_at = excluded.hinted_at", new { interfaceName, now }, cancellationToken)
            .ConfigureAwait(false) == 1;
    }

    public static async Task<bool> SaveAsync(Session session, string worker, string interfaceName, string thing, Watermark? watermark, string? outcome, CancellationToken cancellationToken)
    {
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        var leads = await session.ReadAsync(
            $"select interface from poll_lead where interface = @interfaceName and lease_by = @worker {session.Database.ForUpdate}", new { interfaceName, worker }, row => row.GetString(0), cancellationToken)
            .ConfigureAwait(false);
        if (leads.Count == 0)
        {
            return false;
        }

        await session.ExecuteAsync(
            """
            insert into poll_watermark (interface, thing, watermark, watermark_at, polled_at, outcome) values (@interfaceName, @thing, @text, @at, @polled, @outcome)
            on conflict (interface, thing) do update
            set watermark = coalesce(excluded.watermark, poll_watermark.watermark), watermark_at = coalesce(excluded.watermark_at, poll_watermark.watermark_at),
                polled_at = coalesce(excluded.polled_at, poll_watermark.polled_at), outcome = coalesce(excluded.outcome, poll_watermark.outcome)
            """,
            new { interfaceName, thing, text = watermark?.Text, at = watermark is { } mark ? Micros.Of(mark.At) : (long?)null, polled = outcome is null ? (long?)null : now, outcome },
            cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <param name="interfaceName">Null for all.</param>
    public static async Task<IReadOnlyList<PolledThing>> ReadAsync(Session session, string? interfaceName, CancellationToken cancellationToken) => await session.ReadAsync(
        $"select interface, thing, watermark, watermark_at, polled_at, outcome from poll_watermark {(interfaceName is null ? "" : "where interface = @interfaceName")} order by interface, thing",
        new { interfaceName },
        row => new PolledThing(
            row.GetString(0), row.GetString(1), row.Text(2) is { } text ? new Watermark(text, Micros.ToInstant(row.GetInt64(3))) : null, row.Number(4) is { } at ? Micros.ToInstant(at) : null, row.Text(5)),
        cancellationToken).ConfigureAwait(false);
}
