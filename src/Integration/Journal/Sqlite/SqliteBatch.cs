using Integration.Journal.Sql;

namespace Integration.Journal.Sqlite;

/// <summary>One statement after the other: there is no wire to save.</summary>
internal sealed class SqliteBatch(SqliteDatabase database, Session session) : StatementBatch
{
    private readonly List<Func<CancellationToken, Task>> _statements = [];

    public override async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var statement in _statements)
        {
            await statement(cancellationToken).ConfigureAwait(false);
        }
    }

    protected override void AddInsert<T>(string table, IReadOnlyCollection<T> rows, string suffix) =>
        _statements.Add(cancellationToken => database.InsertManyAsync(session, table, rows, suffix, "", cancellationToken));

    protected override void AddEach<T>(string text, IReadOnlyCollection<T> rows) =>
        _statements.Add(cancellationToken => database.ExecuteManyAsync(session, text, rows, cancellationToken));
}
