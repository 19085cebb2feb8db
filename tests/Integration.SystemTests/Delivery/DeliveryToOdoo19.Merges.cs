using Integration.Contracts;
using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Delivery;

/// <summary>What only the real one does: buyers merge requests for quotation, and the scheduler adds its lines to ours.</summary>
public sealed partial class Delivery_to_Odoo_19
{
    [RealFact]
    public async Task An_order_that_a_buyer_merged_away_is_left_alone_and_the_one_that_lives_on_is_named()
    {
        // One line moves to the other order, one is added to a line of the same product there.
        var (oldest, merged) = await MergeAsync([Line("a1", 5)], [Line("b1", 4), Line("b2", 3, "1006", "Box of 100", 85)]);
        var survivor = (await ReadAsync("purchase.order", oldest.OdooId!.Value, "display_name")).Text("display_name")!;
        _wire.Forget();

        var changed = await DeliverOneAsync(Next(merged, Order("b", Line("b1", 6), Line("b2", 3, "1006", "Box of 100", 85))));
        var withdrawn = await DeliverOneAsync(Next(merged, Standing(Order("b", Line("b1", 4)), RecordStanding.Withdrawn)) with { Revision = 3 });

        Assert.All([changed, withdrawn], result =>
        {
            Assert.Equal(PostingResultKind.Protected, result.Kind);
            Assert.Contains(survivor, Assert.Single(result.Breaks).Explanation, StringComparison.Ordinal);
        });
        Assert.All(_wire.Writes, call => Assert.Equal("mail.message", call.Model));
        Assert.Equal(new Dictionary<string, decimal> { [Own("a1")] = 9, [Own("b2")] = 3 }, await QuantitiesAsync(oldest.OdooId.Value));
    }

    [RealFact]
    public async Task An_order_of_which_every_line_was_added_to_anothers_is_found_by_the_buyers_note()
    {
        var (oldest, merged) = await MergeAsync([Line("a1", 5)], [Line("b1", 4)]);
        var survivor = (await ReadAsync("purchase.order", oldest.OdooId!.Value, "display_name")).Text("display_name")!;

        var left = await DeliverOneAsync(Next(merged, Standing(Order("b", Line("b1", 4)), RecordStanding.Withdrawn)));

        Assert.Equal(PostingResultKind.Protected, left.Kind);
        Assert.Contains(survivor, Assert.Single(left.Breaks).Explanation, StringComparison.Ordinal);
    }

    [RealFact]
    public async Task The_order_that_others_were_merged_into_keeps_its_sums()
    {
        var (oldest, _) = await MergeAsync([Line("a1", 5), Line("a2", 2, "1006", "Box of 100", 85)], [Line("b1", 4)]);

        var changed = await DeliverOneAsync(Next(oldest, Order("a", Line("a1", 5), Line("a2", 1, "1006", "Box of 100", 85))));
        var withdrawn = await DeliverOneAsync(Next(oldest, Standing(Order("a", Line("a1", 5)), RecordStanding.Withdrawn)) with { Revision = 3 });

        Assert.All([changed, withdrawn], result =>
        {
            Assert.Equal(PostingResultKind.Protected, result.Kind);
            Assert.Contains($"{Own("a")}, {Own("b")}", Assert.Single(result.Breaks).Explanation, StringComparison.Ordinal);
        });
        Assert.Equal(new Dictionary<string, decimal> { [Own("a1")] = 9, [Own("a2")] = 2 }, await QuantitiesAsync(oldest.OdooId!.Value));
        Assert.Equal("draft", (await ReadAsync("purchase.order", oldest.OdooId.Value, "state")).Text("state"));
    }

    [RealFact]
    public async Task Beside_lines_of_the_scheduler_ours_are_changed_and_taken_out_and_its_stay()
    {
        // Of several drafts that would do, the scheduler takes the urgent one that was made last.
        OdooRecord Urgent(decimal quantity) => With(Order("a", Line("l1", quantity)), "priority", new("1"));
        var posted = await PostedAsync(First(Urgent(5)));
        await ScheduleAsync("1006", posted.OdooId!.Value);
        var before = await QuantitiesAsync(posted.OdooId.Value);
        var others = Assert.Single(before, line => line.Key != Own("l1"));

        var changed = await PostedAsync(Next(posted, Urgent(7)));

        Assert.Empty(changed.Breaks);
        Assert.Equal(new Dictionary<string, decimal> { [Own("l1")] = 7, [others.Key] = others.Value }, await QuantitiesAsync(posted.OdooId.Value));
        Assert.StartsWith($"{Own("a")}, OP/", (await ReadAsync("purchase.order", posted.OdooId.Value, "origin")).Text("origin"), StringComparison.Ordinal);
        _wire.Forget();
        await PostedAsync(Next(changed, Urgent(7)));
        Assert.Empty(_wire.Writes);

        var withdrawn = await DeliverOneAsync(Next(changed, Standing(Urgent(7), RecordStanding.Withdrawn)));

        Assert.Equal((PostingResultKind.Withdrawn, "draft"), (withdrawn.Kind, withdrawn.Baseline!.State));
        Assert.Equal(new Dictionary<string, decimal> { [others.Key] = others.Value }, await QuantitiesAsync(posted.OdooId.Value));
    }

    private async Task<(PostingResult Oldest, PostingResult Merged)> MergeAsync(OdooLine[] oldest, OdooLine[] merged)
    {
        var posted = await DeliverAsync(First(Order("a", oldest)), First(Order("b", merged)));
        var administrator = await AsAsync(OdooRole.Administrator);
        // Odoo keeps the one with the earlier deadline.
        await administrator.WriteAsync("purchase.order", [posted[0].OdooId!.Value], Values(("date_order", "2020-01-01 08:00:00")), Standard, None);
        await (await AsAsync(OdooRole.Buyer)).CallAsync("purchase.order", "action_merge", [.. posted.Select(result => result.OdooId!.Value)], Standard, None);
        return (posted[0], posted[1]);
    }

    /// <summary>Makes a reordering rule fire whose line joins the draft.</summary>
    private async Task ScheduleAsync(string item, long order)
    {
        var administrator = await AsAsync(OdooRole.Administrator);
        var product = Assert.Single(await _odoo.SearchReadAsync("product.product", OdooDomain.Where("default_code", "=", item), ["id"], 2, "id", 0, Standard, None)).Id;
        var draft = await ReadAsync("purchase.order", order, "user_id", "partner_id");
        await administrator.WriteAsync("res.partner", [draft.Reference("partner_id")!.Value.Id], Values(("buyer_id", draft.Reference("user_id")!.Value.Id)), Standard, None);
        var rule = await administrator.CreateAsync(
            "stock.warehouse.orderpoint", Values(("product_id", product), ("product_min_qty", 1_000_000), ("product_max_qty", 1_000_000), ("trigger", "manual")), Standard, None);
        await administrator.CallAsync("stock.warehouse.orderpoint", "action_replenish", [rule], Standard, None);
    }
}
