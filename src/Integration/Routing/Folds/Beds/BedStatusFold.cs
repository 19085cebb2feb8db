using System.Text.Json;
using Integration.Contracts;

namespace Integration.Routing.Folds.Beds;

/// <summary>What housekeeping says of a bed, told to the bed.</summary>
internal sealed class BedStatusFold(FoldOptions options) : OrderedFold<BedStatus, BedStatusFold.Memory>(options.MostContracts)
{
    public const string Name = "bed-status";

    private const int MostStatuses = 16;

    public override string Domain => Name;

    protected override Memory Nothing { get; } = new(null);

    protected override bool CallsOff(BedStatus content) => false;

    protected override Memory Tell(Memory memory, DateTimeOffset assertedAt, BedStatus content)
    {
        var at = content.OccurredAt is { } occurred && occurred < assertedAt ? occurred : assertedAt;
        IEnumerable<SaidStatus> before = memory.Told?.Bed == content.Bed ? memory.Told.Statuses : [];
        return new Memory(new StatusShare(content.Unit, content.Bed, [.. before.Append(new SaidStatus(content.Status, at)).OrderBy(status => status.At).TakeLast(MostStatuses)]));
    }

    protected override Memory? Observe(Memory memory, string record, RecordEnd end) => memory;

    protected override (IReadOnlyList<DesiredRecord> Desired, IReadOnlyList<WakeUp> WakeUps) Show(long surrogate, Memory memory, DateTimeOffset passed, CodeTables tables) => ([], []);

    protected override IReadOnlyDictionary<FoldKey, string> Share(Memory memory, DateTimeOffset passed, CodeTables tables) => memory.Told is { } told
        ? new Dictionary<FoldKey, string> { [new FoldKey(BedFold.Name, told.Bed)] = JsonSerializer.Serialize(told, ContractJson.Options) }
        : [];

    internal sealed record Memory(StatusShare? Told);
}
