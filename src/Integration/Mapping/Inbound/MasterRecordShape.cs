using Integration.Contracts;

namespace Integration.Mapping.Inbound;

internal sealed class MasterRecordShape : ContractShape
{
    public override string Name => MasterRecord.ContractName;

    public override string Domain => "master";

    public override string? LineKey => null;

    public override IReadOnlyList<ShapeField> Header { get; } =
    [
        new("file", ValueKind.Text, Required: true, typeof(MasterFile)),
        new("action", ValueKind.Text, Required: true, typeof(MasterAction)),
        new("code", ValueKind.Text, Required: true),
        new("senderCode", ValueKind.Text, Required: true),
        new("effectiveFrom", ValueKind.Instant),
        new("description", ValueKind.Text),
        new("unit", ValueKind.Text),
        new("stocked", ValueKind.Truth),
        new("keptByLot", ValueKind.Truth),
    ];

    public override IReadOnlyList<ShapeField> Line { get; } =
    [
        new("vendor", ValueKind.Text, Required: true),
        new("unit", ValueKind.Text, Required: true),
        new("vendorItem", ValueKind.Text),
        new("price", ValueKind.Number),
        new("gtin", ValueKind.Text),
        new("preferred", ValueKind.Truth),
    ];

    public override ContractContent Build(Semantics semantics, Bound header, IReadOnlyList<Bound> lines) => new MasterRecord(
        header.Word<MasterFile>("file"),
        header.Word<MasterAction>("action"),
        header.Need("code"),
        header.Need("senderCode"),
        header.Instant("effectiveFrom"),
        header.Text("description"),
        header.Text("unit"),
        header.Truth("stocked"),
        [.. lines.Select(line => new MasterPackage(line.Need("vendor"), line.Need("unit"), line.Text("vendorItem"), line.Number("price"), line.Text("gtin"), line.Truth("preferred")))])
    {
        KeptByLot = header.Truth("keptByLot"),
    };
}
