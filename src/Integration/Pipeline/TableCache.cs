using Integration.Contracts;
using Integration.Journal;

namespace Integration.Pipeline;

/// <summary>The code tables at their newest revision, read again only when the revision moved.</summary>
internal sealed class TableCache(ITableJournal journal)
{
    private CodeTables? _tables;

    public async Task<CodeTables> CurrentAsync(CancellationToken cancellationToken)
    {
        var revision = await journal.TableRevisionAsync(cancellationToken);
        var tables = _tables;
        if (tables is null || tables.Revision != revision)
        {
            _tables = tables = await journal.ReadTablesAsync(cancellationToken);
        }

        return tables;
    }
}
