using System.Diagnostics;
using System.Globalization;
using Integration.Journal;
using Npgsql;

namespace Integration.Worker.Bench;

/// <summary>What the listener and its store have used up until now.</summary>
internal sealed class IngestMeter(BenchStore store)
{
    /// <summary>Linux counts processor time in hundredths of a second.</summary>
    private const double MicrosecondsPerTick = 10_000;

    private readonly StoreCounters? _counters = store.Options is null ? null : new StoreCounters(store.Options);

    public async Task<IngestReading> ReadAsync(CancellationToken cancellationToken) => new(
        Process.GetCurrentProcess().TotalProcessorTime.TotalMicroseconds,
        GC.GetTotalAllocatedBytes(),
        store.Work?.Rows,
        store.Work?.Flushes,
        _counters is null ? null : await _counters.BytesAsync(cancellationToken),
        await DatabaseAsync(cancellationToken));

    /// <summary>Processor time in microseconds of the processes that serve the journal's connections; null where there are none, or where they are on another machine.</summary>
    private async Task<double?> DatabaseAsync(CancellationToken cancellationToken)
    {
        if (store.Options is not { Store: JournalStore.Postgres, ConnectionString: { } place })
        {
            return null;
        }

        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(place) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        double? sum = null;
        while (await reader.ReadAsync(cancellationToken))
        {
            if (Ticks(reader.GetInt32(0)) is { } ticks)
            {
                sum = (sum ?? 0) + (ticks * MicrosecondsPerTick);
            }
        }

        return sum;
    }

    private static long? Ticks(int process)
    {
        try
        {
            // The second field is the program's name in brackets; the twelfth and thirteenth behind it are the time in the program and in the system.
            var text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return text.Contains("(postgres)", StringComparison.Ordinal) ? long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}

/// <summary>Sums since the start.</summary>
internal sealed record IngestReading(double CpuMicroseconds, long AllocatedBytes, long? Rows, long? Flushes, long? WrittenBytes, double? DatabaseCpuMicroseconds)
{
    public IngestCost Since(IngestReading before, long messages) => new(
        (CpuMicroseconds - before.CpuMicroseconds) / messages,
        DatabaseCpuMicroseconds is { } now ? (now - (before.DatabaseCpuMicroseconds ?? 0)) / messages : null,
        (double)(AllocatedBytes - before.AllocatedBytes) / messages,
        (double?)(WrittenBytes - before.WrittenBytes) / messages,
        (double?)(Rows - before.Rows) / messages,
        (double?)(Flushes - before.Flushes) / messages);
}

/// <summary>For one message.</summary>
/// <param name="CpuMicroseconds">Processor time of the listener and an embedded store; the sender's is not in it.</param>
/// <param name="DatabaseCpuMicroseconds">Of the database's processes that serve the journal; null where there are none or they are elsewhere.</param>
/// <param name="AllocatedBytes">In the listener's process.</param>
/// <param name="WrittenBytes">PostgreSQL: of the write-ahead log, of the whole server. SQLite: handed to the system to write. Null where nothing counts them.</param>
/// <param name="Rows">Inserted, updated or deleted.</param>
/// <param name="Flushes">Waits for the disk: commits, and in SQLite also moves of the log into the file.</param>
internal sealed record IngestCost(double CpuMicroseconds, double? DatabaseCpuMicroseconds, double AllocatedBytes, double? WrittenBytes, double? Rows, double? Flushes);
