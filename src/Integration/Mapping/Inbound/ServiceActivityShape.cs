using Integration.Contracts;

namespace Integration.Mapping.Inbound;

internal sealed class ServiceActivityShape : ContractShape
{
    public override string Name => ServiceActivity.ContractName;

    public override string Domain => "charge";

    public override string? LineKey => null;

    public override IReadOnlyList<ShapeField> Header { get; } =
    [
        new("entry", ValueKind.Text, Required: true),
        new("kind", ValueKind.Text, Required: true, typeof(ActivityKind)),
        new("reverses", ValueKind.Text),
        new("activity", ValueKind.Text, Required: true),
        new("title", ValueKind.Text, Required: true),
        new("costCentre", ValueKind.Text, Required: true),
        new("performedOn", ValueKind.Text, Required: true),
        new("quantity", ValueKind.Number, Required: true),
        new("unit", ValueKind.Text, Required: true),
        new("item", ValueKind.Text),
        new("amount", ValueKind.Number, Required: true),
        new("currency", ValueKind.Text),
    ];

    public override IReadOnlyList<ShapeField> Line => [];

    public override ContractContent Build(Semantics semantics, Bound header, IReadOnlyList<Bound> lines) => new ServiceActivity(
        header.Need("entry"),
        header.Word<ActivityKind>("kind"),
        header.Text("reverses"),
        header.Need("activity"),
        header.Need("title"),
        header.Need("costCentre"),
        header.Need("performedOn"),
        header.Number("quantity")!.Value,
        header.Need("unit"),
        header.Text("item"),
        header.Number("amount")!.Value,
        header.Text("currency"));
}
