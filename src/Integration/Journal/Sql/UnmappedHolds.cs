namespace Integration.Journal.Sql;

/// <summary>Codes without a row and what waits for each.</summary>
internal static class UnmappedHolds
{
    public static async Task<IReadOnlyList<UnmappedHold>> ReadAsync(Session session, int most, CancellationToken cancellationToken)
    {
        var behind = await Exceptions.BehindAsync(session, cancellationToken).ConfigureAwait(false);
        var holds = await session.ReadAsync(
            "select table_name, code, sequence, since from message_hold order by sequence",
            null,
            row => (Table: row.GetString(0), Code: row.GetString(1), Sequence: row.GetInt64(2), Since: row.GetInt64(3)),
            cancellationToken).ConfigureAwait(false);
        return
        [
            .. holds.GroupBy(hold => (hold.Table, hold.Code))
                .Select(code => new UnmappedHold(
                    code.Key.Table,
                    code.Key.Code,
                    code.Count(),
                    code.Sum(hold => behind.GetValueOrDefault(hold.Sequence)),
                    Micros.ToInstant(code.Min(hold => hold.Since)),
                    [.. code.Select(hold => hold.Sequence).Take(most)]))
                .OrderBy(code => code.Since).ThenBy(code => code.Table, StringComparer.Ordinal).ThenBy(code => code.Code, StringComparer.Ordinal),
        ];
    }
}
