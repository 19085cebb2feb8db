using System.Data.Common;
using Dapper;

namespace Integration.Journal.Sql;

/// <summary>One transaction. Disposing without <see cref="CommitAsync"/> rolls back.</summary>
internal sealed class Session(Database database, DbConnection connection, DbTransaction transaction, IAsyncDisposable held) : IAsyncDisposable
{
    private bool _disposed;

    public Database Database => database;

    /// <summary>Written until now.</summary>
    public long Rows { get; private set; }

    public DbConnection Connection => connection;

    public DbTransaction Transaction => transaction;

    /// <summary>The database's clock, in microseconds.</summary>
    public Task<long> NowAsync(CancellationToken cancellationToken) => NumberAsync($"select {database.Now}", null, cancellationToken);

    public async Task<int> ExecuteAsync(string text, object? parameters, CancellationToken cancellationToken)
    {
        var rows = await connection.ExecuteAsync(Command(text, parameters, cancellationToken)).ConfigureAwait(false);
        Wrote(rows);
        return rows;
    }

    /// <param name="rows">Less than none for a statement that only reads.</param>
    public void Wrote(int rows) => Rows += Math.Max(0, rows);

    public async Task<long> NumberAsync(string text, object? parameters, CancellationToken cancellationToken) =>
        await connection.ExecuteScalarAsync<long>(Command(text, parameters, cancellationToken)).ConfigureAwait(false);

    public async Task<List<T>> ReadAsync<T>(string text, object? parameters, Func<DbDataReader, T> row, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        await using var reader = await connection.ExecuteReaderAsync(Command(text, parameters, cancellationToken)).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(row(reader));
        }

        Wrote(reader.RecordsAffected);
        return rows;
    }

    /// <summary>One statement for each row, in one round trip. A row's properties are the statement's parameters.</summary>
    public Task ExecuteManyAsync<T>(string text, IReadOnlyCollection<T> rows, CancellationToken cancellationToken) =>
        database.Batch(this).ForEach(text, rows).RunAsync(cancellationToken);

    /// <summary>Inserts rows in their order, in one statement where the database can. A row's properties are the columns.</summary>
    /// <param name="suffix">What follows the values: <c>on conflict do nothing</c>.</param>
    /// <param name="returning">A bigint column of the rows themselves; empty for none.</param>
    /// <returns>That column of the rows that were inserted.</returns>
    public Task<IReadOnlyList<long>> InsertManyAsync<T>(string table, IReadOnlyCollection<T> rows, string suffix, string returning, CancellationToken cancellationToken) =>
        rows.Count == 0 ? Task.FromResult<IReadOnlyList<long>>([]) : database.InsertManyAsync(this, table, rows, suffix, returning, cancellationToken);

    /// <summary>The commit itself is not given up halfway: what a caller no longer waits for is still true.</summary>
    public Task CommitAsync() => transaction.CommitAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        try
        {
            await transaction.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            await held.DisposeAsync().ConfigureAwait(false);
        }
    }

    private CommandDefinition Command(string text, object? parameters, CancellationToken cancellationToken) =>
        new(text, parameters, transaction, cancellationToken: cancellationToken);
}

internal static class ReaderColumns
{
    public static string? Text(this DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static long? Number(this DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    public static byte[]? Bytes(this DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<byte[]>(column);

    public static T Word<T>(this DbDataReader reader, int column)
        where T : struct, Enum => Enum.Parse<T>(reader.GetString(column));
}
