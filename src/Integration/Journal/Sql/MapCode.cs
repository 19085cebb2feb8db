namespace Integration.Journal.Sql;

/// <summary>Adds a row and releases what waits for it, in one transaction.</summary>
internal static class MapCode
{
    public static async Task<MapCodeResult> RunAsync(Session session, string table, IReadOnlyList<string> values, string author, CancellationToken cancellationToken)
    {
        var (revision, definition) = await Tables.AddAsync(session, table, values, author, cancellationToken).ConfigureAwait(false);
        var key = values.Take(definition.KeyColumns).ToList();
        await CommandLog.WriteAsync(session, author, "map-code", $"{table} {string.Join('|', key)}", null, cancellationToken).ConfigureAwait(false);

        var waiting = await session.ReadAsync(
            "select sequence, code from message_hold where table_name = @table order by sequence", new { table }, row => (Sequence: row.GetInt64(0), Code: row.GetString(1)), cancellationToken)
            .ConfigureAwait(false);
        var let = waiting.Where(hold => Covers(key, hold.Code)).Select(hold => hold.Sequence).Distinct().ToArray();
        return new MapCodeResult(revision, await Verdicts.ReleaseAsync(session, let, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>A key cell of <c>*</c> stands for any value, as in a look-up; one in the held code for a code that may narrow the row but need not, so that any row answers it: mapping decides again.</summary>
    internal static bool Covers(IReadOnlyList<string> key, string code)
    {
        var cells = code.Split('|');
        return cells.Length == key.Count && key.Zip(cells).All(pair => pair.First == "*" || pair.Second == "*" || pair.First == pair.Second);
    }
}
