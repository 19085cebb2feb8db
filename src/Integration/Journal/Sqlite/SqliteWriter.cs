using Dapper;
using Integration.Journal.Sql;
using Microsoft.Data.Sqlite;

namespace Integration.Journal.Sqlite;

/// <summary>The one connection that writes, with its statements: opening it and preparing them for each commit cost more than the commit. Used by whoever has the turn.</summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    /// <summary>Pages kept in memory, in KiB, and pages of the log before they are moved into the file: random pages (identities are hashes) are read and written once instead of again and again.</summary>
    private const string Pragmas = "pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -65536; pragma wal_autocheckpoint = 16000";

    private readonly Dictionary<(Type Row, string Text), SqliteCommand> _commands = [];

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
    public SqliteCommand Command<T>(string text)
    {
        if (!_commands.TryGetValue((typeof(T), text), out var command))
        {
            command = Connection.CreateCommand();
            command.CommandText = text;
            foreach (var column in RowShape<T>.All)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = "@" + column.Name });
            }

            _commands.Add((typeof(T), text), command);
        }

        return command;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var command in _commands.Values)
        {
            await command.DisposeAsync().ConfigureAwait(false);
        }

        await Connection.DisposeAsync().ConfigureAwait(false);
    }
}
