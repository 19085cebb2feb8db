using System.Text.Json;
using Integration.Contracts;
using Integration.Routing;
using Integration.Routing.Folds;

namespace Integration.UnitTests.Routing;

/// <summary>Short words for the inputs and results of folds. Times are hours after a Monday morning.</summary>
internal static class FoldStory
{
    public const string CaseHash = "c0ffee1234567890";

    public static readonly DateTimeOffset Start = new(2026, 11, 23, 6, 0, 0, TimeSpan.Zero);

    public static readonly FoldOptions Options = new();

    public static readonly CodeTables Tables = new(1, AssetTold.Register);

    public static CaseFold OfCase { get; } = new(Options);

    public static RequisitionFold OfRequisition { get; } = new(Options);

    public static AssetFold OfAsset { get; } = new(Options);

    public static DateTimeOffset Hour(double hours) => Start.AddHours(hours);

    public static ContractInput Booked(long sequence, double at, double neededAt, params (string Service, string Item, decimal Quantity)[] lines) =>
        CaseInput(sequence, at, Semantics.Snapshot, CaseStanding.Booked, Hour(neededAt), lines);

    public static ContractInput Changed(long sequence, double at, double? neededAt, params (string Service, string Item, decimal Quantity)[] lines) =>
        CaseInput(sequence, at, Semantics.Delta, CaseStanding.Booked, neededAt is { } hours ? Hour(hours) : null, lines);

    public static ContractInput Cancelled(long sequence, double at) => CaseInput(sequence, at, Semantics.Snapshot, CaseStanding.Cancelled, null, []);

    public static TickInput Tick(long sequence, double at) => new(sequence, CaseFold.Lapse, Hour(at));

    /// <param name="record">As in <see cref="Standings"/>: <c>case_12_g1</c>.</param>
    public static ObservationInput Observed(long sequence, double at, string record, ObservedStatus status, RecordEnd end) => new(sequence, "integration." + record, status, end, Hour(at));

    public static ObservationInput Done(long sequence, double at, string record) => Observed(sequence, at, record, ObservedStatus.Received, RecordEnd.Done);

    public static ObservationInput Refused(long sequence, double at, string record) => Observed(sequence, at, record, ObservedStatus.Cancelled, RecordEnd.CalledOff);

    /// <summary>We called it off, and Odoo holds it so.</summary>
    public static ObservationInput Withdrawn(long sequence, double at, string record) => Observed(sequence, at, record, ObservedStatus.Withdrawn, RecordEnd.CalledOff);

    public static ObservationInput Revived(long sequence, double at, string record) => Observed(sequence, at, record, ObservedStatus.Requested, RecordEnd.None);

    public static ContractInput Asked(long sequence, double at, params RequisitionLine[] lines) => Input(sequence, at, new Requisition("R-77", Semantics.Delta, "OR", false, lines));

    public static ContractInput AskedInFull(long sequence, double at, params RequisitionLine[] lines) => Input(sequence, at, new Requisition("R-77", Semantics.Snapshot, "OR", false, lines));

    public static RequisitionLine Buy(string line, string item, decimal quantity, string vendor = "nls") =>
        new(line, LineAction.Set, Approval.Approved, Supply.NonStock, item, quantity, "Dozens", quantity * 12, "Units", vendor, 18m, "OR-SUPPLY", Hour(48), "4100");

    public static RequisitionLine Fetch(string line, string item, decimal quantity, string destination = "OR-SUPPLY", double neededBy = 48) =>
        new(line, LineAction.Set, Approval.Approved, Supply.Stock, item, quantity, "Box of 20", quantity * 20, "Units", null, null, destination, Hour(neededBy), "4100");

    public static RequisitionLine Say(string line, LineAction action, Approval approval = Approval.Unstated) =>
        new(line, action, approval, null, null, null, null, null, null, null, null, null, null, null);

    /// <summary>The result after these batches, one call each.</summary>
    public static FoldResult Tell(this IFold fold, params IEnumerable<IReadOnlyList<FoldInput>> batches) =>
        batches.Aggregate(new FoldResult(null!, [], [], []), (last, batch) => fold.Apply(12, last.State, batch, Tables));

    public static FoldResult TellAll(this IFold fold, params IReadOnlyList<FoldInput> inputs) => fold.Apply(12, null, inputs, Tables);

    /// <summary>Everything Odoo and the scheduler would see, as text, so that two results can be compared and a difference read.</summary>
    public static string Seen(this FoldResult result) => JsonSerializer.Serialize(new { result.Desired, result.WakeUps }, ContractJson.Options);

    /// <summary>Each record with its standing: <c>case_12_g1 Active</c>.</summary>
    public static string[] Standings(this FoldResult result) => [.. result.Desired.Select(record => $"{record.ExternalId["integration.".Length..]} {record.Standing}")];

    private static ContractInput CaseInput(long sequence, double at, Semantics semantics, CaseStanding standing, DateTimeOffset? neededAt, (string Service, string Item, decimal Quantity)[] lines) => Input(
        sequence,
        at,
        new DemandSignal(CaseHash, semantics, standing, "NORTH", neededAt, "CS-STOCK", "OR-USE", [.. lines.Select(line => new DemandLine(line.Service, line.Item, Math.Abs(line.Quantity), "Units", line.Quantity < 0))]));

    /// <summary>The contract key is made as the mapping makes it: equal facts have equal keys.</summary>
    public static ContractInput Input(long sequence, double at, ContractContent content) => new(
        sequence,
        new Contract(
            new Envelope($"{at}|{ContractJson.WriteContent(content)}", "/interfaces/x", $"integration.{content.Name}", "s", "x", "NORTH", Hour(at), Hour(at), "hl7v2/X/v1", 1, "z", $"{sequence}"),
            content,
            []));
}
