using Integration.Contracts;
using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Delivery;

public abstract partial class DeliverySpecification
{
    [RealFact]
    public async Task An_order_is_made_with_its_lines_and_not_written_again_while_nothing_changes()
    {
        var order = Order("a", Line("l1", 5), Line("l2", 3, "1006", "Box of 100", 85));
        var posted = await PostedAsync(First(order));

        Assert.Equal("load", Assert.Single(_wire.Writes).Method);
        Assert.Equal(("draft", Own("a")), (posted.Baseline!.State, posted.Baseline.Values["origin"]));
        Assert.Equal(("5", "2.2"), (posted.Baseline.Lines[Own("l1")].Values["product_qty"], posted.Baseline.Lines[Own("l1")].Values["price_unit"]));
        Assert.Equal(new Dictionary<string, decimal> { [Own("l1")] = 5, [Own("l2")] = 3 }, await QuantitiesAsync(posted.OdooId!.Value));
        Assert.Equal((posted.OdooId, posted.OdooId), ((await _odoo.CheckObjectReferenceAsync(Own("a"), None))!.Value.Id, (await PostedAsync(Next(posted, order))).OdooId));

        _wire.Forget();
        Assert.Equivalent(posted.Baseline, (await PostedAsync(Next(posted, order))).Baseline);
        Assert.Empty(_wire.Writes);
    }

    [RealFact]
    public async Task Only_what_changed_is_sent_with_the_columns_Odoo_computes_from_each_other()
    {
        var posted = await PostedAsync(First(Order("a", Line("l1", 5), Line("l2", 3))));
        _wire.Forget();

        await PostedAsync(Next(posted, Order("a", Line("l1", 7), Line("l2", 3))));

        var call = Assert.Single(_wire.Writes);
        Assert.Equal(("purchase.order.line", 1), (call.Model, call.Rows));
        Assert.Equal([".id", "date_planned", "price_unit", "product_qty", "product_uom_id/.id"], call.Columns.Order(StringComparer.Ordinal));
        var line = await ReadAsync("purchase.order.line", posted.Baseline!.Lines[Own("l1")].OdooId, "product_qty", "price_unit");
        Assert.Equal((7m, 2.2m), (line.Number("product_qty"), line.Number("price_unit")));
    }

    [RealFact]
    public async Task Lines_are_added_changed_and_removed_and_peoples_lines_stay()
    {
        var posted = await PostedAsync(First(Order("a", Line("l1", 5), Line("l2", 3))));
        var buyer = await AsAsync(OdooRole.Buyer);
        var theirs = await ReadAsync("purchase.order.line", posted.Baseline!.Lines[Own("l1")].OdooId, "product_id", "product_uom_id");
        await buyer.CreateAsync(
            "purchase.order.line",
            Values(("order_id", posted.OdooId), ("product_id", theirs.Reference("product_id")!.Value.Id), ("product_qty", 9), ("product_uom_id", theirs.Reference("product_uom_id")!.Value.Id), ("price_unit", 1)),
            Standard, None);

        var changed = await PostedAsync(Next(posted, With(Order("a", Line("l1", 6), Line("l3", 4)), "priority", new("1"))));

        Assert.Equal(new Dictionary<string, decimal> { [Own("l1")] = 6, [Own("l3")] = 4, [""] = 9 }, await QuantitiesAsync(posted.OdooId!.Value));
        Assert.Equal("1", changed.Baseline!.Values["priority"]);
        Assert.Equal([Own("l1"), Own("l3")], changed.Baseline.Lines.Keys.Order(StringComparer.Ordinal));
    }

    [RealFact]
    public async Task A_field_is_cleared_only_where_that_is_wanted()
    {
        var posted = await PostedAsync(First(With(Order("a", Line("l1", 5)), "partner_ref", new("R-1"))));

        // The column is not wanted any more: it stays.
        var kept = await PostedAsync(Next(posted, Order("a", Line("l1", 6))));
        Assert.Equal("R-1", (await ReadAsync("purchase.order", posted.OdooId!.Value, "partner_ref")).Text("partner_ref"));

        await PostedAsync(Next(kept, With(Order("a", Line("l1", 6)), "partner_ref", new())));
        Assert.Null((await ReadAsync("purchase.order", posted.OdooId!.Value, "partner_ref")).Text("partner_ref"));
    }

    [RealFact]
    public async Task An_order_is_cancelled_once_and_one_that_never_was_needs_no_call()
    {
        var order = Order("a", Line("l1", 5));
        var posted = await PostedAsync(First(order));
        var gone = Standing(order, RecordStanding.Withdrawn);

        var withdrawn = await DeliverOneAsync(Next(posted, gone));
        Assert.Equal((PostingResultKind.Withdrawn, "cancel"), (withdrawn.Kind, withdrawn.Baseline!.State));

        _wire.Forget();
        Assert.Equal(PostingResultKind.Withdrawn, (await DeliverOneAsync(Next(withdrawn, gone))).Kind);
        Assert.Equal(PostingResultKind.Withdrawn, (await DeliverOneAsync(First(Standing(Order("never", Line("n1", 1)), RecordStanding.Withdrawn)))).Kind);
        Assert.Empty(_wire.Writes);
    }

