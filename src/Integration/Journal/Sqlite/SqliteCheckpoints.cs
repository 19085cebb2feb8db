using Integration.Journal.Sql;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace Integration.Journal.Sqlite;

/// <summary>
/// Moves the log into the file beside the writing, on a connection of its own: in the writer's hands that would be a pause of tens of milliseconds for everybody who waits for an acknowledgement. Only the little that was written meanwhile is moved
/// while nobody writes; the log then begins anew with the next commit. A reader that looks at an old state puts that off; nothing is lost by it.
/// </summary>
internal sealed class SqliteCheckpoints(string connectionString, SemaphoreSlim turn, StoreWork work, ILogger logger) : IAsyncDisposable
{
    /// <summary>Pages of the log. Many at once, because what is written again and again is moved once.</summary>
    private const int Most = 8_000;

    /// <summary>Few enough to be moved while writers wait.</summary>
    private const int Few = 500;

    /// <summary>Passes beside the writing; a disk that does not keep up is waited for after that.</summary>
    private const int Passes = 3;

    private readonly CancellationTokenSource _closing = new();
    private Task _running = Task.CompletedTask;
    private SqliteConnection? _connection;
    private long _pages;

    /// <summary>After each commit, by whoever has the turn.</summary>
    public void Written(int pages)
    {
        _pages += pages;
        if (_pages >= Most && _running.IsCompleted)
        {
            _pages = 0;
            _running = Task.Run(RunAsync);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        if (_connection is not null)
        {
            await _connection.DisposeAsync().ConfigureAwait(false);
        }

        _closing.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            _connection ??= Open();
            for (var pass = 0; pass < Passes && Move(_connection) > Few && !_closing.IsCancellationRequested; pass++)
            {
                // What was written meanwhile is less each time.
            }

            await turn.WaitAsync(_closing.Token).ConfigureAwait(false);
            try
            {
                Move(_connection);
            }
            finally
            {
                turn.Release();
            }
        }
        catch (SqliteException failure)
        {
            JournalLog.CheckpointFailed(logger, failure.SqliteExtendedErrorCode);
        }
        catch (OperationCanceledException)
        {
            // Closing moves the rest.
            return;
        }
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(connection.Handle!, "pragma synchronous = full"), connection.Handle);
        return connection;
    }

    /// <summary>Without waiting for anybody.</summary>
    /// <returns>How many pages of the log are still to be moved; none where another process is at it.</returns>
    private int Move(SqliteConnection connection)
    {
        var result = raw.sqlite3_wal_checkpoint_v2(connection.Handle!, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out var log, out var moved);
        if (result == raw.SQLITE_BUSY)
        {
            return 0;
        }

        SqliteException.ThrowExceptionForRC(result, connection.Handle);
        work.Flushed();
        return log - moved;
    }
}
