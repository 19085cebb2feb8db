using System.Data;
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
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SqliteCheckpoints _checkpoints;
    private SqliteWriter? _writer;

    public SqliteDatabase(string path, ILogger logger)
        : base(logger)
    {
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30, Pooling = true }.ConnectionString;
        _checkpoints = new SqliteCheckpoints(_connectionString, _turn, Work, logger);
    }

    public override string Name => "SQLite";

    public override string Mark => "sqlite";

    public override string Now => "cast(unixepoch('subsec') * 1000000 as integer)";

    public override string ForUpdate => "";

    public override string SkipLocked => "";

    public override string In(string column, string list) => $"{column} in {list}";

    public override string Picked(string column) => $"{column} in (select {column} from picked)";

    public override string LockFolds(string columns) => $"select {columns} from fold where domain in @domains and key in @names order by domain, key";

    public override async Task<Session> BeginAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _writer ??= await SqliteWriter.OpenAsync(_connectionString, cancellationToken).ConfigureAwait(false);

            // "Not deferred" is BEGIN IMMEDIATE: the lock is taken here, not at the first write, where it could no longer be waited for.
            return new Session(this, _writer.Connection, _writer.Connection.BeginTransaction(IsolationLevel.Serializable, deferred: false), new Turn(this));
        }
        catch
        {
            await CloseWriterAsync().ConfigureAwait(false);
            _turn.Release();
            throw;
        }
    }

    public override async Task<Session> BeginReadAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return new Session(this, connection, connection.BeginTransaction(IsolationLevel.Serializable, deferred: true), connection);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public void ExecuteMany<T>(Session session, string text, IReadOnlyCollection<T> rows)
    {
        var statement = _writer!.Statement<T>(text);
        foreach (var row in rows)
        {
            session.Wrote(statement.Execute(row));
        }
    }

    public void InsertMany<T>(Session session, string table, IReadOnlyCollection<T> rows, string suffix) => ExecuteMany(session, Inserting<T>(table, suffix), rows);

    /// <summary>Which rows are new is seen from each: a statement that has to tell it keeps a table of its own for it, made anew for each row.</summary>
    public override Task<IReadOnlyList<long>> InsertManyAsync<T>(
        Session session, string table, IReadOnlyCollection<T> rows, string suffix, string returning, CancellationToken cancellationToken)
    {
        if (returning.Length == 0)
        {
            InsertMany(session, table, rows, suffix);
            return Task.FromResult<IReadOnlyList<long>>([]);
        }

        var (statement, column) = (_writer!.Statement<T>(Inserting<T>(table, suffix)), RowShape<T>.Column(returning));
        List<T> inserted = [.. rows.Where(row => statement.Execute(row) > 0)];
        session.Wrote(inserted.Count);
        return Task.FromResult<IReadOnlyList<long>>(inserted.ConvertAll(row => (long)column.Value(row)!));
    }

    public override StatementBatch Batch(Session session) => new SqliteBatch(this, session);

    public override async Task<(long Now, IReadOnlyList<long> Numbers)> StampAsync(Session session, int count, CancellationToken cancellationToken)
    {
        var rows = await session.ReadAsync(
            $"update journal_sequence set last = last + @count returning last, {Now}", new { count }, row => (Last: row.GetInt64(0), Now: row.GetInt64(1)), cancellationToken).ConfigureAwait(false);
        return (rows[0].Now, [.. Enumerable.Range(0, count).Select(at => rows[0].Last - count + 1 + at)]);
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

    public override async ValueTask DisposeAsync()
    {
        await _checkpoints.DisposeAsync().ConfigureAwait(false);
        await CloseWriterAsync().ConfigureAwait(false);
        using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
        _turn.Dispose();
    }

    private static string Inserting<T>(string table, string suffix) => $"insert into {table} ({RowShape<T>.Columns}) values ({RowShape<T>.Parameters}) {suffix}";

    private async ValueTask CloseWriterAsync()
    {
        if (_writer is not null)
        {
            await _writer.DisposeAsync().ConfigureAwait(false);
            _writer = null;
        }
    }

    private sealed class Turn(SqliteDatabase database) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            // A transaction that could not be rolled back must not become that of the next one.
            if (SQLitePCL.raw.sqlite3_get_autocommit(database._writer!.Connection.Handle) == 0)
            {
                await database.CloseWriterAsync().ConfigureAwait(false);
            }
            else
            {
                database._checkpoints.Written(database._writer.TakeWrittenPages());
            }

            database._turn.Release();
        }
    }
}
