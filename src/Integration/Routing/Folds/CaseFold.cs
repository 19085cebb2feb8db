using Integration.Contracts;

namespace Integration.Routing.Folds;

/// <summary>
/// A booked case becomes one planned transfer (rule 16), one line per item. It is called off when the case no longer stands, lapses a grace after it was needed, and opens its next generation when the case stands again.
/// </summary>
internal sealed class CaseFold(FoldOptions options) : OrderedFold<DemandSignal, CaseFold.Memory>(options.MostContracts)
{
    public const string Lapse = "lapse";

    private const string NoteField = "note";

    public override string Domain => "case";

    protected override Memory Nothing { get; } = new(null, new Generations("case-transfer", "", []));

    protected override bool CallsOff(DemandSignal content) => content.Standing != CaseStanding.Booked;

    protected override Memory Tell(Memory memory, DateTimeOffset assertedAt, DemandSignal content)
    {
        var transfer = Pass(memory, assertedAt);
        var answered = transfer.Last?.Standing == RecordStanding.Lapsed ? CaseAnswers.None : (memory.Answers ?? CaseAnswers.None).Restated(content);
        // One case may be known by several numbers; people find it under the first.
        content = content with { Case = memory.Case?.Case ?? content.Case };
        var now = content.Semantics == Semantics.Snapshot || memory.Case is null ? content with { Lines = WithoutRemoved(content.Lines) } : Merge(memory.Case, content);
        if (now is not { Standing: CaseStanding.Booked, NeededAt: { } neededAt, Source: { } source, Destination: { } destination } || Demand(now).Count == 0)
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
            Fields(now, neededAt, source, destination, transfer.Last?.Fields.ContainsKey(NoteField) == true),
            Moves.Sum(answered.Open(Demand(now), null), source, destination, Neutral.Instant(neededAt)),
            Moves.Sum(answered.Open(Demand(now), transfer.Last?.Number), source, destination, Neutral.Instant(neededAt)),
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
            ? memory with { Transfer = memory.Transfer.Observe(end), Answers = (memory.Answers ?? CaseAnswers.None).Ended(memory.Transfer.Last!, end, Demand(memory.Case!)).OrNull }
            : memory;
    }

    protected override Memory? ObserveOurs(Memory memory, string record) => !memory.Transfer.Names(record)
        ? null
        : memory.Transfer.IsOpen && memory.Transfer.IsLive(record) ? memory with { Transfer = memory.Transfer.Renew(options.MostGenerations) } : memory;

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

    /// <summary>What is opened only on request takes nothing from the shelf before somebody asks.</summary>
    private static List<DemandLine> Demand(DemandSignal signal) => [.. signal.Lines.Where(line => line.OnRequest != true)];

    /// <param name="isNoted">The record carries a note already, which only another one takes away.</param>
    private static Dictionary<string, string?> Fields(DemandSignal signal, DateTimeOffset neededAt, string source, string destination, bool isNoted)
    {
        var fields = new Dictionary<string, string?>
        {
            ["operation"] = "CASE",
            ["source"] = source,
            ["destination"] = destination,
            ["origin"] = $"CASE-{signal.Case[..Math.Min(8, signal.Case.Length)].ToUpperInvariant()}",
            ["neededAt"] = Neutral.Instant(neededAt),
        };
        if ((Note(signal) ?? (isNoted ? "Nothing is opened on request." : null)) is { } note)
        {
            fields[NoteField] = note;
        }

        return fields;
    }

    /// <summary>For the store: what to bring without opening, and what may take the place of what is not there. Null for nothing.</summary>
    private static string? Note(DemandSignal signal)
    {
        var onRequest = signal.Lines.Where(line => line.OnRequest == true).GroupBy(line => (line.Item, line.Unit)).OrderBy(item => item.Key.Item, StringComparer.Ordinal)
            .Select(item => $"{Neutral.Number(item.Sum(line => line.Quantity))} {item.Key.Unit} of {item.Key.Item}").ToList();
        var alternatives = Demand(signal).Where(line => line.Alternative is not null && line.Alternative != line.Item).Select(line => $"{line.Alternative} for {line.Item}").Distinct().Order(StringComparer.Ordinal).ToList();
        string?[] parts = [onRequest.Count == 0 ? null : $"Open on request: {string.Join(", ", onRequest)}.", alternatives.Count == 0 ? null : $"Alternatives: {string.Join(", ", alternatives)}."];
        return parts.OfType<string>().ToList() is { Count: > 0 } some ? string.Join(' ', some) : null;
    }

    /// <param name="Case">The case as it stands by all that was stated; null before anything was.</param>
    /// <param name="Answers">What records that ended in Odoo have answered; null for nothing.</param>
    internal sealed record Memory(DemandSignal? Case, Generations Transfer, CaseAnswers? Answers = null);
}
