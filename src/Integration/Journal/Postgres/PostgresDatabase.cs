using System.Collections.Concurrent;
using System.Data;
using System.Globalization;
using System.Text;
using Integration.Journal.Sql;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Integration.Journal.Postgres;

/// <summary>The store of production: history partitioned by day, identity by hash, row locks, commits flushed before anything is answered.</summary>
internal sealed class PostgresDatabase : Database
{
    /// <summary>Namespace of this product's advisory locks.</summary>
    private const int LockSpace = 0x494E54;

    private const int DaysAhead = 7;

    private const int MostPrepared = 128;

    private static readonly string[] s_history = ["message_body", "posting_attempt"];

    private readonly NpgsqlDataSource _source;
    private readonly ConcurrentDictionary<long, bool> _days = new();

    public PostgresDatabase(string connectionString, ILogger logger)
        : base(logger)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            // Row values would otherwise stand in exceptions, and from there in logs.
            IncludeErrorDetail = false,
        };
        settings.ApplicationName ??= "integration";

        // The journal says few things, and says them all the time.
        settings.MaxAutoPrepare = MostPrepared;

        // A worker whose machine vanishes leaves its connection half open, and with it the locks of its transaction; ours last milliseconds.
        settings.Options = $"{settings.Options} -c synchronous_commit=on -c idle_in_transaction_session_timeout=60s".Trim();
        _source = new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }

    public override string Name => "PostgreSQL";

    public override string Mark => "postgres";

    public override string Now => "(extract(epoch from clock_timestamp()) * 1000000)::bigint";

    public override string ForUpdate => "for update";

    public override string SkipLocked => "for update skip locked";

    public override string In(string column, string list) => $"{column} = any({list})";

    public override string Picked(string column) => $"{column} = any(array(select {column} from picked))";

    /// <summary>One by one: of two lists, one for each column, the server makes one look at every fold of a domain.</summary>
    public override string LockFolds(string columns) =>
        $"select {columns} from unnest(@domains, @names) as given(given_domain, given_key) cross join lateral (select {columns} from fold where domain = given_domain and key = given_key for update) as locked";

    public override Task<Session> BeginAsync(CancellationToken cancellationToken) => BeginAsync(IsolationLevel.ReadCommitted, cancellationToken);

    public override Task<Session> BeginReadAsync(CancellationToken cancellationToken) => BeginAsync(IsolationLevel.RepeatableRead, cancellationToken);

    public override StatementBatch Batch(Session session) => new PostgresBatch(session);

    public override async Task<IReadOnlyList<long>> InsertManyAsync<T>(
        Session session, string table, IReadOnlyCollection<T> rows, string suffix, string returning, CancellationToken cancellationToken)
    {
        await using var batch = PostgresBatch.Of(session, [PostgresBatch.Insert(table, rows, suffix, returning)]);
        var inserted = new List<long>();
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            inserted.Add(reader.GetInt64(0));
        }

        session.Wrote(reader.RecordsAffected);
        return inserted;
    }

    public override async Task<(long Now, IReadOnlyList<long> Numbers)> StampAsync(Session session, int count, CancellationToken cancellationToken)
    {
        var rows = await session.ReadAsync(
            $"select nextval('journal_sequence'), {Now} from generate_series(1, @count)", new { count }, row => (Number: row.GetInt64(0), Now: row.GetInt64(1)), cancellationToken).ConfigureAwait(false);
        return (rows[0].Now, [.. rows.Select(row => row.Number).Order()]);
    }

    public override Task TakeTurnAsync(Session session, JournalTurn turn, CancellationToken cancellationToken) =>
        session.ExecuteAsync("select pg_advisory_xact_lock(@space, @turn)", new { space = LockSpace, turn = (int)turn }, cancellationToken);

    /// <summary>
    /// Partitions are made a week ahead, so that this asks the catalogue once a day and makes something once a week. Making one locks the table against others for a moment.
    /// </summary>
    public override async Task PrepareDayAsync(Session session, long day, CancellationToken cancellationToken)
    {
        if (_days.ContainsKey(day))
        {
            return;
        }

        var there = await PartitionDaysAsync(session, cancellationToken).ConfigureAwait(false);
        if (!there.Contains(day))
        {
            await TakeTurnAsync(session, JournalTurn.History, cancellationToken).ConfigureAwait(false);
            for (var ahead = day; ahead <= day + DaysAhead; ahead++)
            {
                var from = ahead.ToString(CultureInfo.InvariantCulture);
                var to = (ahead + 1).ToString(CultureInfo.InvariantCulture);
                foreach (var table in s_history)
                {
                    await session.ExecuteAsync($"create table if not exists {table}_{from} partition of {table} for values from ({from}) to ({to})", null, cancellationToken)
                        .ConfigureAwait(false);
                }
            }

            // Not remembered yet: if this transaction fails, its partitions are gone with it.
            return;
        }

        _days[day] = true;
    }

    public override async Task<long> DropHistoryAsync(Session session, long beforeDay, CancellationToken cancellationToken)
    {
        await TakeTurnAsync(session, JournalTurn.History, cancellationToken).ConfigureAwait(false);
        _days.Clear();
        var gone = await session.NumberAsync("select count(*) from message_body where day > 0 and day < @beforeDay", new { beforeDay }, cancellationToken).ConfigureAwait(false);
        foreach (var day in (await PartitionDaysAsync(session, cancellationToken).ConfigureAwait(false)).Where(day => day > 0 && day < beforeDay).Order())
        {
            foreach (var table in s_history)
            {
                await session.ExecuteAsync($"drop table if exists {table}_{day.ToString(CultureInfo.InvariantCulture)}", null, cancellationToken).ConfigureAwait(false);
            }
        }

        return gone;
    }

    public override StoreFault Judge(Exception exception) => exception switch
    {
        PostgresException { SqlState: "40001" or "40P01" or "55P03" } => StoreFault.GaveWay,
        PostgresException { SqlState: ['2', '2' or '3', ..] or ['5', '4', ..] } => StoreFault.Refused,
        PostgresException { SqlState: ['4', '2', ..] or ['0', 'A', ..] } => StoreFault.None,
        NpgsqlException => StoreFault.Outage,
        // Text that is no text: the driver refuses it before the database can.
        EncoderFallbackException => StoreFault.Refused,
        _ => StoreFault.None,
    };

    public override string CodeOf(Exception exception) => exception switch
    {
        PostgresException postgres => $"SQLSTATE {postgres.SqlState}",
        NpgsqlException { InnerException: { } inner } => inner.GetType().Name,
        _ => exception.GetType().Name,
    };

    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task<Session> BeginAsync(IsolationLevel isolation, CancellationToken cancellationToken)
    {
        var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return new Session(this, connection, await connection.BeginTransactionAsync(isolation, cancellationToken).ConfigureAwait(false), connection);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<HashSet<long>> PartitionDaysAsync(Session session, CancellationToken cancellationToken)
    {
        var names = await session.ReadAsync(
            "select c.relname::text from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'message_body'::regclass",
            null,
            row => row.GetString(0),
            cancellationToken).ConfigureAwait(false);
        return [.. names.Select(name => long.Parse(name.AsSpan(name.LastIndexOf('_') + 1), CultureInfo.InvariantCulture))];
    }
}
