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
        foreach (var stated in content.Lines.SelectMany(line => Named(line, lines.Keys)))
        {
            lines[stated.Line] = RequisitionLineMemory.Tell(lines.GetValueOrDefault(stated.Line), assertedAt, stated);
        }

        var ordered = lines.Values.OrderBy(line => line.Stated.Line, StringComparer.Ordinal).ToList();
        var told = memory with
        {
            // What orders knows the number people know; a Task that came alone knows the request's id only.
            Number = isSnapshot || memory.Number.Length == 0 || content.Lines.Any(line => line.Action == LineAction.Set) ? content.Number : memory.Number,
            Department = isSnapshot ? content.Department : content.Department ?? memory.Department,
            // A cancel, hold or status repeats no timing segment, so it says nothing of urgency.
            Urgent = isSnapshot || content.Lines.Any(line => line.Action == LineAction.Set) ? content.Urgent : memory.Urgent,
            Lines = ordered,
        };
        return told with { Records = Records(told) };
    }

    protected override (IReadOnlyList<DesiredRecord> Desired, IReadOnlyList<WakeUp> WakeUps) Show(long surrogate, Memory memory, DateTimeOffset passed, CodeTables tables) =>
        ([.. memory.Records.SelectMany(record => record.Show(Domain, surrogate))], []);

    protected override Memory? Observe(Memory memory, string record, RecordEnd end)
    {
        if (memory.Records.FirstOrDefault(one => one.Names(record)) is not { } known)
        {
            return null;
        }

        return known.IsLive(record)
            ? memory with
            {
                Lines = [.. memory.Lines.Select(line => end == RecordEnd.None || RequisitionRecords.KeyOf(line) == known.Key ? line.Ended(record, end) : line)],
                Records = [.. memory.Records.Select(one => one.Key == known.Key ? known.Observe(end) : one)],
            }
            : memory;
    }

    protected override Memory? ObserveOurs(Memory memory, string record) => !memory.Records.Any(one => one.Names(record))
        ? null
        : memory with { Records = [.. memory.Records.Select(one => one.IsOpen && one.IsLive(record) ? one.Renew(options.MostGenerations) : one)] };

    /// <summary>What is said of all lines of an order is said of each that is known by then.</summary>
    private static IEnumerable<RequisitionLine> Named(RequisitionLine stated, IReadOnlyCollection<string> known) =>
        stated.Line.EndsWith(RequisitionLine.AllLines, StringComparison.Ordinal)
            ? [.. known.Where(line => line.StartsWith(stated.Line[..^1], StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(line => stated with { Line = line })]
            : [stated];

    private List<Generations> Records(Memory memory)
    {
        var known = memory.Records.ToDictionary(record => record.Key, StringComparer.Ordinal);
        var ended = memory.Records.Where(record => record.HasEnded).ToDictionary(record => record.Key, record => record.NameOf(record.Last!));
        var open = RequisitionRecords.Of(memory, options.CentralStore, line => line.Open(null)).ToDictionary(record => record.Key, StringComparer.Ordinal);
        var told = RequisitionRecords.Of(memory, options.CentralStore, line => line.Open(ended.GetValueOrDefault(RequisitionRecords.KeyOf(line) ?? ""))).ToDictionary(record => record.Key, StringComparer.Ordinal);
        return
        [
            .. told.Keys.Union(known.Keys).Order(StringComparer.Ordinal).Select(key =>
                told.GetValueOrDefault(key) is { } record
                    ? (known.GetValueOrDefault(key) ?? new Generations(record.Kind, key, []))
                        .Say(open.GetValueOrDefault(key)?.Fields ?? record.Fields, open.GetValueOrDefault(key)?.Lines ?? [], record.Lines, options.MostGenerations)
                    : known[key].End(RecordStanding.Withdrawn)),
        ];
    }

    internal sealed record Memory(string Number, string? Department, bool Urgent, IReadOnlyList<RequisitionLineMemory> Lines, IReadOnlyList<Generations> Records);
}
