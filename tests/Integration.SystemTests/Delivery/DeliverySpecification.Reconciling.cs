using Integration.Contracts;
using Integration.Journal;
using Integration.Reconciliation;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Delivery;

public abstract partial class DeliverySpecification
{
    [RealFact]
    public async Task Reconciling_finds_nothing_where_nothing_happened_and_writes_nothing()
    {
        var (order, transfer) = (Order("a", Line("l1", 5)), Transfer("t", Far, Move("m1", "1010", 1)));
        var results = await DeliverAsync(First(order), First(transfer));
        _wire.Forget();

        Assert.Empty(await CompareAsync(Posted(results[0], order), Posted(results[1], transfer)));
        Assert.Empty(_wire.Writes);
    }

    [RealFact]
    public async Task Reconciling_names_what_drifted_was_deleted_and_was_never_there()
    {
        OdooRecord[] orders = [Order("drifted", Line("d1", 5), Line("d2", 6)), Order("deleted", Line("x1", 5)), Order("confirmed", Line("c1", 5))];
        var results = await DeliverAsync([.. orders.Select(First)]);
        var buyer = await AsAsync(OdooRole.Buyer);
        await buyer.WriteAsync("purchase.order", [results[0].OdooId!.Value], Values(("priority", "1")), Standard, None);
        await buyer.UnlinkAsync("purchase.order.line", [results[0].Baseline!.Lines[Own("d2")].OdooId], Standard, None);
        await buyer.CallAsync("purchase.order", "button_cancel", [results[1].OdooId!.Value], Standard, None);
        await buyer.UnlinkAsync("purchase.order", [results[1].OdooId!.Value], Standard, None);
        await buyer.CallAsync("purchase.order", "button_confirm", [results[2].OdooId!.Value], Standard, None);
        var never = Order("never", Line("n1", 5));

        var breaks = await CompareAsync(
            Posted(results[0], orders[0]), Posted(results[1], orders[1]), Posted(results[2], orders[2]),
            new PostedRecord(never.ExternalId, never, 1, 1, PostingState.Posted, null, null, "test"));

        Assert.Equal(
            [(BreakKind.Missing, Own("never")), (BreakKind.Drifted, Own("drifted")), (BreakKind.Deleted, Own("deleted"))],
            breaks.Select(found => (found.Kind, found.ExternalId)));
        Assert.Equivalent(new[] { new BreakField("priority", "0", "1"), new BreakField(Own("d2"), "a line", null) }, breaks[1].Fields);
    }

    [RealFact]
    public async Task Reconciling_finds_the_order_somebody_typed_in_as_well()
    {
        var order = Order("a", Line("l1", 5));
        var second = Order("b", Of("res.partner", "ref", "NLS"), Line("m1", 5)) with { Columns = With(Order("b", Of("res.partner", "ref", "NLS")), "origin", new(Own("a"))).Columns };
        var results = await DeliverAsync(First(order), First(second));
        var buyer = await AsAsync(OdooRole.Buyer);
        var vendor = (await ReadAsync("purchase.order", results[0].OdooId!.Value, "partner_id")).Reference("partner_id")!.Value.Id;
        var typed = await buyer.CreateAsync("purchase.order", Values(("partner_id", vendor), ("origin", Own("a"))), Standard, None);
        var cancelled = await buyer.CreateAsync("purchase.order", Values(("partner_id", vendor), ("origin", Own("a"))), Standard, None);
        await buyer.CallAsync("purchase.order", "button_cancel", [cancelled], Standard, None);

        // The other vendor's order of the same requisition is ours as well, even when it is on another page.
        var found = Assert.Single(await CompareAsync(Posted(results[0], order)));

        Assert.Equal((BreakKind.Duplicate, Own("a"), typed), (found.Kind, found.ExternalId, found.OdooId!.Value));
    }

    private Task<IReadOnlyList<Break>> CompareAsync(params PostedRecord[] page) => new OdooReconciliation(_odoo, TimeProvider.System).CompareAsync(page, Policies, None);

    private static PostedRecord Posted(PostingResult result, OdooRecord desired) =>
        new(result.ExternalId, desired, result.Revision, result.Revision, PostingState.Posted, result.OdooId, result.Baseline, "test");
}
