using System.Globalization;
using Integration.Journal;
using Npgsql;

namespace Integration.Worker.Bench;

/// <summary>What a journal's database counts of what is written.</summary>
internal sealed class StoreCounters(JournalOptions options)
{
    private const string Own = "/proc/self/io";
    private static readonly TimeSpan MostWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private long? _connections;

    /// <summary>Rows written until now; null where nothing counts them. A connection tells what it wrote when it is closed, so that the second look waits until there are no more than at the first.</summary>
    public async Task<long?> RowsAsync(CancellationToken cancellationToken)
    {
        if (options.Store != JournalStore.Postgres)
        {
            return null;
        }

        var until = TimeProvider.System.GetUtcNow() + MostWait;
        long open;
        while ((open = await ConnectionsAsync(cancellationToken)) > (_connections ??= open) && TimeProvider.System.GetUtcNow() < until)
        {
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }

        return await AskAsync("select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint from pg_stat_user_tables", cancellationToken);
    }

    /// <summary>Bytes written until now; null where nothing counts them.</summary>
    public async Task<long?> BytesAsync(CancellationToken cancellationToken) =>
        options.Store == JournalStore.Postgres ? await AskAsync("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint", cancellationToken)
        : File.Exists(Own) ? long.Parse((await File.ReadAllLinesAsync(Own, cancellationToken)).First(line => line.StartsWith("wchar:", StringComparison.Ordinal))["wchar:".Length..], CultureInfo.InvariantCulture)
        : null;

    private Task<long> ConnectionsAsync(CancellationToken cancellationToken) => AskAsync("select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()", cancellationToken);

    private async Task<long> AskAsync(string question, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(options.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(question, connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
