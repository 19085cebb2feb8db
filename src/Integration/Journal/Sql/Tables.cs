using System.Text.Json;
using Integration.Contracts;

namespace Integration.Journal.Sql;

/// <summary>
/// Code tables as numbered revisions (rule 23): a row is valid from one revision up to another, and no row is ever changed, so that what is read at one revision number is the same for all.
/// </summary>
internal static class Tables
{
    private const string Seeded = "seed";

    private const string Commanded = "command";

    public static Task<long> RevisionAsync(Session session, CancellationToken cancellationToken) =>
        session.NumberAsync("select coalesce(max(revision), 0) from code_revision", null, cancellationToken);

    /// <summary>The tables as they stood at a revision, in today's columns; the newest where none is named.</summary>
    public static async Task<CodeTables> ReadAsync(Session session, int? asOf, CancellationToken cancellationToken)
    {
        var revision = asOf ?? await RevisionAsync(session, cancellationToken).ConfigureAwait(false);
        var definitions = await DefinitionsAsync(session, cancellationToken).ConfigureAwait(false);
        var rows = (await (asOf is { } then ? RowsAsync(session, then, cancellationToken) : RowsAsync(session, cancellationToken)).ConfigureAwait(false)).ToLookup(row => row.TableName, row => Cells(row.Cells));
        return new CodeTables((int)revision, definitions.Values.Select(table => new CodeTable(table.Name, table.Columns, table.KeyColumns, rows[table.Name].Select(cells => new CodeRow([.. cells, .. Enumerable.Repeat("", Math.Max(0, table.Columns.Count - cells.Length))])))));
    }

    public static async Task<int> SeedAsync(Session session, IReadOnlyList<SeedTable> seeds, CancellationToken cancellationToken)
    {
        await session.Database.TakeTurnAsync(session, JournalTurn.Tables, cancellationToken).ConfigureAwait(false);
        var revision = await RevisionAsync(session, cancellationToken).ConfigureAwait(false);
        var definitions = await DefinitionsAsync(session, cancellationToken).ConfigureAwait(false);
        var current = (await RowsAsync(session, cancellationToken).ConfigureAwait(false)).ToLookup(row => (row.TableName, row.RowKey));
        var gone = new List<long>();
        var come = new List<(string Table, string Key, string Cells)>();
        var changed = new List<SeedTable>();
        foreach (var seed in seeds)
        {
            if (!Same(definitions.GetValueOrDefault(seed.Name), seed))
            {
                RefuseToReshape(seed, definitions.GetValueOrDefault(seed.Name), current.SelectMany(rows => rows).Where(row => row.TableName == seed.Name && row.Origin == Commanded));
                changed.Add(seed);
            }

            foreach (var rows in seed.Rows.Select(row => Checked(seed.Name, seed.Columns, row.Values)).GroupBy(cells => KeyOf(cells, seed.KeyColumns)))
            {
                var there = current[(seed.Name, rows.Key)].ToList();
                var wanted = rows.Select(Text).ToList();
                if (there.Any(row => row.Origin == Commanded) || there.Select(row => row.Cells).SequenceEqual(wanted))
                {
                    continue;
                }

                gone.AddRange(there.Select(row => row.Id));
                come.AddRange(wanted.Select(cells => (seed.Name, rows.Key, cells)));
            }
        }

        if (come.Count == 0 && changed.Count == 0)
        {
            return (int)revision;
        }

        await session.ExecuteManyAsync(
            """
            insert into code_table (name, columns, key_columns) values (@Name, @Columns, @KeyColumns)
            on conflict (name) do update set columns = excluded.columns, key_columns = excluded.key_columns
            """,
            changed.ConvertAll(seed => new { seed.Name, Columns = Text(seed.Columns), KeyColumns = (long)seed.KeyColumns }),
            cancellationToken).ConfigureAwait(false);
        return await ReviseAsync(session, Seeded, Seeded, gone, come, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Adds one row in place of those of its key; in a table with dates, in place of those that hold from the same day.</summary>
    /// <exception cref="ArgumentException">No such table, or the row does not fit it.</exception>
    public static async Task<(int Revision, TableDefinition Table, IReadOnlyList<IReadOnlyList<string>> Replaced)> AddAsync(Session session, string table, IReadOnlyList<string> values, string author, CancellationToken cancellationToken)
    {
        await session.Database.TakeTurnAsync(session, JournalTurn.Tables, cancellationToken).ConfigureAwait(false);
        var definitions = await DefinitionsAsync(session, cancellationToken).ConfigureAwait(false);
        var definition = definitions.GetValueOrDefault(table)
            ?? throw new ArgumentException($"There is no code table {table}. There are: {string.Join(", ", definitions.Keys.Order(StringComparer.Ordinal))}.", nameof(table));
        var cells = Checked(table, definition.Columns, values);
        var key = KeyOf(cells, definition.KeyColumns);
        var gone = (await RowsAsync(session, cancellationToken).ConfigureAwait(false)).Where(row => row.TableName == table && row.RowKey == key && FromOf(definition, Cells(row.Cells)) == FromOf(definition, cells)).ToList();
        var revision = await ReviseAsync(session, author, Commanded, gone.ConvertAll(row => row.Id), [(table, key, Text(cells))], cancellationToken).ConfigureAwait(false);
        return (revision, definition, gone.ConvertAll(row => (IReadOnlyList<string>)Cells(row.Cells)));
    }

    private static async Task<int> ReviseAsync(
        Session session, string author, string origin, IReadOnlyList<long> gone, List<(string Table, string Key, string Cells)> come, CancellationToken cancellationToken)
    {
        var revision = await RevisionAsync(session, cancellationToken).ConfigureAwait(false) + 1;
        var now = await session.NowAsync(cancellationToken).ConfigureAwait(false);
        await session.ExecuteAsync("insert into code_revision (revision, made_at, author) values (@revision, @now, @author)", new { revision, now, author }, cancellationToken).ConfigureAwait(false);
        await session.ExecuteManyAsync("update code_row set to_revision = @Revision where id = @Id", gone.Select(id => new { Id = id, Revision = revision }).ToList(), cancellationToken).ConfigureAwait(false);
        if (come.Count > 0)
        {
            var ids = await session.Database.NextAsync(session, come.Count, cancellationToken).ConfigureAwait(false);
            await session.InsertManyAsync(
                "code_row", come.Select((row, at) => new NewRow(ids[at], row.Table, row.Key, row.Cells, origin, revision)).ToList(), "", "", cancellationToken).ConfigureAwait(false);
        }

        return (int)revision;
    }

    internal static async Task<Dictionary<string, TableDefinition>> DefinitionsAsync(Session session, CancellationToken cancellationToken) =>
        (await session.ReadAsync(
            "select name, columns, key_columns from code_table", null, row => new TableDefinition(row.GetString(0), Cells(row.GetString(1)), (int)row.GetInt64(2)), cancellationToken)
            .ConfigureAwait(false)).ToDictionary(table => table.Name);

    private static Task<List<Row>> RowsAsync(Session session, CancellationToken cancellationToken) =>
        session.ReadAsync(
            "select id, table_name, row_key, cells, origin from code_row where to_revision is null order by id",
            null,
            row => new Row(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4)),
            cancellationToken);

    private static Task<List<Row>> RowsAsync(Session session, int asOf, CancellationToken cancellationToken) =>
        session.ReadAsync(
            "select id, table_name, row_key, cells, origin from code_row where from_revision <= @asOf and (to_revision is null or to_revision > @asOf) order by id",
            new { asOf },
            row => new Row(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4)),
            cancellationToken);

