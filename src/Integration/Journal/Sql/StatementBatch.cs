namespace Integration.Journal.Sql;

/// <summary>Statements that do not need each other's results: in one round trip where the database is away over a wire. Nothing is sent before <see cref="RunAsync"/>.</summary>
internal abstract class StatementBatch
{
    /// <summary>Inserts rows in their order. A row's properties are the columns.</summary>
    /// <param name="suffix">What follows the values: <c>on conflict do nothing</c>.</param>
    public StatementBatch Insert<T>(string table, IReadOnlyCollection<T> rows, string suffix)
    {
        if (rows.Count > 0)
        {
            AddInsert(table, rows, suffix);
        }

        return this;
    }

    /// <summary>One statement for each row. A row's properties are the statement's parameters.</summary>
    public StatementBatch ForEach<T>(string text, IReadOnlyCollection<T> rows)
    {
        if (rows.Count > 0)
        {
            AddEach(text, rows);
        }

        return this;
    }

    public abstract Task RunAsync(CancellationToken cancellationToken);

    protected abstract void AddInsert<T>(string table, IReadOnlyCollection<T> rows, string suffix);

    protected abstract void AddEach<T>(string text, IReadOnlyCollection<T> rows);
}
