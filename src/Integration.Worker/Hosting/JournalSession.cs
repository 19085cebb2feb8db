using Integration.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Integration.Worker.Hosting;

/// <summary>Opens the journal alone, for verbs that need nothing else.</summary>
internal static class JournalSession
{
    public static async Task<IJournal> OpenAsync(FileInfo? settings, CancellationToken cancellationToken)
    {
        var errors = new List<string>();
        var options = Settings.Bind<JournalOptions>(WorkerConfiguration.Read(settings), JournalOptions.Section, errors);
        errors.AddRange(options.Errors());
        if (errors.Count > 0)
        {
            throw new SettingsException(errors);
        }

        var journal = JournalRegistration.Open(options, NullLoggerFactory.Instance);
        try
        {
            await journal.MigrateAsync(cancellationToken);
            return journal;
        }
        catch
        {
            await journal.DisposeAsync();
            throw;
        }
    }
}
