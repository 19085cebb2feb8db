using Integration.Contracts;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Delivery;

public abstract partial class DeliverySpecification
{
    private const string Postponed = "2031-04-04 08:00:00";

    [RealFact]
    public async Task A_buyers_urgency_and_date_stay_and_the_rest_is_delivered()
    {
        var posted = await PostedAsync(First(Order("a", Line("l1", 5), Line("l2", 3))));
        var (order, line) = (posted.OdooId!.Value, posted.Baseline!.Lines[Own("l1")].OdooId);
        var buyer = await AsAsync(OdooRole.Buyer);
        await buyer.WriteAsync("purchase.order", [order], Values(("priority", "1")), Standard, None);
        await buyer.WriteAsync("purchase.order.line", [line], Values(("date_planned", Postponed)), Standard, None);

        var kept = await PostedAsync(Next(posted, Order("a", Line("l1", 7), Line("l2", 4))));

        Assert.Equal(new Dictionary<string, decimal> { [Own("l1")] = 7, [Own("l2")] = 4 }, await QuantitiesAsync(order));
        Assert.Equal(("1", Postponed), ((await ReadAsync("purchase.order", order, "priority")).Text("priority"), (await ReadAsync("purchase.order.line", line, "date_planned")).Text("date_planned")));
        var difference = Assert.Single(kept.Breaks);
        Assert.Equal(BreakKind.Protected, difference.Kind);
        Assert.Equal([new BreakField("priority", "0", "1"), new BreakField($"{Own("l1")}:date_planned", Planned, Postponed)], difference.Fields);
        // The source has said nothing new about them.
        Assert.Equal(0, await CommentsAsync(order));

        // From then on, and without a call while nothing else changes.
        _wire.Forget();
        var again = await PostedAsync(Next(kept, Order("a", Line("l1", 7), Line("l2", 4))));
        Assert.Empty(_wire.Writes);
        Assert.Equal(2, Assert.Single(again.Breaks).Fields.Count);

        // What the source says anew about such a field is told to the buyer.
        var urgent = await PostedAsync(Next(again, With(Order("a", Line("l1", 7) with { Columns = With(Line("l1", 7), "date_planned", "2031-05-05 08:00:00") }, Line("l2", 4)), "priority", new("1"))));
        Assert.Equal(new BreakField($"{Own("l1")}:date_planned", "2031-05-05 08:00:00", Postponed), Assert.Single(Assert.Single(urgent.Breaks).Fields));
        Assert.Equal((1, Postponed), (await CommentsAsync(order), (await ReadAsync("purchase.order.line", line, "date_planned")).Text("date_planned")));
    }

    [RealFact]
    public async Task A_field_that_is_the_sources_by_policy_is_set_again_and_the_edit_is_told()
    {
        var mine = Policies.ToDictionary(policy => policy.Key, policy => policy.Value with { Edited = new Dictionary<string, EditRule> { ["priority"] = EditRule.Ours } });
        var posted = await PostedAsync(First(Order("a", Line("l1", 5))));
        await (await AsAsync(OdooRole.Buyer)).WriteAsync("purchase.order", [posted.OdooId!.Value], Values(("priority", "1")), Standard, None);

        var result = Assert.Single(await _delivery.DeliverAsync([Next(posted, Order("a", Line("l1", 6)))], mine, _ => ValueTask.FromResult(true), DateTimeOffset.MaxValue, None));

        Assert.Equal((PostingResultKind.Posted, "0"), (result.Kind, (await ReadAsync("purchase.order", posted.OdooId.Value, "priority")).Text("priority")));
        var difference = Assert.Single(result.Breaks);
        Assert.Equal((BreakKind.Drifted, new BreakField("priority", "0", "1")), (difference.Kind, Assert.Single(difference.Fields)));
        Assert.Equal(1, await CommentsAsync(posted.OdooId.Value));
        Assert.Empty((await PostedAsync(Next(result, Order("a", Line("l1", 6))))).Breaks);
    }

    [RealFact]
    public async Task An_edit_that_people_are_asked_about_holds_the_others_too()
    {
        var posted = await PostedAsync(First(Order("a", Line("l1", 5))));
        var buyer = await AsAsync(OdooRole.Buyer);
        await buyer.WriteAsync("purchase.order", [posted.OdooId!.Value], Values(("priority", "1")), Standard, None);
        await buyer.WriteAsync("purchase.order.line", [posted.Baseline!.Lines[Own("l1")].OdooId], Values(("price_unit", 9)), Standard, None);
        _wire.Forget();

        var left = await DeliverOneAsync(Next(posted, Order("a", Line("l1", 6))));

        // All of it is in the break, for a person to settle.
        Assert.Equal(["priority", $"{Own("l1")}:price_unit", $"{Own("l1")}:product_qty"], Assert.Single(left.Breaks).Fields.Select(field => field.Field).OrderBy(field => field.Length).ThenBy(field => field, StringComparer.Ordinal));
        Assert.Equal(PostingResultKind.Protected, left.Kind);
        Assert.All(_wire.Writes, call => Assert.Equal("mail.message", call.Model));
    }

    [RealFact]
    public async Task A_withdrawal_takes_out_its_own_lines_where_others_have_added_theirs()
    {
        var order = Order("a", Line("l1", 5), Line("l2", 3));
        var posted = await PostedAsync(First(order));
        var line = await ReadAsync("purchase.order.line", posted.Baseline!.Lines[Own("l1")].OdooId, "product_id", "product_uom_id");
        await (await AsAsync(OdooRole.Buyer)).CreateAsync(
            "purchase.order.line",
            Values(("order_id", posted.OdooId), ("product_id", line.Reference("product_id")!.Value.Id), ("product_qty", 9), ("product_uom_id", line.Reference("product_uom_id")!.Value.Id), ("price_unit", 1)),
            Standard, None);

        var withdrawn = await DeliverOneAsync(Next(posted, Standing(order, RecordStanding.Withdrawn)));

        Assert.Equal((PostingResultKind.Withdrawn, "draft"), (withdrawn.Kind, withdrawn.Baseline!.State));
        Assert.Empty(withdrawn.Baseline.Lines);
        Assert.Equal(new Dictionary<string, decimal> { [""] = 9 }, await QuantitiesAsync(posted.OdooId!.Value));
        Assert.Equal(1, await CommentsAsync(posted.OdooId.Value));
        // Once is enough.
        _wire.Forget();
        Assert.Equal(PostingResultKind.Withdrawn, (await DeliverOneAsync(Next(withdrawn, Standing(order, RecordStanding.Withdrawn)))).Kind);
        Assert.Empty(_wire.Writes);
    }

    private static Dictionary<string, OdooCell> With(OdooLine line, string column, string text) => new(line.Columns) { [column] = new(text) };
}
