using System.Globalization;
using Integration.Contracts;
using Integration.Mapping.Files;

namespace Integration.Mapping.Inbound;

/// <summary>What a mapping may and must fill of one contract, and how the record is made of it. A new contract is one of these.</summary>
internal abstract class ContractShape
{
    public static IReadOnlyDictionary<string, ContractShape> All { get; } =
        new ContractShape[] { new RequisitionShape(), new DemandSignalShape(), new BedEventShape(), new BedStatusShape(), new ServiceActivityShape(), new AssetEventShape(), new MasterRecordShape() }.ToDictionary(shape => shape.Name);

    /// <summary><c>requisition.v1</c>.</summary>
    public abstract string Name { get; }

    public abstract string Domain { get; }

    public abstract IReadOnlyList<ShapeField> Header { get; }

    public abstract IReadOnlyList<ShapeField> Line { get; }

    /// <summary>A contract without lines is one group instance of its message: instances of the same key stay apart.</summary>
    public bool HasLines => Line.Count > 0;

    /// <summary>Some mappings of this contract state lines, others none at all.</summary>
    public virtual bool MayLeaveOutLines => false;

    /// <summary>The line field that tells the lines of one message apart; null where several lines may share theirs.</summary>
    public abstract string? LineKey { get; }

    public abstract ContractContent Build(Semantics semantics, Bound header, IReadOnlyList<Bound> lines);
}

/// <param name="Required">Must be mapped, and valued.</param>
/// <param name="Words">The enumeration a text must be a word of.</param>
internal sealed record ShapeField(string Name, ValueKind Kind, bool Required = false, Type? Words = null);

/// <summary>The values one mapping gave, by field. Their kinds were checked when it was loaded, their words when they were bound.</summary>
internal sealed class Bound(IReadOnlyDictionary<string, Value> values)
{
    /// <summary>The mapping states lines of this contract, even where a message gives none.</summary>
    public bool MayHaveLines { get; init; }

    public string Need(string field) => values[field].Text;

    public string? Text(string field) => values.TryGetValue(field, out var value) ? value.Text : null;

    public bool IsTrue(string field) => values.TryGetValue(field, out var value) && value.IsTrue;

    public bool? Truth(string field) => values.TryGetValue(field, out var value) ? value.IsTrue : null;

    public decimal? Number(string field) => Text(field) is { } text ? decimal.Parse(text, CultureInfo.InvariantCulture) : null;

    public DateTimeOffset? Instant(string field) => Text(field) is { } text ? Functions.InstantOf.Parse(text) : null;

    public T Word<T>(string field)
        where T : struct, Enum => Words.Parse<T>(Need(field));
}

internal sealed class RequisitionShape : ContractShape
{
    public override string Name => Requisition.ContractName;

    public override string Domain => "requisition";

    public override string? LineKey => "line";

    public override IReadOnlyList<ShapeField> Header { get; } =
    [
        new("number", ValueKind.Text, Required: true),
        new("department", ValueKind.Text),
        new("urgent", ValueKind.Truth, Required: true),
        new("forPatient", ValueKind.Truth),
    ];

    public override IReadOnlyList<ShapeField> Line { get; } =
    [
        new("line", ValueKind.Text, Required: true),
        new("action", ValueKind.Text, Required: true, typeof(LineAction)),
        new("approval", ValueKind.Text, Required: true, typeof(Approval)),
        new("supply", ValueKind.Text, Words: typeof(Supply)),
        new("item", ValueKind.Text),
        new("quantity", ValueKind.Number),
        new("unit", ValueKind.Text),
        new("stockQuantity", ValueKind.Number),
        new("stockUnit", ValueKind.Text),
        new("vendor", ValueKind.Text),
        new("price", ValueKind.Number),
        new("deliverTo", ValueKind.Text),
        new("neededBy", ValueKind.Instant),
        new("costCentre", ValueKind.Text),
        new("substituteFor", ValueKind.Text),
        new("priceSent", ValueKind.Truth),
    ];

    public override ContractContent Build(Semantics semantics, Bound header, IReadOnlyList<Bound> lines) =>
        new Requisition(header.Need("number"), semantics, header.Text("department"), header.IsTrue("urgent"), [.. lines.Select(Build)])
        {
            ForPatient = header.Truth("forPatient"),
        };

    private static RequisitionLine Build(Bound line) => new(
        line.Need("line"),
        line.Word<LineAction>("action"),
        line.Word<Approval>("approval"),
        line.Text("supply") is null ? null : line.Word<Supply>("supply"),
        line.Text("item"),
        line.Number("quantity"),
        line.Text("unit"),
        line.Number("stockQuantity"),
        line.Text("stockUnit"),
        line.Text("vendor"),
        line.Number("price"),
        line.Text("deliverTo"),
        line.Instant("neededBy"),
        line.Text("costCentre"))
    {
        SubstituteFor = line.Text("substituteFor"),
        PriceSent = line.Truth("priceSent"),
    };
}

internal sealed class DemandSignalShape : ContractShape
{
    public override string Name => DemandSignal.ContractName;

    public override string Domain => "case";

    public override string? LineKey => null;

    public override IReadOnlyList<ShapeField> Header { get; } =
    [
        new("case", ValueKind.Text, Required: true),
        new("standing", ValueKind.Text, Required: true, typeof(CaseStanding)),
        new("site", ValueKind.Text, Required: true),
        new("neededAt", ValueKind.Instant),
        new("source", ValueKind.Text),
        new("destination", ValueKind.Text),
    ];

    public override IReadOnlyList<ShapeField> Line { get; } =
    [
        new("service", ValueKind.Text, Required: true),
        new("item", ValueKind.Text, Required: true),
        new("quantity", ValueKind.Number, Required: true),
        new("unit", ValueKind.Text, Required: true),
        new("removed", ValueKind.Truth),
        new("onRequest", ValueKind.Truth),
        new("alternative", ValueKind.Text),
    ];

    public override ContractContent Build(Semantics semantics, Bound header, IReadOnlyList<Bound> lines) => new DemandSignal(
        header.Need("case"),
        semantics,
        header.Word<CaseStanding>("standing"),
        header.Need("site"),
        header.Instant("neededAt"),
        header.Text("source"),
        header.Text("destination"),
        [.. lines.Select(Build)]);

    private static DemandLine Build(Bound line) => new(line.Need("service"), line.Need("item"), line.Number("quantity")!.Value, line.Need("unit"), line.IsTrue("removed"))
    {
        OnRequest = line.IsTrue("onRequest") ? true : null,
        Alternative = line.Text("alternative"),
    };
}
