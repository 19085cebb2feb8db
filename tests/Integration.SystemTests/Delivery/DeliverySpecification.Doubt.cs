using Integration.Contracts;
using Integration.Delivery;
using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Delivery;

public abstract partial class DeliverySpecification
{
    [RealFact]
    public async Task An_answer_that_was_lost_is_in_doubt_and_the_order_is_still_made_once()
    {
        var order = Order("a", Line("l1", 5));
        _wire.Lose = call => call.Method == "load";

        var lost = await DeliverOneAsync(First(order));
        Assert.Equal((PostingResultKind.Retry, FailureKind.Unavailable, true), (lost.Kind, lost.Failure!.Kind, lost.Failure.OutcomeUnknown));

        _wire.Forget();
        var posted = await PostedAsync(First(order) with { InDoubt = true, Starts = 2 });
        Assert.Empty(_wire.Writes);
        Assert.Single(await _odoo.SearchReadAsync("purchase.order", OdooDomain.Where("origin", "=", Own("a")), ["origin"], 10, "id", 0, Standard, None));
        await PostedAsync(Next(posted, Order("a", Line("l1", 6))));
    }

    [RealFact]
    public async Task A_newer_revision_after_a_doubt_replaces_our_own_work_but_not_a_persons()
    {
        var posted = await DeliverAsync(First(Order("a", Line("a1", 5), Line("a2", 2))), First(Order("b", Line("b1", 5))));
        _wire.Lose = call => call is { Method: "load", Model: "purchase.order.line" };
        var lost = await DeliverAsync(Next(posted[0], Order("a", Line("a1", 7), Line("a2", 2))), Next(posted[1], Order("b", Line("b1", 7))));
        Assert.All(lost, result => Assert.True(result.Failure!.OutcomeUnknown));
        await (await AsAsync(OdooRole.Buyer)).WriteAsync("purchase.order.line", [posted[1].Baseline!.Lines[Own("b1")].OdooId], Values(("product_qty", 8)), Standard, None);

        var next = await DeliverAsync(
            Next(posted[0], Order("a", Line("a1", 9))) with { Revision = 3, InDoubt = true },
            Next(posted[1], Order("b", Line("b1", 9))) with { Revision = 3, InDoubt = true });

        Assert.Equal([PostingResultKind.Posted, PostingResultKind.Protected], next.Select(result => result.Kind));
        Assert.Equal(new Dictionary<string, decimal> { [Own("a1")] = 9 }, await QuantitiesAsync(posted[0].OdooId!.Value));
        Assert.Equal(new Dictionary<string, decimal> { [Own("b1")] = 8 }, await QuantitiesAsync(posted[1].OdooId!.Value));
    }

    [RealFact]
    public async Task What_a_lost_attempt_wrote_where_people_may_edit_gives_way_to_a_newer_revision_and_an_edit_does_not()
    {
        const string Edited = "2027-01-05 09:00:00";
        var posted = await DeliverAsync(First(Order("a", Line("a1", 5))), First(Order("b", Line("b1", 5))));
        var attempted = new[] { Order("a", Due(Line("a1", 7), "2027-01-03 09:00:00")), Order("b", Due(Line("b1", 7), "2027-01-03 09:00:00")) };
        _wire.Lose = call => call is { Method: "load", Model: "purchase.order.line" };
        Assert.All(await DeliverAsync(Next(posted[0], attempted[0]), Next(posted[1], attempted[1])), result => Assert.True(result.Failure!.OutcomeUnknown));
        // By the service user, as if our next write had come after a person's.
        await _odoo.WriteAsync("purchase.order.line", [posted[1].Baseline!.Lines[Own("b1")].OdooId], Values(("date_planned", Edited)), Standard, None);

        var next = await DeliverAsync(
            Next(posted[0], Order("a", Due(Line("a1", 9), "2027-01-04 09:00:00"))) with { Revision = 3, InDoubt = true, Attempted = [attempted[0]] },
            Next(posted[1], Order("b", Due(Line("b1", 9), "2027-01-04 09:00:00"))) with { Revision = 3, InDoubt = true, Attempted = [attempted[1]] });

        Assert.All(next, result => Assert.Equal(PostingResultKind.Posted, result.Kind));
        Assert.Equal([0, 1], next.Select(result => result.Breaks.Count));
        var lines = await _odoo.ReadAsync("purchase.order.line", [.. next.SelectMany(result => result.Baseline!.Lines.Values).Select(line => line.OdooId)], ["product_qty", "date_planned"], Standard, None);
        Assert.Equal([(9m, "2027-01-04 09:00:00"), (9m, Edited)], lines.Select(line => (line.Number("product_qty"), line.Text("date_planned"))));
    }