    [RealFact]
    public async Task A_reference_that_is_missing_archived_or_ambiguous_holds_its_own_order_only()
    {
        var administrator = await AsAsync(OdooRole.Administrator);
        await administrator.CreateAsync("res.partner", Values(("name", "Old vendor"), ("ref", $"OLD{_own}"), ("active", false)), Standard, None);
        foreach (var name in (string[])["One", "Two"]) await administrator.CreateAsync("res.partner", Values(("name", name), ("ref", $"TWO{_own}")), Standard, None);

        var results = await DeliverAsync(
            First(Order("missing", Of("res.partner", "ref", $"NONE{_own}"), Line("m1", 1))),
            First(Order("archived", Of("res.partner", "ref", $"OLD{_own}"), Line("a1", 1))),
            First(Order("twice", Of("res.partner", "ref", $"TWO{_own}"), Line("t1", 1))),
            First(Order("item", Line("i1", 1, $"I{_own}"))),
            First(Order("good", Line("g1", 1))));

        Assert.Equal([PostingResultKind.Held, PostingResultKind.Held, PostingResultKind.Held, PostingResultKind.Held, PostingResultKind.Posted], results.Select(result => result.Kind));
        Assert.All(results.Take(4), result => Assert.Equal(FailureKind.MissingReference, result.Failure!.Kind));
        Assert.Equal(
            [$"res.partner ref NONE{_own}", $"res.partner ref OLD{_own}", $"res.partner ref TWO{_own}", $"product.product default_code I{_own}"],
            results.Take(4).Select(result => result.Failure!.MissingThing));
        Assert.Contains("archived", results[1].Failure!.Reason, StringComparison.Ordinal);
        Assert.Contains("2 active", results[2].Failure!.Reason, StringComparison.Ordinal);
        Assert.Null(await _odoo.CheckObjectReferenceAsync(Own("archived"), None));
    }

    [RealFact]
    public async Task A_unit_that_cannot_be_converted_is_parked_by_line_and_nothing_is_sent()
    {
        var result = await DeliverOneAsync(First(Order("a", Line("l1", 5), Line("l2", 2, unit: "kg"))));

        Assert.Equal((PostingResultKind.Parked, FailureKind.Rejected), (result.Kind, result.Failure!.Kind));
        Assert.Contains(Own("l2"), result.Failure.Reason, StringComparison.Ordinal);
        Assert.Contains("kg", result.Failure.Reason, StringComparison.Ordinal);
        Assert.Contains("1007", result.Failure.Reason, StringComparison.Ordinal);
        Assert.Empty(_wire.Writes);
    }

    [RealFact]
    public async Task A_quantity_that_Odoo_rounds_away_is_parked_by_name()
    {
        var result = await DeliverOneAsync(First(Order("a", Line("l1", 0.004m))));

        Assert.Equal((PostingResultKind.Parked, FailureKind.Rejected), (result.Kind, result.Failure!.Kind));
        Assert.Contains($"{Own("l1")}:product_qty is '0' instead of '0.004'", result.Failure.Reason, StringComparison.Ordinal);
        // The baseline tells the truth all the same: the corrected revision is no conflict with it.
        await PostedAsync(Next(result, Order("a", Line("l1", 1))));
    }

    [RealFact]
    public async Task Eleven_bad_orders_among_many_are_taken_out_and_the_rest_arrives_once()
    {
        var batch = Enumerable.Range(0, 30)
            .Select(number => First(With(Order($"o{number}", Line($"o{number}_l", 1 + number)), "priority", new(number % 3 == 1 || number == 0 ? "nonsense" : "0"))))
            .ToArray();

        var results = await DeliverAsync(batch);

        Assert.Equal((11, 19), (results.Count(result => result.Kind == PostingResultKind.Parked), results.Count(result => result.Kind == PostingResultKind.Posted)));
        Assert.All(results.Select((result, number) => (result, number)), pair =>
            Assert.Equal(pair.number % 3 == 1 || pair.number == 0 ? PostingResultKind.Parked : PostingResultKind.Posted, pair.result.Kind));
        Assert.All(results.Where(result => result.Kind == PostingResultKind.Parked), result => Assert.Contains("priority", result.Failure!.Reason, StringComparison.Ordinal));
        var found = await _odoo.SearchReadAsync("purchase.order", OdooDomain.Where("origin", "like", $"t{_own}_o"), ["origin"], 100, "id", 0, Standard, None);
        Assert.Equal(19, found.Count);
        Assert.InRange(_wire.Writes.Count, 2, 8);
    }

    [RealFact]
    public async Task Rights_that_are_missing_hold_the_orders()
    {
        var order = Order("a", Line("l1", 5));
        var result = Assert.Single(await Delivering(await AsAsync(OdooRole.Storekeeper), new()).DeliverAsync(
            [First(order)], Policies, _ => ValueTask.FromResult(true), DateTimeOffset.MaxValue, None));

        Assert.Equal((PostingResultKind.Held, FailureKind.AccessDenied), (result.Kind, result.Failure!.Kind));
    }

    [RealFact]
    public async Task The_zone_and_language_of_the_service_user_change_nothing()
    {
        var administrator = await AsAsync(OdooRole.Administrator);
        var user = await _odoo.LogInAsync(None);
        await administrator.WriteAsync("res.users", [user], Values(("tz", "Pacific/Auckland"), ("lang", "fr_FR")), Standard, None);
        try
        {
            var posted = await PostedAsync(First(Order("a", Line("l1", 2.5m))));
            var line = await ReadAsync("purchase.order.line", posted.Baseline!.Lines[Own("l1")].OdooId, "date_planned", "product_qty");
            Assert.Equal((Planned, 2.5m), (line.Text("date_planned"), line.Number("product_qty")));
            await PostedAsync(Next(posted, Order("a", Line("l1", 3.5m))));
        }
        finally
        {
            await administrator.WriteAsync("res.users", [user], Values(("tz", "UTC"), ("lang", "en_US")), Standard, None);
        }
    }
}
