using Integration.Journal;
using Integration.Sandbox.Hospital;
using Integration.Sandbox.Hospital.Ehr;
using Integration.Worker.Commands;

namespace Integration.Worker.Demo;

/// <summary>What the demo led to, held against what the senders counted and what the day should lead to.</summary>
/// <param name="Sent">Messages over MLLP, and changes of resources the EHR made.</param>
/// <param name="Again">Changes of the EHR that came a second time by another way, or were told twice, and were known again.</param>
internal sealed record DemoReport(int Sent, long Again, EhrPlay Ehr, Ledger Ledger, IReadOnlyList<FoundRecord> Found, IReadOnlyList<string> Faults)
{
    private const int MostShown = 25;

    public static DemoReport Make(
        IReadOnlyList<Sending> sendings, EhrPlay ehr, Ledger ledger, IReadOnlyList<FoundRecord> found, IReadOnlyList<ExpectedRecord> expected, IReadOnlyDictionary<string, int> outcomes, bool settled)
    {
        var faults = new List<string>();
        if (!settled)
        {
            faults.Add("work was still in flight when the demo stopped waiting");
        }

        if (!ledger.Balanced)
        {
            faults.Add("the ledger does not balance");
        }

        faults.AddRange(sendings.Where(sending => !sending.AsExpected).Select(sending => $"{sending.Message.Name} was answered {sending.Answer}, expected {sending.Message.Answer}"));
        faults.AddRange(ehr.Faults);
        var again = ledger.Messages.Where(row => row.Interface == EhrDay.Feed).Sum(row => row.Outcomes.GetValueOrDefault(MessageOutcome.Duplicate));
        var sent = sendings.Count + ehr.Changes;
        var received = ledger.Messages.Sum(row => row.Received) - again;
        if (received != sent)
        {
            faults.Add($"the senders sent {sent} messages, the journal received {received}");
        }

        foreach (var (outcome, count) in outcomes)
        {
            var ended = Sum(ledger, Enum.Parse<MessageOutcome>(outcome, ignoreCase: true)) - (outcome == "duplicate" ? again : 0);
            if (ended != count)
            {
                faults.Add($"{count} messages should be {outcome}, {ended} are");
            }
        }

        foreach (var state in new[] { PostingState.Held, PostingState.Parked, PostingState.Protected })
        {
            var stuck = ledger.Postings.Sum(row => row.Outcomes.GetValueOrDefault(state));
            if (stuck != 0)
            {
                faults.Add($"{stuck} postings are {state.ToString().ToLowerInvariant()}; none should be");
            }
        }

        faults.AddRange(DayCheck.Compare(expected, found));
        return new DemoReport(sent, again, ehr, ledger, found, faults);
    }

    public void Print(bool json, IReadOnlyList<ExceptionEntry> exceptions)
    {
        if (json)
        {
            Output.Json(new
            {
                Sent,
                Again,
                Received = Ledger.Messages.Sum(row => row.Received),
                Outcomes = Named<MessageOutcome>(outcome => Sum(Ledger, outcome)),
                Postings = Named<PostingState>(state => Ledger.Postings.Sum(row => row.Outcomes.GetValueOrDefault(state))),
                Contracts = ByName(Ledger.Contracts),
                Ledger.Balanced,
                Faults,
            });
            return;
        }

        foreach (var kind in Found.GroupBy(record => record.What))
        {
            var title = $"{kind.Count()} {kind.Key}s in Odoo, {kind.Count(record => record.Stands)} of which stand{(kind.Count() > MostShown ? $"; the first {MostShown}" : "")}";
            Output.Table(title, [kind.Key, "external id"], kind.Take(MostShown).Select(record => (IReadOnlyList<string>)[record.Content, record.ExternalId]));
        }

        LedgerVerb.Print(Ledger);
        Output.Line(Ehr.Describe(Sent - Ehr.Changes, Again));
        ExceptionsVerb.Print(exceptions);
        foreach (var fault in Faults)
        {
            Output.Line($"NOT AS EXPECTED: {fault}");
        }

        Output.Line(Faults.Count == 0 ? $"{Sent} messages sent, all accounted for; Odoo holds what the day should lead to." : $"{Faults.Count} differences.");
    }

    /// <summary>The demo counts facts, whichever version carries them.</summary>
    private static Dictionary<string, long> ByName(IReadOnlyDictionary<string, long> contracts) =>
        contracts.GroupBy(entry => entry.Key.Split('.')[0]).ToDictionary(name => name.Key, name => name.Sum(entry => entry.Value));

    private static long Sum(Ledger ledger, MessageOutcome outcome) => ledger.Messages.Sum(row => row.Outcomes.GetValueOrDefault(outcome));

    private static Dictionary<string, long> Named<T>(Func<T, long> count)
        where T : struct, Enum => Enum.GetValues<T>().Where(value => Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture) != 0).ToDictionary(value => value.ToString().ToLowerInvariant(), count);
}
