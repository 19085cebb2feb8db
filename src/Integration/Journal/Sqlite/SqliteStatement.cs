using System.Text;
using Integration.Journal.Sql;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Integration.Journal.Sqlite;

/// <summary>
/// One statement, prepared once, whose parameters are the columns of a row. It speaks to SQLite itself: a command and a reader made anew for every row cost more than the row.
/// </summary>
internal sealed class SqliteStatement<T> : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly List<(int Place, RowColumn<T> Column)> _parameters = [];
    private byte[] _text = new byte[256];

    /// <exception cref="SqliteException">SQLite cannot read it.</exception>
    public SqliteStatement(sqlite3 database, string text)
    {
        _database = database;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v3(database, text, raw.SQLITE_PREPARE_PERSISTENT, out _statement), database);
        foreach (var column in RowShape<T>.All)
        {
            var place = raw.sqlite3_bind_parameter_index(_statement, "@" + column.Name);
            if (place > 0)
            {
                _parameters.Add((place, column));
            }
        }
    }

    /// <summary>Within the transaction that is open.</summary>
    /// <returns>How many rows it wrote.</returns>
    /// <exception cref="SqliteException">SQLite does not take it.</exception>
    public int Execute(T row)
    {
        foreach (var (place, column) in _parameters)
        {
            SqliteException.ThrowExceptionForRC(Bind(place, column.Value(row)), _database);
        }

        int result;
        do
        {
            result = raw.sqlite3_step(_statement);
        }
        while (result == raw.SQLITE_ROW);

        // Says again what the step said, and takes the statement's hands off the tables.
        result = raw.sqlite3_reset(_statement);
        SqliteException.ThrowExceptionForRC(result, _database);
        return raw.sqlite3_changes(_database);
    }

    public void Dispose() => _statement.Dispose();

    private int Bind(int place, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(_statement, place),
        long number => raw.sqlite3_bind_int64(_statement, place, number),
        bool flag => raw.sqlite3_bind_int(_statement, place, flag ? 1 : 0),
        string text => raw.sqlite3_bind_text(_statement, place, Bytes(text)),
        byte[] { Length: 0 } => raw.sqlite3_bind_zeroblob(_statement, place, 0),
        byte[] bytes => raw.sqlite3_bind_blob(_statement, place, bytes),
        _ => throw new ArgumentException($"A row has no columns of type {value.GetType().Name}."),
    };

    /// <summary>Of a buffer that is never empty: without an address SQLite would take an empty text for NULL.</summary>
    private ReadOnlySpan<byte> Bytes(string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (_text.Length < most)
        {
            _text = new byte[most];
        }

        return _text.AsSpan(0, Encoding.UTF8.GetBytes(text, _text));
    }
}
