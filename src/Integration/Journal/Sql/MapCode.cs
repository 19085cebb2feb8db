namespace Integration.Journal.Sql;

/// <summary>Adds a row and releases what waits for it, in one transaction.</summary>
internal static class MapCode
{
    public static async Task<MapCodeResult> RunAsync(Session session, string table, IReadOnlyList<string> values, Signature by, CancellationToken cancellationToken)
    {
        var (revision, definition, replaced) = await Tables.AddAsync(session, table, values, by.Author, cancellationToken).ConfigureAwait(false);
        var key = values.Take(definition.KeyColumns).ToList();

        var waiting = await session.ReadAsync(
            "select sequence, code from message_hold where table_name = @table order by sequence", new { table }, row => (Sequence: row.GetInt64(0), Code: row.GetString(1)), cancellationToken)
            .ConfigureAwait(false);
        var let = waiting.Where(hold => Covers(key, hold.Code)).Select(hold => hold.Sequence).Distinct().ToArray();
        var released = await Verdicts.ReleaseAsync(session, let, cancellationToken).ConfigureAwait(false);
        var act = new Act(
            "map-code",
            "table",
            $"{table} {string.Join('|', key)}",
            replaced.Count == 0 ? null : CommandLog.Json(new { rows = replaced }),
            CommandLog.Json(new { rows = new[] { values }, revision, released }));
        await CommandLog.WriteAsync(session, act, by, cancellationToken).ConfigureAwait(false);
        return new MapCodeResult(revision, released);
    }

    /// <summary>A key cell of <c>*</c> stands for any value, as in a look-up; one in the held code for a code that may narrow the row but need not, so that any row answers it: mapping decides again.</summary>
    internal static bool Covers(IReadOnlyList<string> key, string code)
    {
        var cells = code.Split('|');
        return cells.Length == key.Count && key.Zip(cells).All(pair => pair.First == "*" || pair.Second == "*" || pair.First == pair.Second);
    }
}