    [RealFact]
    public async Task What_a_lost_attempt_wrote_after_the_buyer_confirmed_is_put_back_and_is_a_break()
    {
        var posted = await PostedAsync(First(Order("a", Line("l1", 5))));
        var change = Next(posted, With(Order("a", Line("l1", 7)), "priority", new("1")));
        var buyer = await AsAsync(OdooRole.Buyer);
        _wire.Before = (call => call is { Method: "load", Model: "purchase.order" }, () => buyer.CallAsync("purchase.order", "button_confirm", [posted.OdooId!.Value], Standard, None));
        _wire.Lose = call => call is { Method: "load", Model: "purchase.order.line" };
        Assert.True((await DeliverOneAsync(change)).Failure!.OutcomeUnknown);
        Assert.Equal(new Dictionary<string, decimal> { [Own("l1")] = 7 }, await QuantitiesAsync(posted.OdooId!.Value));

        var next = await DeliverOneAsync(change with { InDoubt = true, Starts = 2 });

        Assert.Equal(PostingResultKind.Protected, next.Kind);
        Assert.Equal([new BreakField("priority", "1", "0"), new BreakField($"{Own("l1")}:product_qty", "7", "5")], Assert.Single(next.Breaks).Fields);
        Assert.Equal(new Dictionary<string, decimal> { [Own("l1")] = 5 }, await QuantitiesAsync(posted.OdooId.Value));
        var order = await ReadAsync("purchase.order", posted.OdooId.Value, "priority", "state");
        Assert.Equal(("0", "purchase"), (order.Text("priority"), order.Text("state")));
        Assert.Equal(("5", "0"), (next.Baseline!.Lines[Own("l1")].Values["product_qty"], next.Baseline.Values["priority"]));
        Assert.Equal(1, await CommentsAsync(posted.OdooId.Value));
    }

    [RealFact]
    public async Task What_the_buyer_may_have_seen_when_confirming_stays_and_is_a_break_with_both_values()
    {
        var posted = await PostedAsync(First(Order("a", Line("l1", 5))));
        var change = Next(posted, Order("a", Line("l1", 7)));
        _wire.Lose = call => call is { Method: "load", Model: "purchase.order.line" };
        Assert.True((await DeliverOneAsync(change)).Failure!.OutcomeUnknown);
        await (await AsAsync(OdooRole.Buyer)).CallAsync("purchase.order", "button_confirm", [posted.OdooId!.Value], Standard, None);

        var next = await DeliverOneAsync(change with { InDoubt = true, Starts = 2 });

        Assert.Equal((PostingResultKind.Protected, new BreakField($"{Own("l1")}:product_qty", "5", "7")), (next.Kind, Assert.Single(Assert.Single(next.Breaks).Fields)));
        Assert.Equal(new Dictionary<string, decimal> { [Own("l1")] = 7 }, await QuantitiesAsync(posted.OdooId.Value));
    }

