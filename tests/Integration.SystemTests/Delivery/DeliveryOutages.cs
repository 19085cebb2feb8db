using Integration.Contracts;
using Integration.Delivery;
using Integration.Mapping;
using Integration.Odoo;
using Integration.Sandbox.Odoo;
using Integration.SystemTests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Integration.SystemTests.Delivery;

/// <summary>What delivery makes of an Odoo that hangs, breaks, loses races or is away. Only the stand-in can be told to.</summary>
public sealed class When_Odoo_fails(StandInOdoo server) : IClassFixture<StandInOdoo>
{
    private static readonly IReadOnlyDictionary<string, ModelPolicy> Policies = MappingSet.Load(Repository.Path("mappings")).Set!.Policies;
    private readonly string _own = Guid.CreateVersion7().ToString("N");

    [Fact]
    public async Task A_call_that_hangs_after_its_commit_is_in_doubt_and_the_next_slice_is_untried()
    {
        server.Sandbox.Faults.Add(new SandboxFault(SandboxFaultKind.HangAfterCommit, "load"));
        var options = new DeliveryOptions { RecordsPerLoad = 2 };

        var results = await DeliverAsync(options, Order("a"), Order("b"), Order("c"));

        Assert.Equal([PostingResultKind.Retry, PostingResultKind.Retry, PostingResultKind.NotTried], results.Select(result => result.Kind));
        Assert.Equal([true, true, false], results.Select(result => result.Failure!.OutcomeUnknown));
        Assert.Equal(FailureKind.Unavailable, results[2].Failure!.Kind);

        var again = await DeliverAsync(options, Order("a") with { InDoubt = true }, Order("b") with { InDoubt = true }, Order("c"));
        Assert.All(again, result => Assert.Equal(PostingResultKind.Posted, result.Kind));
        Assert.Equal(3, await CountAsync());
    }

    [Fact]
    public async Task A_load_that_lost_against_another_is_tried_again_as_a_whole()
    {
        server.Sandbox.Faults.Add(new SandboxFault(SandboxFaultKind.LoadConflict));

        var results = await DeliverAsync(new DeliveryOptions(), Order("a"), Order("b"));

        Assert.All(results, result => Assert.Equal((PostingResultKind.Retry, FailureKind.Conflict, false), (result.Kind, result.Failure!.Kind, result.Failure.OutcomeUnknown)));
        Assert.Equal(0, await CountAsync());
    }

    [Theory]
    [InlineData("read", false)]
    [InlineData("load", true)]
    public async Task A_gateway_without_Odoo_behind_it_leaves_only_what_was_written_in_doubt(string method, bool unknown)
    {
        var first = Assert.Single(await DeliverAsync(new DeliveryOptions(), Order("a")));
        server.Sandbox.Faults.Add(new SandboxFault(SandboxFaultKind.BadGateway, method));

        var result = Assert.Single(await DeliverAsync(new DeliveryOptions(), Order("a", 7) with { Revision = 2, PostedRevision = 1, OdooId = first.OdooId, Baseline = first.Baseline }));

        Assert.Equal((PostingResultKind.Retry, FailureKind.Unavailable, unknown), (result.Kind, result.Failure!.Kind, result.Failure.OutcomeUnknown));
        server.Sandbox.Faults.Clear();
    }

    [Fact]
    public async Task An_Odoo_that_is_away_costs_one_attempt_of_those_asked_for_and_none_once_the_circuit_is_open()
    {
        var client = Client();
        await server.Sandbox.StopAsync(CancellationToken.None);
        try
        {
            var kinds = new List<PostingResultKind>();
            for (var call = 0; call < 6; call++) kinds.Add(Assert.Single(await Delivering(client, new DeliveryOptions()).DeliverAsync([Order("a")], Policies, Always, DateTimeOffset.MaxValue, default)).Kind);

            Assert.Equal([.. Enumerable.Repeat(PostingResultKind.Retry, 5), PostingResultKind.NotTried], kinds);
        }
        finally
        {
            await server.Sandbox.ResumeAsync(CancellationToken.None);
        }
    }

    private static ValueTask<bool> Always(CancellationToken cancellation) => ValueTask.FromResult(true);

    private OdooClient Client() => new(new HttpClient { Timeout = Timeout.InfiniteTimeSpan }, server.Connect(OdooRole.Integration) with { TimeOut = TimeSpan.FromSeconds(2) }, TimeProvider.System);

    private static OdooDelivery Delivering(OdooClient client, DeliveryOptions options) =>
        new(client, options, new DeliveryFailures(options, new Random(1)), TimeProvider.System, NullLogger<OdooDelivery>.Instance);

    private Task<IReadOnlyList<PostingResult>> DeliverAsync(DeliveryOptions options, params ClaimedPosting[] batch) =>
        Delivering(Client(), options).DeliverAsync(batch, Policies, Always, DateTimeOffset.MaxValue, CancellationToken.None);

    private async Task<int> CountAsync() => (await Client().SearchReadAsync(
        "purchase.order", OdooDomain.Where("origin", "=", _own), ["origin"], 10, "id", 0, OdooContext.Standard, CancellationToken.None)).Count;

    private ClaimedPosting Order(string name, decimal quantity = 5)
    {
        var id = $"integration.t{_own}_{name}";
        var policy = Policies["purchase.order/v2"];
        var line = new OdooLine($"{id}_l1", new Dictionary<string, OdooCell>
        {
            ["product_id"] = new(Reference: new OdooReference("product.product", "default_code", "1007")),
            ["product_qty"] = new(Number: quantity),
            ["product_uom_id"] = new(Reference: new OdooReference("uom.uom", "name", "Units")),
            ["price_unit"] = new(Number: 2.2m),
        });
        var columns = new Dictionary<string, OdooCell> { ["partner_id"] = new(Reference: new OdooReference("res.partner", "ref", "DET")), ["origin"] = new(_own) };
        var desired = new OdooRecord(id, "purchase.order", policy.Name, "Northfield Health", RecordStanding.Active, columns, [line]);
        return new ClaimedPosting(id, 1, 0, desired, null, null, false, 1, "1");
    }
}
