using Integration.Contracts;
using Integration.Delivery;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Delivery;

public abstract partial class DeliverySpecification
{
    [RealFact]
    public async Task An_order_the_buyer_confirmed_is_left_alone_with_a_break_and_one_note()
    {
        var posted = await PostedAsync(First(Order("a", Line("l1", 5))));
        await (await AsAsync(OdooRole.Buyer)).CallAsync("purchase.order", "button_confirm", [posted.OdooId!.Value], Standard, None);
        var change = Next(posted, Order("a", Line("l1", 7)));

        var left = await DeliverOneAsync(change);
        await DeliverOneAsync(change);

        Assert.Equal((PostingResultKind.Protected, FailureKind.Protected), (left.Kind, left.Failure!.Kind));
        var difference = Assert.Single(left.Breaks);
        Assert.Equal((BreakKind.Protected, new BreakField($"{Own("l1")}:product_qty", "7", "5")), (difference.Kind, Assert.Single(difference.Fields)));
        Assert.Equal(new Dictionary<string, decimal> { [Own("l1")] = 5 }, await QuantitiesAsync(posted.OdooId.Value));
        Assert.Equal(1, await NotesAsync("purchase.order", posted.OdooId.Value));
        Assert.Equal(PostingResultKind.Protected, (await DeliverOneAsync(Next(posted, Standing(Order("a", Line("l1", 5)), RecordStanding.Withdrawn)) with { Revision = 3 })).Kind);
        Assert.Equal(2, await NotesAsync("purchase.order", posted.OdooId.Value));
        // What is wanted stands there already: nothing to protect.
        Assert.Equal(PostingResultKind.Posted, (await DeliverOneAsync(Next(posted, Order("a", Line("l1", 5))))).Kind);
        // Its time is over, and people have made use of it.
        Assert.Equal(PostingResultKind.Withdrawn, (await DeliverOneAsync(Next(posted, Standing(Order("a", Line("l1", 5)), RecordStanding.Lapsed)))).Kind);
    }

    [RealFact]
    public async Task An_order_the_buyer_edited_is_left_alone_with_the_edit_in_the_break()
    {
        var posted = await PostedAsync(First(Order("a", Line("l1", 5), Line("l2", 3))));
        await (await AsAsync(OdooRole.Buyer)).WriteAsync("purchase.order.line", [posted.Baseline!.Lines[Own("l1")].OdooId], Values(("product_qty", 8)), Standard, None);
        _wire.Forget();

        var left = await DeliverOneAsync(Next(posted, Order("a", Line("l1", 5), Line("l2", 4))));

        Assert.Equal(PostingResultKind.Protected, left.Kind);
        Assert.Contains(new BreakField($"{Own("l1")}:product_qty", "5", "8"), Assert.Single(left.Breaks).Fields);
        Assert.Equal(new Dictionary<string, decimal> { [Own("l1")] = 8, [Own("l2")] = 3 }, await QuantitiesAsync(posted.OdooId!.Value));
        Assert.All(_wire.Writes, call => Assert.Equal("mail.message", call.Model));
        // The edit stays an edit, since the baseline did not move.
        Assert.Equal(PostingResultKind.Protected, (await DeliverOneAsync(Next(posted, Order("a", Line("l1", 6), Line("l2", 3))) with { Baseline = left.Baseline })).Kind);
    }

    [RealFact]
    public async Task An_edit_that_is_what_the_source_wants_now_is_no_break()
    {
        var posted = await PostedAsync(First(Order("a", Line("l1", 5))));
        await (await AsAsync(OdooRole.Buyer)).WriteAsync("purchase.order.line", [posted.Baseline!.Lines[Own("l1")].OdooId], Values(("product_qty", 8)), Standard, None);

        Assert.Equal(PostingResultKind.Protected, (await DeliverOneAsync(Next(posted, Order("a", Line("l1", 6))))).Kind);
        await PostedAsync(Next(posted, With(Order("a", Line("l1", 8)), "priority", new("1"))));
    }

