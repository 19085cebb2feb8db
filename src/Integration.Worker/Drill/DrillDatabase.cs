using System.Globalization;
using Integration.Journal;
using Integration.Worker.Hosting;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Integration.Worker.Drill;

/// <summary>The journal under test, past the product: made for one drill, looked into, and gone afterwards.</summary>
internal sealed class DrillDatabase : IAsyncDisposable
{
    private readonly string? _server;
    private readonly string _name = $"integration_drill_{Guid.CreateVersion7():n}";

    private DrillDatabase(string? server, DirectoryInfo folder)
    {
        _server = server;
        Path = System.IO.Path.Combine(folder.FullName, "journal.db");
    }

    /// <summary>Of SQLite.</summary>
    public string Path { get; }

    public bool IsPostgres => _server is not null;

    /// <summary>Of PostgreSQL.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder(_server) { Database = _name }.ConnectionString;

    public JournalOptions Options => IsPostgres ? new JournalOptions { Store = JournalStore.Postgres, ConnectionString = ConnectionString } : new JournalOptions { Store = JournalStore.Sqlite, Path = Path };

    /// <param name="server">A PostgreSQL server, where there is to be a database of its own on it; null for SQLite.</param>
    /// <param name="folder">Where SQLite's file lies.</param>
    /// <param name="cancellationToken">Of the making.</param>
    public static async Task<DrillDatabase> MakeAsync(string? server, DirectoryInfo folder, CancellationToken cancellationToken)
    {
        var database = new DrillDatabase(server, folder);
        if (server is not null)
        {
            await PostgresServer.CreateAsync(server, database._name, cancellationToken);
        }

        return database;
    }

    /// <returns>How many rows it changed.</returns>
    public async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        if (IsPostgres)
        {
            return await PostgresServer.ExecuteAsync(ConnectionString, sql, cancellationToken);
        }

        await using var connection = new SqliteConnection($"Data Source={Path};Pooling=False;Default Timeout=30");
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The first column of a query, as text; null as an empty string.</summary>
    public async Task<IReadOnlyList<string>> TextsAsync(string sql, CancellationToken cancellationToken)
    {
        await using System.Data.Common.DbConnection connection = IsPostgres ? new NpgsqlConnection(ConnectionString) : new SqliteConnection($"Data Source={Path};Pooling=False;Default Timeout=30");
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var texts = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            texts.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture) ?? "");
        }

        return texts;
    }

    /// <summary>What dead workers had in hand is free, as if the time of their leases had passed: nothing then depends on how fast the machine is.</summary>
    public async Task LetLeasesRunOutAsync(CancellationToken cancellationToken)
    {
        foreach (var table in new[] { "message", "wake_up", "observation", "posting", "poll_lead" })
        {
            await ExecuteAsync($"update {table} set lease_until = 0 where lease_until is not null", cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await PostgresServer.DropAsync(_server, _name);
        }
    }
}
