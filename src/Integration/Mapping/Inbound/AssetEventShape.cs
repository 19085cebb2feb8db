using Integration.Contracts;

namespace Integration.Mapping.Inbound;

/// <summary>One line for each reading: several counters, alarms or consumables of one device come in one message.</summary>
internal sealed class AssetEventShape : ContractShape
{
    public override string Name => AssetEvent.ContractName;

    public override string Domain => "asset";

    public override string? LineKey => null;

    public override IReadOnlyList<ShapeField> Header { get; } =
    [
        new("asset", ValueKind.Text, Required: true),
        new("site", ValueKind.Text, Required: true),
    ];

    public override IReadOnlyList<ShapeField> Line { get; } =
    [
        new("kind", ValueKind.Text, Required: true, typeof(ReadingKind)),
        new("at", ValueKind.Instant, Required: true),
        new("what", ValueKind.Text, Required: true),
        new("value", ValueKind.Number),
        new("unit", ValueKind.Text),
        new("phase", ValueKind.Text, Words: typeof(AlarmPhase)),
        new("priority", ValueKind.Number),
        new("asks", ValueKind.Truth),
    ];

    public override ContractContent Build(Semantics semantics, Bound header, IReadOnlyList<Bound> lines) =>
        new AssetEvent(header.Need("asset"), header.Need("site"), [.. lines.Select(Build)]);

    private static AssetReading Build(Bound line) => new(
        line.Word<ReadingKind>("kind"),
        line.Instant("at")!.Value,
        line.Need("what"),
        line.Number("value"),
        line.Text("unit"),
        line.Text("phase") is null ? null : line.Word<AlarmPhase>("phase"),
        (int?)line.Number("priority"),
        line.IsTrue("asks"));
}