    [RealFact]
    public async Task An_order_somebody_deleted_is_a_break_and_not_made_again()
    {
        var order = Order("a", Line("l1", 5));
        var posted = await PostedAsync(First(order));
        var buyer = await AsAsync(OdooRole.Buyer);
        await buyer.CallAsync("purchase.order", "button_cancel", [posted.OdooId!.Value], Standard, None);
        await buyer.UnlinkAsync("purchase.order", [posted.OdooId.Value], Standard, None);

        var left = await DeliverOneAsync(Next(posted, Order("a", Line("l1", 7))));

        Assert.Equal((PostingResultKind.Protected, BreakKind.Deleted), (left.Kind, Assert.Single(left.Breaks).Kind));
        Assert.Null(await _odoo.CheckObjectReferenceAsync(Own("a"), None));
        Assert.Equal(PostingResultKind.Withdrawn, (await DeliverOneAsync(Next(posted, Standing(order, RecordStanding.Withdrawn)))).Kind);
    }

    [RealFact]
    public async Task A_line_somebody_deleted_or_moved_to_another_order_is_their_work()
    {
        var results = await DeliverAsync(First(Order("a", Line("l1", 5), Line("l2", 3))), First(Order("b", Line("m1", 5), Line("m2", 3))));
        var buyer = await AsAsync(OdooRole.Buyer);
        await buyer.UnlinkAsync("purchase.order.line", [results[0].Baseline!.Lines[Own("l2")].OdooId], Standard, None);
        await buyer.WriteAsync("purchase.order.line", [results[1].Baseline!.Lines[Own("m2")].OdooId], Values(("order_id", results[0].OdooId)), Standard, None);

        var left = await DeliverAsync(Next(results[0], Order("a", Line("l1", 6), Line("l2", 3))), Next(results[1], Order("b", Line("m1", 6), Line("m2", 3))));

        Assert.All(left, result => Assert.Equal(PostingResultKind.Protected, result.Kind));
        Assert.Equal(new Dictionary<string, decimal> { [Own("l1")] = 5, [Own("m2")] = 3 }, await QuantitiesAsync(results[0].OdooId!.Value));
        Assert.Equal(new Dictionary<string, decimal> { [Own("m1")] = 5 }, await QuantitiesAsync(results[1].OdooId!.Value));
    }

    [RealFact]
    public async Task What_was_written_while_the_buyer_confirmed_is_put_back_and_is_a_break()
    {
        var posted = await PostedAsync(First(Order("a", Line("l1", 5))));
        var buyer = await AsAsync(OdooRole.Buyer);
        _wire.Before = (call => call is { Method: "load", Model: "purchase.order.line" },
            () => buyer.CallAsync("purchase.order", "button_confirm", [posted.OdooId!.Value], Standard, None));

        var left = await DeliverOneAsync(Next(posted, Order("a", Line("l1", 7))));

        Assert.Equal(PostingResultKind.Protected, left.Kind);
        Assert.Contains("put back", Assert.Single(left.Breaks).Explanation, StringComparison.Ordinal);
        Assert.Equal(new Dictionary<string, decimal> { [Own("l1")] = 5 }, await QuantitiesAsync(posted.OdooId!.Value));
    }

    [RealFact]
    public async Task A_note_that_is_not_left_with_what_was_put_back_is_left_by_the_next_attempt()
    {
        var posted = await PostedAsync(First(Order("a", Line("l1", 5))));
        var buyer = await AsAsync(OdooRole.Buyer);
        var change = Next(posted, Order("a", Line("l1", 7)));
        async Task ConfirmAsync()
        {
            await buyer.CallAsync("purchase.order", "button_confirm", [posted.OdooId!.Value], Standard, None);
            _wire.Before = (call => call is { Method: "load", Model: "mail.message" }, () => throw new HttpRequestException(HttpRequestError.ConnectionError, "Odoo went away."));
        }

        _wire.Before = (call => call is { Method: "load", Model: "purchase.order.line" }, ConfirmAsync);

        var untold = await DeliverOneAsync(change);

        Assert.Equal((PostingResultKind.Retry, false), (untold.Kind, untold.Failure!.OutcomeUnknown));
        Assert.Empty(untold.Breaks);
        var left = await DeliverOneAsync(change with { Baseline = untold.Baseline, Starts = 2 });
        Assert.Equal((PostingResultKind.Protected, 1), (left.Kind, left.Breaks.Count));
        Assert.Equal((5m, 1), ((await QuantitiesAsync(posted.OdooId!.Value))[Own("l1")], await CommentsAsync(posted.OdooId.Value)));
    }

