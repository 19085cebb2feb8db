using Integration.Journal.Postgres;
using Integration.Journal.Sql;
using Integration.Journal.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Integration.Journal;

/// <summary>
/// The journal: the only memory. Messages are appended in group commits and are durable before anything is acknowledged; contracts, fold states, postings and outcomes of a batch are committed together;
/// leases, due times and revisions are kept here and nowhere else, on the database's clock. PostgreSQL in production, SQLite when embedded.
/// </summary>
public static class JournalRegistration
{
    /// <param name="options">Valid: see <see cref="JournalOptions.Errors"/>.</param>
    public static IServiceCollection AddJournal(this IServiceCollection services, JournalOptions options) => services
        .AddSingleton(options)
        .AddSingleton(provider => Open(options, provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance))
        .AddSingleton<IMessageAppend>(provider => provider.GetRequiredService<IJournal>())
        .AddSingleton<IMessageJournal>(provider => provider.GetRequiredService<IJournal>())
        .AddSingleton<IPostingJournal>(provider => provider.GetRequiredService<IJournal>())
        .AddSingleton<ITableJournal>(provider => provider.GetRequiredService<IJournal>())
        .AddSingleton<IReplayJournal>(provider => provider.GetRequiredService<IJournal>())
        .AddSingleton<IOperationsJournal>(provider => provider.GetRequiredService<IJournal>())
        .AddSingleton<IObservationJournal>(provider => provider.GetRequiredService<IJournal>())
        .AddSingleton<IGoLiveJournal>(provider => provider.GetRequiredService<IJournal>())
        .AddSingleton<IFileJournal>(provider => provider.GetRequiredService<IJournal>())
        .AddSingleton<IAnswerJournal>(provider => provider.GetRequiredService<IJournal>())
        .AddSingleton<IEventJournal>(provider => provider.GetRequiredService<IJournal>())
        .AddSingleton<IPollingJournal>(provider => provider.GetRequiredService<IJournal>());

    /// <summary>A journal outside a container: command line and tests. The options must be valid; the schema is as it is until <see cref="IJournal.MigrateAsync"/>.</summary>
    public static IJournal Open(JournalOptions options, ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger("Integration.Journal");
        Database database = options.Store switch
        {
            JournalStore.Sqlite => new SqliteDatabase(options.Path ?? "", logger),
            JournalStore.Postgres => new PostgresDatabase(options.ConnectionString ?? "", logger),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return new SqlJournal(database, options);
    }
}
