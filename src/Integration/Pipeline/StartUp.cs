using Integration.Contracts;
using Integration.Journal;

namespace Integration.Pipeline;

/// <summary>What must be true before anything listens: the journal has its schema, and the code tables their seeds.</summary>
internal sealed class StartUp(IJournal journal, StageSettings settings)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await journal.MigrateAsync(cancellationToken);
        await journal.SeedTablesAsync(settings.Mappings.Seeds.Select(seed => new SeedTable(seed.Name, seed.Columns, seed.KeyColumns, seed.Rows)).ToList(), cancellationToken);
    }

    /// <summary>An interface that was switched from hold to post lets go of what waited, not only of what its folds touch next.</summary>
    public Task<int> LetGoAsync(CancellationToken cancellationToken) => journal.LetGoAsync(
        settings.Interfaces.Where(feed => feed.Mode == InterfaceMode.Post).Select(feed => feed.Name).ToList(), new Signature("configuration", "its mode is post"), cancellationToken);
}