    private static bool Same(TableDefinition? there, SeedTable seed) =>
        there is not null && there.KeyColumns == seed.KeyColumns && there.Columns.SequenceEqual(seed.Columns);

    private static void RefuseToReshape(SeedTable seed, TableDefinition? before, IEnumerable<Row> commanded)
    {
        // Rows from before a column was added at the end are empty there.
        if (before is not null && before.KeyColumns == seed.KeyColumns && before.Columns.SequenceEqual(seed.Columns.Take(before.Columns.Count)))
        {
            return;
        }

        var unfit = commanded.Count(row => Cells(row.Cells).Length != seed.Columns.Count);
        if (unfit > 0)
        {
            throw new ArgumentException($"Code table {seed.Name} has {unfit} rows changed by command that do not have the seed's {seed.Columns.Count} columns. Give the seed back its columns, or add them in a new table.");
        }
    }

    private static IReadOnlyList<string> Checked(string table, IReadOnlyList<string> columns, IReadOnlyList<string> values) =>
        values.Count == columns.Count
            ? values
            : throw new ArgumentException($"A row of code table {table} has {columns.Count} values ({string.Join(", ", columns)}), not {values.Count}.", nameof(values));

    /// <summary>The first day a row holds; empty in a table without dates.</summary>
    private static string FromOf(TableDefinition table, IReadOnlyList<string> cells) =>
        table.Columns.Zip(cells).FirstOrDefault(cell => cell.First == CodeTable.From).Second ?? "";

    private static string KeyOf(IReadOnlyList<string> cells, int keyColumns) => Text([.. cells.Take(keyColumns)]);

    private static string Text(IReadOnlyList<string> cells) => JsonSerializer.Serialize(cells, ContractJson.Options);

    private static string[] Cells(string text) => JsonSerializer.Deserialize<string[]>(text, ContractJson.Options) ?? [];

    private sealed record Row(long Id, string TableName, string RowKey, string Cells, string Origin);

    private sealed record NewRow(long Id, string TableName, string RowKey, string Cells, string Origin, long FromRevision);
}

internal sealed record TableDefinition(string Name, IReadOnlyList<string> Columns, int KeyColumns);
