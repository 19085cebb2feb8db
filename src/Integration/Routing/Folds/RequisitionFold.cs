using Integration.Contracts;

namespace Integration.Routing.Folds;

/// <summary>
/// A requisition becomes one request for quotation per preferred vendor and one transfer from the central store per destination, made of its lines that are approved, complete, and neither held nor called off.
/// </summary>
internal sealed class RequisitionFold(FoldOptions options) : OrderedFold<Requisition, RequisitionFold.Memory>(options.MostContracts)
{
    public override string Domain => "requisition";

    protected override Memory Nothing { get; } = new("", null, false, [], []);

    protected override bool CallsOff(Requisition content) => content.Lines.Count > 0 && content.Lines.All(line => line.Action == LineAction.Cancel);

    protected override Memory Tell(Memory memory, DateTimeOffset assertedAt, Requisition content)
    {
        var isSnapshot = content.Semantics == Semantics.Snapshot;
        var lines = memory.Lines
            // What was called off at this very instant stays called off, whatever a snapshot of the same instant says.
            .Where(line => !isSnapshot || line.CancelledAt == assertedAt)
            .ToDictionary(line => line.Stated.Line, StringComparer.Ordinal);
        foreach (var stated in content.Lines)
        {
            lines[stated.Line] = RequisitionLineMemory.Tell(lines.GetValueOrDefault(stated.Line), assertedAt, stated);
        }

        var ordered = lines.Values.OrderBy(line => line.Stated.Line, StringComparer.Ordinal).ToList();
        var told = memory with
        {
            Number = content.Number,
            Department = isSnapshot ? content.Department : content.Department ?? memory.Department,
            // A cancel, hold or status repeats no timing segment, so it says nothing of urgency.
            Urgent = isSnapshot || content.Lines.Any(line => line.Action == LineAction.Set) ? content.Urgent : memory.Urgent,
            Lines = ordered,
        };
        return told with { Records = Records(told) };
    }

    protected override (IReadOnlyList<DesiredRecord> Desired, IReadOnlyList<WakeUp> WakeUps) Show(long surrogate, Memory memory, DateTimeOffset passed) =>
        ([.. memory.Records.SelectMany(record => record.Show(Domain, surrogate))], []);

    private List<Generations> Records(Memory memory)
    {
        var wanted = RequisitionRecords.Of(memory, options.CentralStore).ToDictionary(record => record.Key, StringComparer.Ordinal);
        var known = memory.Records.ToDictionary(record => record.Key, StringComparer.Ordinal);
        return
        [
            .. wanted.Keys.Union(known.Keys).Order(StringComparer.Ordinal).Select(key =>
                wanted.GetValueOrDefault(key) is { } record
                    ? (known.GetValueOrDefault(key) ?? new Generations(record.Kind, key, [])).Stand(record.Fields, record.Lines, options.MostGenerations)
                    : known[key].End(RecordStanding.Withdrawn)),
        ];
    }

    internal sealed record Memory(string Number, string? Department, bool Urgent, IReadOnlyList<RequisitionLineMemory> Lines, IReadOnlyList<Generations> Records);
}
