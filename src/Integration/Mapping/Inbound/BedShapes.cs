using Integration.Contracts;

namespace Integration.Mapping.Inbound;

internal sealed class BedEventShape : ContractShape
{
    public override string Name => BedEvent.ContractName;

    public override string Domain => "visit";

    public override string? LineKey => null;

    public override IReadOnlyList<ShapeField> Header { get; } =
    [
        new("visit", ValueKind.Text, Required: true),
        new("event", ValueKind.Text, Required: true, typeof(VisitEvent)),
        new("standing", ValueKind.Text, Required: true, typeof(EventStanding)),
        new("site", ValueKind.Text, Required: true),
        new("unit", ValueKind.Text),
        new("bed", ValueKind.Text),
        new("priorUnit", ValueKind.Text),
        new("priorBed", ValueKind.Text),
        new("patientClass", ValueKind.Text),
        new("isolation", ValueKind.Truth),
        new("occurredAt", ValueKind.Instant),
        new("expectedAt", ValueKind.Instant),
    ];

    /// <summary>Stays: of a source that states the whole visit each time. A mapping without lines tells single events.</summary>
    public override IReadOnlyList<ShapeField> Line { get; } =
    [
        new("kind", ValueKind.Text, Required: true, typeof(StayKind)),
        new("unit", ValueKind.Text),
        new("bed", ValueKind.Text),
        new("from", ValueKind.Instant),
        new("until", ValueKind.Instant),
    ];

    public override bool MayLeaveOutLines => true;

    public override ContractContent Build(Semantics semantics, Bound header, IReadOnlyList<Bound> lines)
    {
        var said = Event(header);
        return header.MayHaveLines
            ? BedStays.Newest(said with { Stays = [.. lines.Select(line => new BedStay(line.Word<StayKind>("kind"), line.Text("unit"), line.Text("bed"), line.Instant("from"), line.Instant("until")))] })
            : said;
    }

    private static BedEvent Event(Bound header) => new(
        header.Need("visit"),
        header.Word<VisitEvent>("event"),
        header.Word<EventStanding>("standing"),
        header.Need("site"),
        header.Text("unit"),
        header.Text("bed"),
        header.Text("priorUnit"),
        header.Text("priorBed"),
        header.Text("patientClass"),
        header.IsTrue("isolation"),
        header.Instant("occurredAt"),
        header.Instant("expectedAt"));
}

internal sealed class BedStatusShape : ContractShape
{
    public override string Name => BedStatus.ContractName;

    public override string Domain => "bed-status";

    public override string? LineKey => null;

    public override IReadOnlyList<ShapeField> Header { get; } =
    [
        new("bed", ValueKind.Text, Required: true),
        new("unit", ValueKind.Text, Required: true),
        new("site", ValueKind.Text, Required: true),
        new("status", ValueKind.Text, Required: true, typeof(BedCondition)),
        new("occurredAt", ValueKind.Instant),
    ];

    public override IReadOnlyList<ShapeField> Line => [];

    public override ContractContent Build(Semantics semantics, Bound header, IReadOnlyList<Bound> lines) =>
        new BedStatus(header.Need("bed"), header.Need("unit"), header.Need("site"), header.Word<BedCondition>("status"), header.Instant("occurredAt"));
}
