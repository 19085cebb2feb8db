using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Integration.Journal.Sqlite;

/// <summary>The one connection that writes, with its statements: opening it and preparing them for each commit cost more than the commit. Used by whoever has the turn.</summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    /// <summary>
    /// A new file has pages of 8 KiB: a body of a kilobyte lies in one, where it would spill into a second of 4 KiB, and half as many are written. 64 MiB of them are kept in memory. The log is moved into the file by <see cref="SqliteCheckpoints"/>,
    /// so that no commit waits for it; when it begins anew, its file is cut to 256 MiB.
    /// </summary>
    private const string Pragmas =
        "pragma page_size = 8192; pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -65536; pragma wal_autocheckpoint = 0; pragma journal_size_limit = 268435456";

    private readonly Dictionary<(Type Row, string Text), IDisposable> _statements = [];

    private SqliteWriter(SqliteConnection connection) => Connection = connection;

    public SqliteConnection Connection { get; }

    public static async Task<SqliteWriter> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            await connection.ExecuteAsync(Pragmas).ConfigureAwait(false);
            return new SqliteWriter(connection);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A statement whose parameters are the columns of a row, prepared once.</summary>
    public SqliteStatement<T> Statement<T>(string text)
    {
        if (!_statements.TryGetValue((typeof(T), text), out var statement))
        {
            statement = new SqliteStatement<T>(Connection.Handle!, text);
            _statements.Add((typeof(T), text), statement);
        }

        return (SqliteStatement<T>)statement;
    }

    /// <summary>Pages written to the log since this was asked last.</summary>
    public int TakeWrittenPages()
    {
        raw.sqlite3_db_status(Connection.Handle!, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, 1);
        return pages;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        await Connection.DisposeAsync().ConfigureAwait(false);
    }
}
