using Integration.Contracts;

namespace Integration.Routing.Folds;

/// <summary>One order line by all that was stated of it.</summary>
/// <param name="Stated">Its fields, each as last stated; its action says nothing here.</param>
/// <param name="CancelledAt">When it was called off, if it was and has not been ordered again since.</param>
internal sealed record RequisitionLineMemory(RequisitionLine Stated, bool Held, DateTimeOffset? CancelledAt)
{
    public bool IsWanted => Stated.Approval == Approval.Approved && !Held && CancelledAt is null;

    public static RequisitionLineMemory Tell(RequisitionLineMemory? before, DateTimeOffset assertedAt, RequisitionLine stated) => new(
        before is null ? stated : Merge(before.Stated, stated),
        stated.Action == LineAction.Hold || (stated.Action != LineAction.Release && before is { Held: true }),
        stated.Action == LineAction.Cancel ? assertedAt : IsOrderedAgain(before, assertedAt, stated) ? null : before?.CancelledAt);

    /// <summary>A cancel wins over what was asserted at the same instant.</summary>
    private static bool IsOrderedAgain(RequisitionLineMemory? before, DateTimeOffset assertedAt, RequisitionLine stated) =>
        stated.Action == LineAction.Set && before?.CancelledAt < assertedAt;

    private static RequisitionLine Merge(RequisitionLine before, RequisitionLine stated) => stated with
    {
        Approval = stated.Approval == Approval.Unstated ? before.Approval : stated.Approval,
        Supply = stated.Supply ?? before.Supply,
        Item = stated.Item ?? before.Item,
        Quantity = stated.Quantity ?? before.Quantity,
        Unit = stated.Unit ?? before.Unit,
        StockQuantity = stated.StockQuantity ?? before.StockQuantity,
        StockUnit = stated.StockUnit ?? before.StockUnit,
        Vendor = stated.Vendor ?? before.Vendor,
        Price = stated.Price ?? before.Price,
        DeliverTo = stated.DeliverTo ?? before.DeliverTo,
        NeededBy = stated.NeededBy ?? before.NeededBy,
        CostCentre = stated.CostCentre ?? before.CostCentre,
    };
}
