using Integration.Contracts;

namespace Integration.Routing.Folds;

/// <summary>
/// A booked case becomes one planned transfer (rule 16), one line per item. It is called off when the case no longer stands, lapses a grace after it was needed, and opens its next generation when the case stands again.
/// </summary>
internal sealed class CaseFold(FoldOptions options) : OrderedFold<DemandSignal, CaseFold.Memory>(options.MostContracts)
{
    public const string Lapse = "lapse";

    public override string Domain => "case";

    protected override Memory Nothing { get; } = new(null, new Generations("case-transfer", "", []));

    protected override bool CallsOff(DemandSignal content) => content.Standing != CaseStanding.Booked;

    protected override Memory Tell(Memory memory, DateTimeOffset assertedAt, DemandSignal content)
    {
        var transfer = Pass(memory, assertedAt);
        var answered = transfer.Last?.Standing == RecordStanding.Lapsed ? CaseAnswers.None : (memory.Answers ?? CaseAnswers.None).Restated(content);
        var now = content.Semantics == Semantics.Snapshot || memory.Case is null ? content with { Lines = WithoutRemoved(content.Lines) } : Merge(memory.Case, content);
        if (now is not { Standing: CaseStanding.Booked, NeededAt: { } neededAt, Source: { } source, Destination: { } destination, Lines.Count: > 0 })
        {
            // A case that is called off and booked again is asked for in full, whatever became of it before.
            return new Memory(now, transfer.End(RecordStanding.Withdrawn), now.Standing == CaseStanding.Booked ? answered.OrNull : null);
        }

        var isOver = LapseOf(neededAt) <= assertedAt;
        if (isOver && transfer.Last?.Standing == RecordStanding.Lapsed)
        {
            // Senders go on writing about a case after it took place; that books nothing.
            return new Memory(now, transfer, answered.OrNull);
        }

        transfer = transfer.Say(
            Fields(now.Case, neededAt, source, destination),
            Moves.Sum(answered.Open(now.Lines, null), source, destination, Neutral.Instant(neededAt)),
            Moves.Sum(answered.Open(now.Lines, transfer.Last?.Number), source, destination, Neutral.Instant(neededAt)),
            options.MostGenerations,
            UsefulUntil(neededAt, assertedAt));
        return new Memory(now, isOver ? transfer.End(RecordStanding.Lapsed) : transfer, answered.OrNull);
    }

    protected override Memory? Observe(Memory memory, string record, RecordEnd end)
    {
        if (!memory.Transfer.Names(record))
        {
            return null;
        }

        return memory.Transfer.IsLive(record)
            ? memory with { Transfer = memory.Transfer.Observe(end), Answers = (memory.Answers ?? CaseAnswers.None).Ended(memory.Transfer.Last!, end, memory.Case!.Lines).OrNull }
            : memory;
    }

    protected override (IReadOnlyList<DesiredRecord> Desired, IReadOnlyList<WakeUp> WakeUps) Show(long surrogate, Memory memory, DateTimeOffset passed, CodeTables tables)
    {
        var transfer = Pass(memory, passed);
        return ([.. transfer.Show(Domain, surrogate)], transfer.IsActive ? [new WakeUp(Lapse, LapseOf(memory.Case!.NeededAt!.Value))] : []);
    }

    /// <summary>The transfer at an instant that has passed: lapsed if its time was over by then.</summary>
    private Generations Pass(Memory memory, DateTimeOffset instant) =>
        memory.Transfer.IsActive && LapseOf(memory.Case!.NeededAt!.Value) <= instant ? memory.Transfer.End(RecordStanding.Lapsed) : memory.Transfer;

    private DateTimeOffset LapseOf(DateTimeOffset neededAt) =>
        neededAt < DateTimeOffset.MaxValue - options.Grace ? neededAt + options.Grace : DateTimeOffset.MaxValue;

    /// <summary>
    /// Until the case needs it; what was said just before or after that (an emergency is booked when it is needed already) stays useful for a while after it was said, and nothing does once it lapses.
    /// </summary>
    private DateTimeOffset UsefulUntil(DateTimeOffset neededAt, DateTimeOffset assertedAt)
    {
        var said = assertedAt < DateTimeOffset.MaxValue - options.Urgency ? assertedAt + options.Urgency : DateTimeOffset.MaxValue;
        var lapse = LapseOf(neededAt);
        return said < neededAt ? neededAt : said < lapse ? said : lapse;
    }

    /// <summary>A delta restates each service it names, and no other; what it leaves null is as before.</summary>
    private static DemandSignal Merge(DemandSignal before, DemandSignal delta)
    {
        var restated = delta.Lines.Select(line => line.Service).ToHashSet(StringComparer.Ordinal);
        return delta with
        {
            NeededAt = delta.NeededAt ?? before.NeededAt,
            Source = delta.Source ?? before.Source,
            Destination = delta.Destination ?? before.Destination,
            Lines = [.. before.Lines.Where(line => !restated.Contains(line.Service)), .. WithoutRemoved(delta.Lines)],
        };
    }

    private static List<DemandLine> WithoutRemoved(IReadOnlyList<DemandLine> lines) => [.. lines.Where(line => !line.Removed)];

    private static Dictionary<string, string?> Fields(string caseHash, DateTimeOffset neededAt, string source, string destination) => new()
    {
        ["operation"] = "CASE",
        ["source"] = source,
        ["destination"] = destination,
        ["origin"] = $"CASE-{caseHash[..Math.Min(8, caseHash.Length)].ToUpperInvariant()}",
        ["neededAt"] = Neutral.Instant(neededAt),
    };

    /// <param name="Case">The case as it stands by all that was stated; null before anything was.</param>
    /// <param name="Answers">What records that ended in Odoo have answered; null for nothing.</param>
    internal sealed record Memory(DemandSignal? Case, Generations Transfer, CaseAnswers? Answers = null);
}
