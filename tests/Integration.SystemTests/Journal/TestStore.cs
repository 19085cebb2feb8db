using System.Globalization;
using Dapper;
using Integration.Journal;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Integration.SystemTests.Journal;

/// <summary>A fresh, empty store for one test.</summary>
public abstract class TestStore : IAsyncDisposable
{
    public abstract Task<JournalOptions> MakeAsync();

    /// <summary>Options of a store that cannot be reached.</summary>
    public abstract JournalOptions Unreachable { get; }

    /// <summary>Makes the database refuse messages with this control id.</summary>
    public abstract Task RefuseAsync(string controlId);

    public abstract Task<int> ExecuteAsync(string text);

    public abstract Task<long> NumberAsync(string text);

    public abstract ValueTask DisposeAsync();
}

public sealed class SqliteStore : TestStore
{
    private readonly string _folder = Directory.CreateTempSubdirectory("integration-journal-").FullName;

    public override JournalOptions Unreachable => new() { Store = JournalStore.Sqlite, Path = _folder };

    private string File => Path.Combine(_folder, "journal.db");

    public override Task<JournalOptions> MakeAsync() => Task.FromResult(new JournalOptions { Store = JournalStore.Sqlite, Path = File });

    public override Task RefuseAsync(string controlId) =>
        ExecuteAsync($"create trigger refuse before insert on message when new.control_id = '{controlId}' begin select raise(abort, 'refused'); end");

    public override async Task<int> ExecuteAsync(string text)
    {
        await using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        return await connection.ExecuteAsync(text);
    }

    public override async Task<long> NumberAsync(string text)
    {
        await using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        return await connection.ExecuteScalarAsync<long>(text);
    }

    public override ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}

public sealed class PostgresStore : TestStore
{
    public const string Variable = "INTEGRATION_TEST_POSTGRES";

    private readonly string _schema = "journal_" + Guid.CreateVersion7().ToString("N", CultureInfo.InvariantCulture);

    public static string? MissingReason =>
        Server is null && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"))
            ? $"No PostgreSQL: {Variable} is not set. ops/dev/servers up postgres starts one, ops/dev/servers env prints its settings."
            : null;

    public override JournalOptions Unreachable =>
        new() { Store = JournalStore.Postgres, ConnectionString = "Host=127.0.0.1;Port=1;Username=nobody;Database=nothing;Timeout=5" };

    private static string? Server => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } server ? server : null;

    private string ConnectionString => new NpgsqlConnectionStringBuilder(Server) { SearchPath = _schema }.ConnectionString;

    public override async Task<JournalOptions> MakeAsync()
    {
        if (Server is null)
        {
            throw new InvalidOperationException($"CI is set and {Variable} is not: the journal was not tested against PostgreSQL.");
        }

        await ExecuteAsync($"create schema {_schema}");
        return new JournalOptions { Store = JournalStore.Postgres, ConnectionString = new NpgsqlConnectionStringBuilder(ConnectionString) { ApplicationName = _schema }.ConnectionString };
    }

    public override Task RefuseAsync(string controlId) => ExecuteAsync($"alter table message add constraint refuse check (control_id <> '{controlId}')");

    public override async Task<int> ExecuteAsync(string text)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        return await connection.ExecuteAsync(text);
    }

    public override async Task<long> NumberAsync(string text)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        return await connection.ExecuteScalarAsync<long>(text);
    }

    public override async ValueTask DisposeAsync()
    {
        if (Server is not null)
        {
            await ExecuteAsync($"drop schema if exists {_schema} cascade");
            await using var connection = new NpgsqlConnection(ConnectionString);
            NpgsqlConnection.ClearPool(connection);
        }
    }
}
