using Integration.Journal;
using Npgsql;

namespace Integration.Worker.Hosting;

/// <summary>The PostgreSQL server of the configuration, for what measures or drills in databases of its own.</summary>
internal static class PostgresServer
{
    /// <summary>For making and dropping a database: both wait for a checkpoint of the whole server.</summary>
    private const int MostSeconds = 300;

    /// <summary>How it is reached; null where <c>Integration:Journal:ConnectionString</c> names none.</summary>
    public static string? Read(IConfiguration configuration, ICollection<string> errors) =>
        Settings.Bind<JournalOptions>(configuration, JournalOptions.Section, errors).ConnectionString is { Length: > 0 } named ? named : null;

    /// <summary>Runs one statement on a connection of its own, and leaves none open behind it.</summary>
    /// <returns>How many rows it changed.</returns>
    public static async Task<int> ExecuteAsync(string connectionString, string statement, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = MostSeconds };
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>An empty database, to be dropped with <see cref="DropAsync"/>.</summary>
    /// <param name="server">Of the server.</param>
    /// <param name="name">Of the database.</param>
    /// <param name="cancellationToken">Of the making.</param>
    /// <returns>How the database is reached.</returns>
    public static async Task<string> CreateAsync(string server, string name, CancellationToken cancellationToken)
    {
        await ExecuteAsync(server, $"create database {name}", cancellationToken);
        return new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    public static Task DropAsync(string server, string name) => ExecuteAsync(server, $"drop database if exists {name} with (force)", CancellationToken.None);
}
