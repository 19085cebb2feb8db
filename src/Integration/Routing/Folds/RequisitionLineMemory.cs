using System.Diagnostics;
using Integration.Contracts;

namespace Integration.Routing.Folds;

/// <summary>One order line by all that was stated of it.</summary>
/// <param name="Stated">Its fields, each as last stated; its action says nothing here.</param>
/// <param name="CancelledAt">When it was called off, if it was and has not been ordered again since.</param>
/// <param name="Answers">What records that ended in Odoo have answered of it; null for nothing.</param>
internal sealed record RequisitionLineMemory(RequisitionLine Stated, bool Held, DateTimeOffset? CancelledAt, IReadOnlyList<LineAnswer>? Answers = null)
{
    public bool IsWanted => Stated.Approval == Approval.Approved && !Held && CancelledAt is null;

    public static RequisitionLineMemory Tell(RequisitionLineMemory? before, DateTimeOffset assertedAt, RequisitionLine stated) => new(
        before is null ? stated : Merge(before.Stated, stated),
        stated.Action == LineAction.Hold || (stated.Action != LineAction.Release && before is { Held: true }),
        stated.Action == LineAction.Cancel ? assertedAt : IsOrderedAgain(before, assertedAt, stated) ? null : before?.CancelledAt,
        stated.Action switch
        {
            // Called off and ordered again is asked for in full; stated again is asked for anew where it was refused.
            LineAction.Cancel => null,
            LineAction.Set => Some(before?.Answers?.Where(answer => answer.End == RecordEnd.Done)),
            LineAction.Hold or LineAction.Release or LineAction.Status => before?.Answers,
            _ => throw new UnreachableException(),
        });

    /// <summary>What is open of it: as stated, less what was answered. Null when nothing is.</summary>
    /// <param name="except">Name of the record whose answer is left out; null for none.</param>
    public RequisitionLine? Open(string? except)
    {
        var answers = (Answers ?? []).Where(answer => answer.Record != except && answer.Line.Item == Stated.Item).ToList();
        if (answers.Count == 0)
        {
            return Stated;
        }

        var share = Stated.StockQuantity is { } all and > 0 ? 1 - (answers.Sum(answer => answer.Line.StockQuantity ?? 0) / all) : 1;
        var open = Stated with
        {
            Quantity = answers.All(answer => answer.Line.Unit == Stated.Unit) ? Stated.Quantity - answers.Sum(answer => answer.Line.Quantity) : Stated.Quantity * share,
            StockQuantity = Stated.StockQuantity - answers.Sum(answer => answer.Line.StockQuantity ?? 0),
        };
        return open.Quantity > 0 || (open.Quantity is null && open.StockQuantity > 0) ? open : null;
    }

    /// <summary>After a record it stands on ended, or was revived.</summary>
    public RequisitionLineMemory Ended(string record, RecordEnd end) => this with
    {
        Answers = Some([
            .. (Answers ?? []).Where(answer => answer.Record != record),
            .. end != RecordEnd.None && Open(record) is { } open ? (LineAnswer[])[new LineAnswer(record, end, open)] : [],
        ]),
    };

    private static List<LineAnswer>? Some(IEnumerable<LineAnswer>? answers) => answers?.ToList() is { Count: > 0 } some ? some : null;

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
        SubstituteFor = stated.Item is null ? before.SubstituteFor : stated.SubstituteFor,
        PriceSent = stated.Price is null ? before.PriceSent : stated.PriceSent,
    };
}

/// <summary>What one record, by its name within the requisition, answered of a line.</summary>
/// <param name="Line">As it stood on the record.</param>
internal sealed record LineAnswer(string Record, RecordEnd End, RequisitionLine Line);
