namespace Integration.Journal.Sql;

/// <summary>Counts made when things came in, beside counts of what became of them.</summary>
internal static class Ledgers
{
    public static async Task<Ledger> ReadAsync(Session session, CancellationToken cancellationToken)
    {
        var messages = await RowsAsync<MessageOutcome>(session, "message_received", "received", "message", cancellationToken).ConfigureAwait(false);
        var postings = await RowsAsync<PostingState>(session, "posting_made", "made", "posting_revision", cancellationToken).ConfigureAwait(false);
        var contracts = await session.ReadAsync(
            "select name, count(*) from contract group by name order by name", null, row => (Name: row.GetString(0), Count: row.GetInt64(1)), cancellationToken).ConfigureAwait(false);
        return new Ledger(
            [.. messages.Select(row => new MessageLedgerRow(row.Interface, row.Day, row.Counted, row.Outcomes))],
            [.. postings.Select(row => new PostingLedgerRow(row.Interface, row.Day, row.Counted, row.Outcomes))],
            contracts.ToDictionary(contract => contract.Name, contract => contract.Count));
    }

    /// <summary>A day that one side has and the other has not stays a row, with nothing on that side.</summary>
    private static async Task<List<(string Interface, DateOnly Day, long Counted, IReadOnlyDictionary<T, long> Outcomes)>> RowsAsync<T>(
        Session session, string counters, string counter, string outcomes, CancellationToken cancellationToken)
        where T : struct, Enum
    {
        var counted = (await session.ReadAsync(
            $"select interface, day, {counter} from {counters}", null, row => (Key: (row.GetString(0), row.GetInt64(1)), Count: row.GetInt64(2)), cancellationToken).ConfigureAwait(false))
            .ToDictionary(row => row.Key, row => row.Count);
        var found = (await session.ReadAsync(
            $"select interface, day, outcome, count(*) from {outcomes} group by interface, day, outcome",
            null,
            row => (Key: (row.GetString(0), row.GetInt64(1)), Outcome: row.Word<T>(2), Count: row.GetInt64(3)),
            cancellationToken).ConfigureAwait(false)).ToLookup(row => row.Key);
        return
        [
            .. counted.Keys.Union(found.Select(rows => rows.Key)).OrderBy(key => key.Item2).ThenBy(key => key.Item1, StringComparer.Ordinal).Select(key => (
                key.Item1,
                Micros.ToDay(key.Item2),
                counted.GetValueOrDefault(key),
                (IReadOnlyDictionary<T, long>)Enum.GetValues<T>().ToDictionary(outcome => outcome, outcome => found[key].Where(row => row.Outcome.Equals(outcome)).Sum(row => row.Count)))),
        ];
    }
}
