using Integration.Contracts;
using Integration.Journal;

namespace Integration.Pipeline;

/// <summary>The code tables at their newest revision, read again only when the revision moved.</summary>
internal sealed class TableCache(ITableJournal journal)
{
    private CodeTables? _tables;
    private CodeTables? _earlier;

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

    /// <summary>The tables a message is mapped with: those of its own time where it is taken again as it was.</summary>
    public async Task<CodeTables> ForAsync(ClaimedMessage message, CodeTables current, CancellationToken cancellationToken)
    {
        if (message.Replay?.TableRevision is not { } revision || revision == current.Revision)
        {
            return current;
        }

        if (_earlier is not { } earlier || earlier.Revision != revision)
        {
            // Messages of one time mostly come together, so the last revision asked for is worth keeping.
            _earlier = earlier = await journal.ReadTablesAsync(revision, cancellationToken);
        }

        return earlier;
    }
}
