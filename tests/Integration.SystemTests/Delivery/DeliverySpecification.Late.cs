using Integration.Contracts;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Delivery;

public abstract partial class DeliverySpecification
{
    private static readonly DateTimeOffset Past = new(2026, 1, 2, 8, 30, 0, TimeSpan.Zero);

    [RealFact]
    public async Task What_was_needed_before_Odoo_could_be_reached_is_not_made_and_the_reason_says_so()
    {
        var late = Order("a", Line("l1", 5, "an item that nobody knows any more")) with { UsefulUntil = Past };

        var result = await DeliverOneAsync(First(late));

        Assert.Equal(PostingResultKind.Withdrawn, result.Kind);
        Assert.Null(result.Failure);
        Assert.Contains("needed until 2026-01-02 08:30 UTC", result.Reason, StringComparison.Ordinal);
        Assert.Empty(_wire.Writes);
        Assert.Null(await _odoo.CheckObjectReferenceAsync(Own("a"), None));
        // Needed at another time after all, it is made.
        await PostedAsync(Next(result, Order("a", Line("l1", 5)) with { UsefulUntil = DateTimeOffset.MaxValue }));
    }

    [RealFact]
    public async Task What_is_in_Odoo_already_is_kept_up_however_late_it_is()
    {
        var posted = await PostedAsync(First(Order("a", Line("l1", 5)) with { UsefulUntil = DateTimeOffset.MaxValue }));

        await PostedAsync(Next(posted, Order("a", Line("l1", 6)) with { UsefulUntil = Past }));

        Assert.Equal(new Dictionary<string, decimal> { [Own("l1")] = 6 }, await QuantitiesAsync(posted.OdooId!.Value));
    }

    [RealFact]
    public async Task In_doubt_it_is_looked_for_before_it_is_given_up()
    {
        var order = Order("a", Line("l1", 5)) with { UsefulUntil = Past };
        _wire.Lose = call => call.Method == "load";
        Assert.True((await DeliverOneAsync(First(order with { UsefulUntil = null }))).Failure!.OutcomeUnknown);

        Assert.NotNull((await PostedAsync(First(order) with { InDoubt = true })).OdooId);
        Assert.Equal(PostingResultKind.Withdrawn, (await DeliverOneAsync(First(Order("never", Line("n1", 5)) with { UsefulUntil = Past }) with { InDoubt = true })).Kind);
    }
}