    [RealFact]
    public async Task A_record_deleted_between_guard_and_write_is_not_made_again()
    {
        var posted = await PostedAsync(First(With(Order("a", Line("l1", 5)), "partner_ref", new("R-1"))));
        var buyer = await AsAsync(OdooRole.Buyer);
        async Task DeleteAsync()
        {
            await buyer.CallAsync("purchase.order", "button_cancel", [posted.OdooId!.Value], Standard, None);
            await buyer.UnlinkAsync("purchase.order", [posted.OdooId.Value], Standard, None);
        }

        _wire.Before = (call => call.Method == "load", DeleteAsync);
        var change = Next(posted, With(Order("a", Line("l1", 5)), "partner_ref", new("R-2")));

        Assert.Equal(PostingResultKind.Retry, (await DeliverOneAsync(change)).Kind);
        Assert.Equal(BreakKind.Deleted, Assert.Single((await DeliverOneAsync(change)).Breaks).Kind);
        Assert.Null(await _odoo.CheckObjectReferenceAsync(Own("a"), None));
    }

    [RealFact]
    public async Task A_record_this_journal_never_made_is_not_written_over()
    {
        var posted = await PostedAsync(First(Order("a", Line("l1", 5))));

        var restored = await DeliverOneAsync(First(Order("a", Line("l1", 7))));

        Assert.Equal((PostingResultKind.Parked, FailureKind.Defect), (restored.Kind, restored.Failure!.Kind));
        Assert.Contains("restored", restored.Failure.Reason, StringComparison.Ordinal);
        Assert.Equal(new Dictionary<string, decimal> { [Own("l1")] = 5 }, await QuantitiesAsync(posted.OdooId!.Value));
    }

    [RealFact]
    public async Task A_record_that_another_journal_makes_in_the_meantime_is_not_written_over()
    {
        var other = Delivering(await AsAsync(OdooRole.Integration), new DeliveryOptions());
        _wire.Before = (call => call.Method == "load", async () => Assert.Equal(PostingResultKind.Posted, Assert.Single(
            await other.DeliverAsync([First(Order("a", Line("l1", 5)))], Policies, _ => ValueTask.FromResult(true), DateTimeOffset.MaxValue, None)).Kind));

        var late = await DeliverOneAsync(First(Order("a", Line("l1", 7))));

        Assert.Equal(PostingResultKind.Parked, late.Kind);
        Assert.Equal(new Dictionary<string, decimal> { [Own("l1")] = 5 }, await QuantitiesAsync((await _odoo.CheckObjectReferenceAsync(Own("a"), None))!.Value.Id!.Value));
    }

    [RealFact]
    public async Task What_was_found_a_moment_ago_is_not_asked_for_again()
    {
        await PostedAsync(First(Order("a", Line("l1", 5))));
        _wire.Forget();
        await PostedAsync(First(Order("b", Line("l2", 5))));

        string[] known = ["res.company", "res.partner", "product.product", "uom.uom"];
        Assert.DoesNotContain(_wire.Calls, call => known.Contains(call.Model));

        var asking = Delivering(_odoo, new DeliveryOptions { LookUpsKept = TimeSpan.Zero });
        await asking.DeliverAsync([First(Order("c", Line("l3", 5)))], Policies, _ => ValueTask.FromResult(true), DateTimeOffset.MaxValue, None);
        Assert.All(known, model => Assert.Contains(_wire.Calls, call => call.Model == model));
    }
}
