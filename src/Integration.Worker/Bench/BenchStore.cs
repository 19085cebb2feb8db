using Integration.Journal;
using Integration.Journal.Sql;
using Integration.Worker.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Integration.Worker.Bench;

/// <summary>Where accepted messages go in one measurement; whatever it made is gone afterwards.</summary>
internal sealed record BenchStore(string Name, IMessageAppend Append, Func<ValueTask> Close) : IAsyncDisposable
{
    public const string NothingStored = "nothing stored";
    public const string OnePlainFile = "plain file";

    /// <summary>Of the journal; null where there is none.</summary>
    public JournalOptions? Options { get; private init; }

    /// <summary>What was written there; null where nothing is.</summary>
    public StoreWork? Work { get; private init; }

    public ValueTask DisposeAsync() => Close();

    public static BenchStore Nothing() => new(NothingStored, new NoStore(), () => ValueTask.CompletedTask);

    public static BenchStore File(DirectoryInfo folder)
    {
        var file = new PlainFile(Path.Combine(folder.FullName, "plain"));
        return new BenchStore(OnePlainFile, file, file.DisposeAsync) { Work = file.Work };
    }

    public static Task<BenchStore> SqliteAsync(DirectoryInfo folder, CancellationToken cancellationToken) =>
        OpenAsync("SQLite", new JournalOptions { Store = JournalStore.Sqlite, Path = Path.Combine(folder.FullName, "journal.db") }, () => ValueTask.CompletedTask, cancellationToken);

    /// <summary>In a database of its own on that server, dropped afterwards.</summary>
    public static async Task<BenchStore> PostgresAsync(string connectionString, CancellationToken cancellationToken)
    {
        var name = $"integration_bench_{Guid.CreateVersion7():n}";
        var database = await PostgresServer.CreateAsync(connectionString, name, cancellationToken);
        return await OpenAsync(
            "PostgreSQL", new JournalOptions { Store = JournalStore.Postgres, ConnectionString = database }, () => new ValueTask(PostgresServer.DropAsync(connectionString, name)), cancellationToken);
    }

    private static async Task<BenchStore> OpenAsync(string name, JournalOptions options, Func<ValueTask> drop, CancellationToken cancellationToken)
    {
        var journal = JournalRegistration.Open(options, NullLoggerFactory.Instance);
        await journal.MigrateAsync(cancellationToken);
        return new BenchStore(name, journal, async () =>
        {
            await journal.DisposeAsync();
            await drop();
        })
        {
            Options = options,
            Work = (journal as SqlJournal)?.Work,
        };
    }
}
