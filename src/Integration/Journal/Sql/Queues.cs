namespace Integration.Journal.Sql;

/// <summary>What waits where.</summary>
internal static class Queues
{
    /// <summary>Stage, state, which rows, since when, due when.</summary>
    private static readonly string[] s_queues =
    [
        Queue("process", "waiting", "message", "outcome = 'InFlight' and (lease_until is null or lease_until <= @now)", "received_at", "received_at"),
        Queue("process", "in-hand", "message", "outcome = 'InFlight' and lease_until > @now", "received_at", "lease_until"),
        Queue("process", "held", "message", "outcome = 'Held'", "received_at", "null"),
        Queue("process", "parked", "message", "outcome = 'Parked'", "received_at", "null"),
        Queue("wake-up", "waiting", "wake_up", "not parked and (lease_until is null or lease_until <= @now)", "at", "at"),
        Queue("wake-up", "in-hand", "wake_up", "not parked and lease_until > @now", "at", "lease_until"),
        Queue("wake-up", "parked", "wake_up", "parked", "at", "null"),
        Queue("deliver", "waiting", "posting", "due is not null and (lease_until is null or lease_until <= @now)", "changed_at", "due"),
        Queue("deliver", "in-hand", "posting", "due is not null and lease_until > @now", "changed_at", "lease_until"),
        Queue("deliver", "held", "posting", "state = 'Held'", "changed_at", "null"),
        Queue("deliver", "parked", "posting", "state = 'Parked'", "changed_at", "null"),
        Queue("answer", "waiting", "message_answer", "due is not null and (lease_until is null or lease_until <= @now)", "since", "due"),
        Queue("answer", "in-hand", "message_answer", "due is not null and lease_until > @now", "since", "lease_until"),
        Queue("answer", "parked", "message_answer", "state = 'GivenUp'", "since", "null"),
    ];

    public static async Task<IReadOnlyList<QueueDepth>> ReadAsync(Session session, CancellationToken cancellationToken)
    {
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        return await session.ReadAsync(
            string.Join(" union all ", s_queues),
            new { now },
            row => new QueueDepth(row.GetString(0), row.GetString(1), row.GetInt64(2), Instant(row.Number(3)), Instant(row.Number(4))),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Only what waits is read: each table has an index of it.</summary>
    private static readonly string[] s_details =
    [
        Detail("process", "null", "message", Working, "case when outcome <> 'InFlight' then 0 else starts end", "outcome = 'Held'", "outcome = 'Parked'", "received_at", "received_at", "outcome in ('InFlight', 'Held', 'Parked')"),
        Detail("wake-up", "null", "wake_up", Working, "starts", "false", "parked", "at", "at", "true"),
        Detail("observe", "database", "observation", Working, "starts", "false", "parked", "observed_at", "observed_at", "taken_at is null"),
        Detail("deliver", "database", "posting", Working, "starts", "state = 'Held'", "state = 'Parked'", "changed_at", "due", "due is not null or state in ('Held', 'Parked')"),
        Detail("answer", "null", "message_answer", Working, "starts", "false", "state = 'GivenUp'", "since", "due", "due is not null or state = 'GivenUp'"),
    ];

    private const string Working = "lease_until > @now";

    public static async Task<IReadOnlyList<QueueDetail>> DetailsAsync(Session session, CancellationToken cancellationToken)
    {
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        var rows = await session.ReadAsync(
            string.Join(" union all ", s_details),
            new { now },
            row => new QueueDetail(row.Text(0), row.GetString(1), row.GetString(2), row.GetString(3), (int)row.GetInt64(4), row.GetInt64(5), Micros.ToInstant(row.GetInt64(6)), Instant(row.Number(7))),
            cancellationToken).ConfigureAwait(false);
        return [.. rows.OrderBy(row => row.Database, StringComparer.Ordinal).ThenBy(row => row.Interface, StringComparer.Ordinal).ThenBy(row => row.Stage, StringComparer.Ordinal)
            .ThenBy(row => row.State, StringComparer.Ordinal).ThenBy(row => row.Level)];
    }

    private static string Detail(
        string stage, string database, string table, string working, string starts, string held, string parked, string since, string due, string which) =>
        $"""
        select owner, interface, '{stage}', state, level, count(*), min(since), cast(min(next) as bigint) from (
            select cast({database} as text) as owner, interface, {since} as since,
                case when {held} then 'held' when {parked} then 'parked' when {working} then 'in-hand' when {starts} > 0 then 'retry' else 'waiting' end as state,
                case when {held} or {parked} then 0 else {starts} end as level,
                case when {held} or {parked} then null when {working} then lease_until else {due} end as next
            from {table} where {which}) as work
        group by owner, interface, state, level
        """;

    public static async Task<bool> SettledAsync(Session session, CancellationToken cancellationToken)
    {
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        return await session.NumberAsync(
            """
            select case when exists (select 1 from message where outcome = 'InFlight')
                or exists (select 1 from posting where due is not null)
                or exists (select 1 from observation where taken_at is null and not parked)
                or exists (select 1 from wake_up where not parked and at <= @now) then 0 else 1 end
            """,
            new { now },
            cancellationToken).ConfigureAwait(false) == 1;
    }

    private static string Queue(string stage, string state, string table, string which, string since, string due) =>
        $"select '{stage}', '{state}', count(*), min({since}), cast(min({due}) as bigint) from {table} where {which}";

    private static DateTimeOffset? Instant(long? micros) => micros is { } at ? Micros.ToInstant(at) : null;
}
