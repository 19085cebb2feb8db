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

    /// <summary>The first column of a query, as text; null as an empty string.</summary>
    public async Task<IReadOnlyList<string>> TextsAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var texts = new List<string>();
        while (await reader.ReadAsync())
        {
            texts.Add(await reader.IsDBNullAsync(0) ? "" : Convert.ToString(reader.GetValue(0), System.Globalization.CultureInfo.InvariantCulture)!);
        }

        return texts;
    }

    public async Task<long> CountAsync(string sql) => long.Parse((await TextsAsync(sql))[0], System.Globalization.CultureInfo.InvariantCulture);

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
