using Integration.Sandbox.Hospital.Drill;

namespace Integration.Worker.Drill;

/// <summary>The ledger as <c>integration ledger --json</c> prints it, held against what the hospital counted for itself.</summary>
internal sealed record DrillLedger(bool Balanced, IReadOnlyList<DrillLedger.MessageRow> Messages, IReadOnlyList<DrillLedger.PostingRow> Postings)
{
    /// <param name="feeds">By interface, the outboxes of the systems that send to it.</param>
    /// <param name="entries">Entries found in Odoo.</param>
    /// <returns>What does not agree, and one line of counts.</returns>
    public IEnumerable<Finding> Compare(IReadOnlyDictionary<string, IReadOnlyList<Outbox>> feeds, int entries)
    {
        if (!Balanced)
        {
            yield return Broken("a row of 'integration ledger' does not balance");
        }

        foreach (var (feed, outboxes) in feeds)
        {
            var rows = Messages.Where(row => row.Interface == feed).ToList();
            var (received, duplicates, processed) = (rows.Sum(row => row.Received), Outcome(rows, "duplicate"), Outcome(rows, "processed"));
            var (written, transmitted) = (outboxes.Sum(outbox => outbox.Written), outboxes.Sum(outbox => outbox.Transmitted));
            if (processed != written)
            {
                yield return Broken($"{feed}: {written} messages were written, {processed} are processed ({string.Join(", ", rows.SelectMany(row => row.Outcomes).GroupBy(outcome => outcome.Key).Select(outcome => $"{outcome.Sum(count => count.Value)} {outcome.Key}"))})");
            }

            if (received - duplicates != written || received > transmitted)
            {
                yield return Broken($"{feed}: {received} received, {duplicates} of them again; {written} were written and {transmitted} put on the line");
            }
        }

        var posted = Postings.Where(row => row.Interface is "north-charges" or "north-ehr").Sum(row => row.Outcomes.GetValueOrDefault("posted"));
        if (posted != entries)
        {
            yield return Broken($"{posted} entries are posted, Odoo holds {entries}");
        }
    }

    private static long Outcome(IEnumerable<MessageRow> rows, string outcome) => rows.Sum(row => row.Outcomes.GetValueOrDefault(outcome));

    private static Finding Broken(string what) => new(Promise.LedgerBalances, false, what, null);

    internal sealed record MessageRow(string Interface, long Received, IReadOnlyDictionary<string, long> Outcomes);

    internal sealed record PostingRow(string Interface, long Made, IReadOnlyDictionary<string, long> Outcomes);
}
