using Integration.Journal.Sql;

namespace Integration.Journal.Sqlite;

/// <summary>One statement after the other: there is no wire to save.</summary>
internal sealed class SqliteBatch(SqliteDatabase database, Session session) : StatementBatch
{
    private readonly List<Action> _statements = [];

    public override Task RunAsync(CancellationToken cancellationToken)
    {
        _statements.ForEach(statement => statement());
        return Task.CompletedTask;
    }

    protected override void AddInsert<T>(string table, IReadOnlyCollection<T> rows, string suffix) =>
        _statements.Add(() => database.InsertMany(session, table, rows, suffix));

    protected override void AddUpdate<T>(string table, string key, string set, string where, IReadOnlyCollection<T> rows) =>
        AddEach($"update {table} set {set} from (select {RowShape<T>.NamedParameters}) as given where {table}.{key} = given.{key} {where}", rows);

    protected override void AddEach<T>(string text, IReadOnlyCollection<T> rows) =>
        _statements.Add(() => database.ExecuteMany(session, text, rows));
}
