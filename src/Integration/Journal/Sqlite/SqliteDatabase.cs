using System.Data;
using System.Text;
using Dapper;
using Integration.Journal.Sql;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Integration.Journal.Sqlite;

/// <summary>The embedded store: one file, write-ahead log flushed at every commit, one writer at a time; who wants to write waits in line inside the process.</summary>
internal sealed class SqliteDatabase : Database
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int TooBig = 18;
    private const int Constraint = 19;
    private const int Mismatch = 20;

    private readonly string _connectionString;
    private readonly SemaphoreSlim _writer = new(1, 1);

    public SqliteDatabase(string path, ILogger logger)
        : base(logger) =>
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30, Pooling = true }.ConnectionString;

    public override string Name => "SQLite";

    public override string Mark => "sqlite";

    public override string Now => "cast(unixepoch('subsec') * 1000000 as integer)";

    public override string ForUpdate => "";

    public override string SkipLocked => "";

    public override string In(string column, string list) => $"{column} in {list}";

    public override async Task<Session> BeginAsync(CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken).ConfigureAwait(false);
        var held = new Held(_writer);
        try
        {
            // "Not deferred" is BEGIN IMMEDIATE: the lock is taken here, not at the first write, where it could no longer be waited for.
            return await BeginAsync(held, deferred: false, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await held.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public override async Task<Session> BeginReadAsync(CancellationToken cancellationToken)
    {
        var held = new Held(null);
        try
        {
            return await BeginAsync(held, deferred: true, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await held.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public override async Task ExecuteManyAsync<T>(Session session, string text, IReadOnlyCollection<T> rows, CancellationToken cancellationToken)
    {
        await using var command = Prepare<T>(session, text);
        foreach (var row in rows)
        {
            Bind(command, row);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public override async Task<IReadOnlyList<long>> InsertManyAsync<T>(
        Session session, string table, IReadOnlyCollection<T> rows, string suffix, string returning, CancellationToken cancellationToken)
    {
        var text = new StringBuilder($"insert into {table} ({RowShape<T>.Columns}) values ({RowShape<T>.Parameters}) {suffix}");
        if (returning.Length > 0)
        {
            text.Append(" returning ").Append(returning);
        }

        var inserted = new List<long>();
        await using var command = Prepare<T>(session, text.ToString());
        foreach (var row in rows)
        {
            Bind(command, row);
            if (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is long number)
            {
                inserted.Add(number);
            }
        }

        return inserted;
    }

    public override async Task<IReadOnlyList<long>> NextAsync(Session session, int count, CancellationToken cancellationToken)
    {
        var last = await session.NumberAsync("update journal_sequence set last = last + @count returning last", new { count }, cancellationToken).ConfigureAwait(false);
        return [.. Enumerable.Range(0, count).Select(at => last - count + 1 + at)];
    }

    /// <summary>There is one writer: whoever writes has every turn.</summary>
    public override Task TakeTurnAsync(Session session, JournalTurn turn, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A table of its own needs no partition.</summary>
    public override Task PrepareDayAsync(Session session, long day, CancellationToken cancellationToken) => Task.CompletedTask;

    public override async Task<long> DropHistoryAsync(Session session, long beforeDay, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync("delete from posting_attempt where day < @beforeDay", new { beforeDay }, cancellationToken).ConfigureAwait(false);
        return await session.ExecuteAsync("delete from message_body where day > 0 and day < @beforeDay", new { beforeDay }, cancellationToken).ConfigureAwait(false);
    }

    public override StoreFault Judge(Exception exception) => exception switch
    {
        SqliteException { SqliteErrorCode: TooBig or Constraint or Mismatch } => StoreFault.Refused,
        SqliteException { SqliteErrorCode: Busy or Locked } => StoreFault.GaveWay,
        SqliteException { SqliteErrorCode: 1 } => StoreFault.None,
        SqliteException => StoreFault.Outage,
        _ => StoreFault.None,
    };

    public override string CodeOf(Exception exception) => exception is SqliteException sqlite ? $"SQLite {sqlite.SqliteExtendedErrorCode}" : exception.GetType().Name;

    public override ValueTask DisposeAsync()
    {
        using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
        _writer.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<Session> BeginAsync(Held held, bool deferred, CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_connectionString);
        held.Connection = connection;
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync("pragma journal_mode = wal; pragma synchronous = full").ConfigureAwait(false);
        return new Session(this, connection, connection.BeginTransaction(IsolationLevel.Serializable, deferred), held);
    }

    private static SqliteCommand Prepare<T>(Session session, string text)
    {
        var command = (SqliteCommand)session.Connection.CreateCommand();
        command.CommandText = text;
        command.Transaction = (SqliteTransaction)session.Transaction;
        foreach (var property in RowShape<T>.Properties)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = "@" + property.Name });
        }

        return command;
    }

    private static void Bind<T>(SqliteCommand command, T row)
    {
        for (var at = 0; at < RowShape<T>.Properties.Length; at++)
        {
            command.Parameters[at].Value = RowShape<T>.Properties[at].GetValue(row) ?? DBNull.Value;
        }
    }

    private sealed class Held(SemaphoreSlim? writer) : IAsyncDisposable
    {
        public SqliteConnection? Connection { get; set; }

        public async ValueTask DisposeAsync()
        {
            if (Connection is not null)
            {
                await Connection.DisposeAsync().ConfigureAwait(false);
            }

            writer?.Release();
        }
    }
}
