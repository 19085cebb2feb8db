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
}
