using Npgsql;

namespace Integration.SystemTests.Support;

/// <summary>A database of the real PostgreSQL, made for one fixture and removed afterwards.</summary>
internal sealed class Postgres : IAsyncDisposable
{
    public const string Server = "INTEGRATION_TEST_POSTGRES";

    private readonly string _name = $"test_{Guid.CreateVersion7():N}";

    private Postgres()
    {
    }

    public string ConnectionString => new NpgsqlConnectionStringBuilder(Environment.GetEnvironmentVariable(Server)!) { Database = _name }.ConnectionString;

    public static async Task<Postgres> MakeAsync()
    {
        var database = new Postgres();
        await RunAsync($"create database {database._name}");
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await RunAsync($"drop database if exists {_name} with (force)");
    }

    private static async Task RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Environment.GetEnvironmentVariable(Server)!);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
