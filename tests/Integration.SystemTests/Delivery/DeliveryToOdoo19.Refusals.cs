using System.Text.Json.Nodes;
using Integration.Contracts;
using Integration.Delivery;
using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Delivery;

/// <summary>What the real one refuses, each in its own way.</summary>
public sealed partial class Delivery_to_Odoo_19
{
    private static ValueTask<bool> Always(CancellationToken cancellation) => ValueTask.FromResult(true);

    [RealFact]
    public async Task Eleven_bad_orders_among_two_hundred_fail_by_themselves_and_the_rest_arrives_once()
    {
        // Odoo names ten of them and leaves the rest unjudged.
        static bool IsBad(int number) => number % 19 == 7;
        ClaimedPosting[] batch = [.. Enumerable.Range(0, 200).Select(number =>
            First(With(Order($"o{number:000}", Line($"o{number:000}_l", 1 + number)), "priority", new(IsBad(number) ? $"urgency {number}" : "0"))))];
        var delivery = Delivering(_odoo, new DeliveryOptions { RecordsPerLoad = 200, ExpectedLoadTime = TimeSpan.FromSeconds(100) });

        var results = await delivery.DeliverAsync(batch, Policies, Always, DateTimeOffset.MaxValue, None);

        Assert.Equal(11, Enumerable.Range(0, 200).Count(IsBad));
        Assert.All(results.Select((result, number) => (result, number)), pair =>
        {
            Assert.Equal(IsBad(pair.number) ? PostingResultKind.Parked : PostingResultKind.Posted, pair.result.Kind);
            if (!IsBad(pair.number)) return;
            Assert.Equal(FailureKind.Rejected, pair.result.Failure!.Kind);
            Assert.Contains("(priority)", pair.result.Failure.Reason, StringComparison.Ordinal);
            Assert.Contains($"urgency {pair.number}", pair.result.Failure.Reason, StringComparison.Ordinal);
            Assert.NotEmpty(pair.result.Failure.Remedy);
        });
        var found = await _odoo.SearchReadAsync("purchase.order", OdooDomain.Where("origin", "like", Own("o")), ["origin"], 500, "id", 0, Standard, None);
        Assert.Equal(189, found.Select(order => order.Text("origin")).Distinct().Count());
        Assert.Equal(189, found.Count);
        Assert.InRange(_wire.Writes.Count, 2, 8);
    }

    [RealFact]
    public async Task Rights_that_are_taken_away_hold_the_orders_and_once_they_are_back_they_arrive()
    {
        var administrator = await AsAsync(OdooRole.Administrator);
        var group = (await administrator.CheckObjectReferenceAsync("purchase.group_purchase_user", None))!.Value.Id!.Value;
        var user = await _odoo.LogInAsync(None);
        ClaimedPosting[] batch = [.. Enumerable.Range(0, 12).Select(number => First(Order($"o{number}", Line($"o{number}_l", 1))))];
        await administrator.WriteAsync("res.users", [user], Values(("group_ids", Command(3, group))), Standard, None);
        IReadOnlyList<PostingResult> held;
        try
        {
            held = await DeliverAsync(batch);
        }
        finally
        {
            await administrator.WriteAsync("res.users", [user], Values(("group_ids", Command(4, group))), Standard, None);
        }

        Assert.All(held, result => Assert.Equal((PostingResultKind.Held, FailureKind.AccessDenied), (result.Kind, result.Failure!.Kind)));
        Assert.All(held, result => Assert.Contains("group", result.Failure!.Remedy, StringComparison.Ordinal));
        // One call for all: nobody is asked twelve times.
        Assert.InRange(_wire.Writes.Count, 0, 1);

        Assert.All(await DeliverAsync([.. batch.Select((posting, number) => posting with { InDoubt = false, Starts = 1 })]), result => Assert.Equal(PostingResultKind.Posted, result.Kind));
    }

    [RealFact]
    public async Task An_approval_that_answers_success_and_changes_nothing_is_a_failure()
    {
        var administrator = await AsAsync(OdooRole.Administrator);
        var company = Assert.Single(await administrator.SearchReadAsync("res.company", OdooDomain.Where("name", "=", "Northfield Health"), ["po_double_validation", "po_double_validation_amount"], 2, "id", 0, Standard, None));
        await administrator.WriteAsync("res.company", [company.Id], Values(("po_double_validation", "two_step"), ("po_double_validation_amount", 1)), Standard, None);
        try
        {
            var waiting = Confirming("button_confirm", "to approve");
            var posted = Assert.Single(await _delivery.DeliverAsync([First(Order("a", Line("l1", 5)))], waiting, Always, DateTimeOffset.MaxValue, None));
            Assert.Equal((PostingResultKind.Posted, "to approve"), (posted.Kind, posted.Baseline!.State));

            // The integration's user is no purchase manager.
            var refused = Assert.Single(await _delivery.DeliverAsync([Next(posted, Order("a", Line("l1", 5)))], Confirming("button_approve", "purchase"), Always, DateTimeOffset.MaxValue, None));

            Assert.Equal((PostingResultKind.Parked, FailureKind.Rejected), (refused.Kind, refused.Failure!.Kind));
            Assert.Contains("button_approve", refused.Failure.Reason, StringComparison.Ordinal);
            Assert.Contains("'to approve' instead of purchase", refused.Failure.Reason, StringComparison.Ordinal);
        }
        finally
        {
            await administrator.WriteAsync(
                "res.company", [company.Id],
                Values(("po_double_validation", company.Text("po_double_validation")), ("po_double_validation_amount", company.Number("po_double_validation_amount"))), Standard, None);
        }
    }

    [RealFact]
    public async Task A_slow_Odoo_gets_smaller_calls()
    {
        // A millisecond a record is what nobody's Odoo can do: fifty of them would take seconds.
        var delivery = Delivering(_odoo, new DeliveryOptions { MillisecondsPerRecord = new() { ["purchase.order"] = 1 }, ExpectedLoadTime = TimeSpan.FromMilliseconds(400) });
        ClaimedPosting[] batch = [.. Enumerable.Range(0, 120).Select(number => First(Order($"o{number}", Line($"o{number}_l", 1))))];

        var results = await delivery.DeliverAsync(batch, Policies, Always, DateTimeOffset.MaxValue, None);

        Assert.All(results, result => Assert.Equal(PostingResultKind.Posted, result.Kind));
        var sizes = _wire.Writes.Select(call => call.Rows).ToArray();
        Assert.Equal((50, 120), (sizes[0], sizes.Sum()));
        Assert.True(sizes[1] < 40 && sizes[^2] <= sizes[1], string.Join(", ", sizes));
    }

    private static Dictionary<string, ModelPolicy> Confirming(string method, string until) => Policies.ToDictionary(
        policy => policy.Key, policy => policy.Value with { OursWhile = ["draft", "to approve"], Confirm = new VerbPolicy(method, [until]) });

    private static JsonArray Command(int command, long id) => [new JsonArray(command, id)];
}
