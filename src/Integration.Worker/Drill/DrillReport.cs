using System.Globalization;
using System.Text;
using Integration.Sandbox.Hospital.Drill;

namespace Integration.Worker.Drill;

/// <summary>What a drill came to: one line a promise, with what was counted.</summary>
/// <param name="Place">On what it ran, in words.</param>
/// <param name="Faults">Those played.</param>
/// <param name="NotPlayed">Those that cannot be played on this place, and why.</param>
internal sealed record DrillReport(DateTimeOffset Started, DateTimeOffset Ended, int Seed, string Place, IReadOnlyList<string> Faults, IReadOnlyDictionary<string, string> NotPlayed, IReadOnlyDictionary<string, long> Counts, IReadOnlyList<PromiseLine> Promises)
{
    private const int MostShown = 20;

    public bool Holds => Promises.All(promise => promise.Verdict != Verdict.Broken);

    public static DrillReport Make(
        DateTimeOffset started, DateTimeOffset ended, int seed, DrillPlace place, DrillHospital hospital, DrillPeople people, IReadOnlyList<string> faults, IReadOnlyDictionary<string, string> notPlayed, int released, DrillBooks books, IReadOnlyList<Finding> findings)
    {
        var holds = hospital.Stories.SelectMany(story => story.Holds()).ToList();
        var counts = new Dictionary<string, long>
        {
            ["messages written"] = hospital.Written,
            ["put on the line"] = hospital.Outboxes.Sum(outbox => outbox.Transmitted),
            ["resent"] = hospital.Outboxes.Sum(outbox => outbox.Resent),
            ["reordered"] = hospital.Outboxes.Sum(outbox => outbox.Reordered),
            ["things sent about"] = hospital.Stories.Count,
            ["records wanted"] = holds.Count(want => want.Ways.Count > 0),
            ["records in Odoo"] = books.Records.Count,
            ["acts of people"] = people.Acts.Values.Sum(),
            ["calls to Odoo"] = place.Odoo.Witness.Calls,
            ["writes to Odoo"] = place.Odoo.Witness.Writes,
            ["set aside after three kills and released"] = released,
        };
        var byPeople = holds.Count(want => want.ByPeople);
        var lines = Enum.GetValues<Promise>().Select(promise => PromiseLine.Of(promise, Said(promise, counts, byPeople, people, books), [.. findings.Where(finding => finding.Promise == promise)])).ToList();
        var on = $"{(place.Database.IsPostgres ? "PostgreSQL" : "SQLite")}, {(place.Broker is null ? "wake-ups in memory" : "RabbitMQ")}, {(place.IsRealOdoo ? "Odoo" : "stand-in Odoo")}, {(place.HasCrew ? "two workers" : "one worker")}";
        return new DrillReport(started, ended, seed, on, faults, notPlayed, counts, lines);
    }

    /// <summary>What a person reads.</summary>
    public string Write()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"integration drill of {Started.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z, seed {Seed}, {(Ended - Started).TotalMinutes:0.0} minutes");
        text.AppendLine(CultureInfo.InvariantCulture, $"on {Place}");
        text.AppendLine(CultureInfo.InvariantCulture, $"faults: {string.Join(", ", Faults)}");
        foreach (var (fault, reason) in NotPlayed)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"not played: {fault}, since {reason}");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"{string.Join(", ", Counts.Select(count => $"{count.Value} {count.Key}"))}");
        text.AppendLine();
        foreach (var promise in Promises)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{Word(promise.Verdict),-12} {promise.Name,-46} {promise.Counted}");
            foreach (var measured in promise.Measured)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"             {measured}");
            }

            foreach (var difference in promise.Differences.Take(MostShown))
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  {difference.What}");
                text.AppendLine(CultureInfo.InvariantCulture, $"      again: integration drill --seed {Seed}{(difference.Fault is null || !Faults.Contains(difference.Fault) ? "" : $" --faults {difference.Fault}")}");
            }

            if (promise.Differences.Count > MostShown)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  and {promise.Differences.Count - MostShown} more; all are in the report as JSON");
            }
        }

        text.AppendLine();
        var broken = Promises.Count(promise => promise.Verdict == Verdict.Broken);
        text.Append(broken == 0 ? "All that was tried holds." : string.Create(CultureInfo.InvariantCulture, $"{broken} broken, {Promises.Sum(promise => promise.Differences.Count)} differences."));
        return text.ToString();
    }

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Holds => "holds",
        Verdict.Broken => "BROKEN",
        Verdict.NotTried => "not tried",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>What the check itself counted; null where only an episode can.</summary>
    private static string? Said(Promise promise, Dictionary<string, long> counts, int byPeople, DrillPeople people, DrillBooks books) => promise switch
    {
        Promise.NothingLost => $"{counts["messages written"]} messages, {counts["records wanted"]} records wanted",
        Promise.NothingTwice => $"{counts["put on the line"]} put on the line, {counts["resent"]} resent on purpose; {counts["records in Odoo"]} records looked at",
        Promise.LatestWins => $"{counts["reordered"]} held back behind a newer one, others asserted long ago",
        Promise.EditsIntact => byPeople == 0 ? null : $"{byPeople} records: {string.Join(", ", people.Acts.Select(act => $"{act.Value} {act.Key}"))}",
        Promise.LedgerBalances => "as printed, by interface, against what was sent and what Odoo holds",
        Promise.NoIdentity => $"{books.Looked} records of Odoo and every log looked through for the name that was in every message",
        Promise.FailuresIsolated or Promise.SupersededNotSent or Promise.RetriesBounded => null,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

internal enum Verdict
{
    Holds,
    Broken,

    /// <summary>No episode that was played measures it.</summary>
    NotTried,
}

/// <param name="Measured">What episodes measured of it.</param>
internal sealed record PromiseLine(Promise Promise, string Name, Verdict Verdict, string Counted, IReadOnlyList<string> Measured, IReadOnlyList<Finding> Differences)
{
    public static PromiseLine Of(Promise promise, string? counted, IReadOnlyList<Finding> findings)
    {
        var broken = findings.Where(finding => !finding.Holds).ToList();
        var measured = findings.Where(finding => finding.Holds).Select(finding => $"{finding.Fault}: {finding.What}").ToList();
        var verdict = broken.Count > 0 ? Verdict.Broken : counted is null && measured.Count == 0 ? Verdict.NotTried : Verdict.Holds;
        return new PromiseLine(promise, NameOf(promise), verdict, counted ?? "", measured, broken);
    }

    private static string NameOf(Promise promise) => promise switch
    {
        Promise.NothingLost => "nothing is lost",
        Promise.NothingTwice => "nothing happens twice",
        Promise.LatestWins => "the latest wins",
        Promise.EditsIntact => "what people did stays",
        Promise.FailuresIsolated => "a failure stops only its own key",
        Promise.SupersededNotSent => "what is superseded is not sent",
        Promise.RetriesBounded => "retries are bounded",
        Promise.LedgerBalances => "the ledger balances and agrees with the count",
        Promise.NoIdentity => "no patient outside the journal",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
