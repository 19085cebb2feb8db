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

    /// <summary>
    /// Changes rows that are there, each by what is given for it: in one statement where the database can, which costs a fraction of one for each. A row's properties are the columns of <c>given</c>, no two of which may be about the same row.
    /// </summary>
    /// <param name="key">Indexed column of the table, and column of <c>given</c>, that are equal.</param>
    /// <param name="set">What follows <c>set</c>: <c>state = given.state</c>. Where both have a column, the table's goes by its full name.</param>
    /// <param name="where">Further conditions, with their <c>and</c>; or nothing.</param>
    public StatementBatch Update<T>(string table, string key, string set, string where, IReadOnlyCollection<T> rows)
    {
        if (rows.Count > 0)
        {
            AddUpdate(table, key, set, where, rows);
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

    protected abstract void AddUpdate<T>(string table, string key, string set, string where, IReadOnlyCollection<T> rows);

    protected abstract void AddEach<T>(string text, IReadOnlyCollection<T> rows);
}
