namespace Integration.Journal.Sql;

/// <summary>Subscriptions with servers, and the numbers of their events.</summary>
internal static class Subscriptions
{
    /// <param name="interfaceName">Null for all.</param>
    public static async Task<IReadOnlyList<KnownSubscription>> ReadAsync(Session session, string? interfaceName, CancellationToken cancellationToken) => await session.ReadAsync(
        $"""
        select interface, name, id, status, ends_at, checked_at, heard_at, last_event, gap_from, gap_to from subscription
        {(interfaceName is null ? "" : "where interface = @interfaceName")} order by interface, name
        """,
        new { interfaceName },
        row => new KnownSubscription(
            row.GetString(0), row.GetString(1), row.Text(2), row.GetString(3), Instant(row.Number(4)), Instant(row.Number(5)), Instant(row.Number(6)), row.Number(7),
            row.Number(8) is { } from ? new NumberGap(from, row.GetInt64(9)) : null),
        cancellationToken).ConfigureAwait(false);

    public static async Task<bool> SaveAsync(Session session, SubscriptionLook look, long? lastEvent, CancellationToken cancellationToken)
    {
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        return await session.ExecuteAsync(
            """
            insert into subscription (interface, name, id, status, ends_at, checked_at, last_event) values (@Interface, @Name, @Id, @Status, @ends, @now, @lastEvent)
            on conflict (interface, name) do update
            set id = excluded.id, status = excluded.status, ends_at = excluded.ends_at, checked_at = excluded.checked_at, last_event = coalesce(excluded.last_event, subscription.last_event)
            """,
            new { look.Interface, look.Name, look.Id, look.Status, ends = look.EndsAt is { } end ? Micros.Of(end) : (long?)null, now, lastEvent },
            cancellationToken).ConfigureAwait(false) == 1;
    }

    public static async Task<HeardResult> HearAsync(Session session, string interfaceName, string id, HeardEvents heard, CancellationToken cancellationToken)
    {
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        var found = await session.ReadAsync(
            $"select last_event, gap_from, gap_to from subscription where interface = @interfaceName and id = @id {session.Database.ForUpdate}",
            new { interfaceName, id },
            row => (Last: row.Number(0), Gap: row.Number(1) is { } from ? new NumberGap(from, row.GetInt64(2)) : null),
            cancellationToken).ConfigureAwait(false);
        if (found.Count == 0)
        {
            return HeardResult.Unknown;
        }

        var (last, open) = found[0];
        var restarted = heard.Counts && heard.Last < last;
        var missing = !restarted && last is { } known && heard.First > known + 1 ? new NumberGap(known + 1, heard.First - 1) : null;
        var gap = missing is null ? open : new NumberGap(Math.Min(missing.From, open?.From ?? missing.From), missing.To);
        await session.ExecuteAsync(
            """
            update subscription set heard_at = @now, last_event = @last, gap_from = @from, gap_to = @to, status = coalesce(@Status, status) where interface = @interfaceName and id = @id
            """,
            new { interfaceName, id, now, last = restarted ? heard.Last : Math.Max(heard.Last, last ?? 0), from = gap?.From, to = gap?.To, heard.Status },
            cancellationToken).ConfigureAwait(false);
        return new HeardResult(true, missing, restarted);
    }

    public static Task<int> CloseGapAsync(Session session, string interfaceName, string name, long upTo, CancellationToken cancellationToken) => session.ExecuteAsync(
        "update subscription set gap_from = null, gap_to = null where interface = @interfaceName and name = @name and gap_to <= @upTo", new { interfaceName, name, upTo }, cancellationToken);

    private static DateTimeOffset? Instant(long? micros) => micros is { } at ? Micros.ToInstant(at) : null;
}
