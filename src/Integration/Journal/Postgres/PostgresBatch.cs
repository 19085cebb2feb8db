using Integration.Journal.Sql;
using Npgsql;
using NpgsqlTypes;

namespace Integration.Journal.Postgres;

/// <summary>One round trip.</summary>
internal sealed class PostgresBatch(Session session) : StatementBatch
{
    private readonly List<NpgsqlBatchCommand> _commands = [];

    /// <summary>All rows in one statement, each column as one array.</summary>
    public static NpgsqlBatchCommand Insert<T>(string table, IReadOnlyCollection<T> rows, string suffix, string returning) =>
        OfAll($"insert into {table} ({RowShape<T>.Columns}) select * from unnest({RowShape<T>.Parameters}) {suffix}{(returning.Length > 0 ? $" returning {returning}" : "")}", rows);

    /// <summary>Each column as one array.</summary>
    private static NpgsqlBatchCommand OfAll<T>(string text, IReadOnlyCollection<T> rows)
    {
        var command = new NpgsqlBatchCommand(text);
        foreach (var column in RowShape<T>.All)
        {
            command.Parameters.Add(new NpgsqlParameter(column.Name, NpgsqlDbType.Array | TypeOf(column.Type)) { Value = column.Values(rows) });
        }

        return command;
    }

    public override async Task RunAsync(CancellationToken cancellationToken)
    {
        if (_commands.Count == 0)
        {
            return;
        }

        await using var batch = Of(session, _commands);
        session.Wrote(await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false));
    }

    public static NpgsqlBatch Of(Session session, IEnumerable<NpgsqlBatchCommand> commands)
    {
        var batch = new NpgsqlBatch((NpgsqlConnection)session.Connection, (NpgsqlTransaction)session.Transaction);
        foreach (var command in commands)
        {
            batch.BatchCommands.Add(command);
        }

        return batch;
    }

    protected override void AddInsert<T>(string table, IReadOnlyCollection<T> rows, string suffix) => _commands.Add(Insert(table, rows, suffix, ""));

    /// <summary>The keys are named twice, so that a plan that was made while the table was small still finds rows by their index when it has grown.</summary>
    protected override void AddUpdate<T>(string table, string key, string set, string where, IReadOnlyCollection<T> rows) =>
        _commands.Add(OfAll($"update {table} set {set} from unnest({RowShape<T>.Parameters}) as given({RowShape<T>.Columns}) where {table}.{key} = given.{key} and {table}.{key} = any(@{RowShape<T>.Column(key).Name}) {where}", rows));

    protected override void AddEach<T>(string text, IReadOnlyCollection<T> rows)
    {
        foreach (var row in rows)
        {
            var command = new NpgsqlBatchCommand(text);
            foreach (var column in RowShape<T>.All)
            {
                command.Parameters.Add(new NpgsqlParameter(column.Name, TypeOf(column.Type)) { Value = column.Value(row) ?? DBNull.Value });
            }

            _commands.Add(command);
        }
    }

    private static NpgsqlDbType TypeOf(Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare switch
        {
            _ when bare == typeof(long) => NpgsqlDbType.Bigint,
            _ when bare == typeof(string) => NpgsqlDbType.Text,
            _ when bare == typeof(bool) => NpgsqlDbType.Boolean,
            _ when bare == typeof(byte[]) => NpgsqlDbType.Bytea,
            _ => throw new ArgumentException($"A row has no columns of type {type.Name}."),
        };
    }
}