    [RealFact]
    public async Task A_line_that_a_lost_attempt_added_is_taken_out_again_when_it_is_no_longer_wanted()
    {
        var posted = await PostedAsync(First(Order("a", Line("l1", 5))));
        _wire.Lose = call => call is { Method: "load", Model: "purchase.order.line" };
        await DeliverOneAsync(Next(posted, Order("a", Line("l1", 5), Line("l2", 2))));
        Assert.Equal(2, (await QuantitiesAsync(posted.OdooId!.Value)).Count);

        await PostedAsync(Next(posted, Order("a", Line("l1", 5))) with { Revision = 3, InDoubt = true });

        Assert.Equal(new Dictionary<string, decimal> { [Own("l1")] = 5 }, await QuantitiesAsync(posted.OdooId.Value));
    }

    [RealFact]
    public async Task A_pause_in_the_middle_leaves_the_rest_untried_and_it_is_finished_later()
    {
        var posted = await PostedAsync(First(Order("a", Line("l1", 5), Line("l2", 3))));
        var change = Next(posted, With(Order("a", Line("l1", 6), Line("l3", 1)), "partner_ref", new("R-1")));
        var asked = 0;
        // Once for the mapping, once for the slice, once for the header's load.
        var paused = Assert.Single(await _delivery.DeliverAsync([change], Policies, _ => ValueTask.FromResult(++asked <= 3), DateTimeOffset.MaxValue, None));

        Assert.Equal((PostingResultKind.NotTried, "R-1"), (paused.Kind, paused.Baseline!.Values["partner_ref"]));
        Assert.Equal(new Dictionary<string, decimal> { [Own("l1")] = 5, [Own("l2")] = 3 }, await QuantitiesAsync(posted.OdooId!.Value));
        await PostedAsync(change with { Baseline = paused.Baseline });
        Assert.Equal(new Dictionary<string, decimal> { [Own("l1")] = 6, [Own("l3")] = 1 }, await QuantitiesAsync(posted.OdooId.Value));
    }

    [RealFact]
    public async Task Every_posting_has_a_result_when_nothing_may_be_written_or_the_deadline_is_over()
    {
        var batch = Enumerable.Range(0, 3).Select(number => First(Order($"o{number}", Line($"o{number}_l", 1)))).ToArray();

        var paused = await _delivery.DeliverAsync(batch, Policies, _ => ValueTask.FromResult(false), DateTimeOffset.MaxValue, None);
        var late = await _delivery.DeliverAsync(batch, Policies, _ => ValueTask.FromResult(true), TimeProvider.System.GetUtcNow().AddMilliseconds(200), None);

        Assert.All(paused.Concat(late), result => Assert.Equal(PostingResultKind.NotTried, result.Kind));
        Assert.Empty(_wire.Writes);
    }

    [RealFact]
    public async Task Calls_are_bounded_and_what_they_did_not_reach_is_untried()
    {
        var batch = Enumerable.Range(0, 4).Select(number => First(Order($"o{number}", Line($"o{number}_l", 1)))).ToArray();
        var delivery = Delivering(_odoo, new DeliveryOptions { RecordsPerLoad = 1, CallsPerBatch = 3 });

        var results = await delivery.DeliverAsync(batch, Policies, _ => ValueTask.FromResult(true), DateTimeOffset.MaxValue, None);

        Assert.Equal([PostingResultKind.Posted, PostingResultKind.Posted, PostingResultKind.Posted, PostingResultKind.NotTried], results.Select(result => result.Kind));
        Assert.Equal(3, _wire.Writes.Count);
    }

    [RealFact]
    public async Task Of_two_claims_of_one_record_the_newer_is_delivered()
    {
        var results = await DeliverAsync(First(Order("a", Line("l1", 5))), First(Order("a", Line("l1", 6))) with { Revision = 2 });

        Assert.Equal([PostingResultKind.NotTried, PostingResultKind.Posted], results.Select(result => result.Kind));
        Assert.Equal(new Dictionary<string, decimal> { [Own("l1")] = 6 }, await QuantitiesAsync(results[1].OdooId!.Value));
    }
}
