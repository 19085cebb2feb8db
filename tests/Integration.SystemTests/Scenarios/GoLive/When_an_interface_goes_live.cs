using System.Text.Json.Nodes;
using Integration.Odoo;
using Integration.SystemTests.Scenarios.Requisitions;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.GoLive;

/// <summary>An opening balance: what people had ordered by hand becomes ours, what is unclear stays theirs, and nothing is ordered twice.</summary>
[Needs(Postgres.Server, Broker.Address, Broker.Management, RealOdoo.Url)]
public sealed class When_an_interface_goes_live(RealOdoo odoo) : IClassFixture<RealOdoo>
{
    private const string Model = "purchase.order";
    private const string Feed = "north-supply-requisitions";
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(3);

    private static CancellationToken None => CancellationToken.None;

    [RealFact]
    public async Task Open_orders_are_adopted_unclear_ones_are_held_and_the_rest_is_made()
    {
        await using var installation = await Installation.MakeAsync(odoo);
        var interfaces = installation.Environment["Integration__Files__Interfaces"];
        var posting = await File.ReadAllTextAsync(interfaces);
        await File.WriteAllTextAsync(interfaces, posting.Replace("mode: post", "mode: hold", StringComparison.Ordinal));
        var books = new OdooBooks(await installation.OdooAsync(OdooRole.Administrator));
        var byHand = await OrderByHandAsync(installation, "RQ-A");
        await OrderByHandAsync(installation, "RQ-B");
        await OrderByHandAsync(installation, "RQ-B");

        await using (var holding = await installation.StartWorkerAsync())
        {
            foreach (var (number, quantity) in new[] { ("RQ-A", 2m), ("RQ-B", 1m), ("RQ-C", 3m) })
            {
                var sent = TimeProvider.System.GetUtcNow().UtcDateTime.ToString("yyyyMMddHHmmss", System.Globalization.CultureInfo.InvariantCulture) + "+0000";
                Assert.Equal("AA", await Installation.SendAsync(installation.RequisitionPort, RequisitionMessage.Of(RequisitionMessage.NonStock, "G" + number, sent, number, [RequisitionOrder.New(1, "1008", quantity)])));
            }

            await installation.SettleAsync(s_deadline, () => holding.Output);
            await holding.StopAsync();
        }

        Assert.Empty(await books.OrdersAsync("RQ-C"));
        var (found, plan) = await installation.RunVerbAsync("preview", "--interface", Feed, "--as-post");
        Assert.True(found == 1 && plan.Contains("3 waiting: 1 create, 1 adopt, 1 ambiguous.", StringComparison.Ordinal), plan);
        Assert.Contains($"{Model},{byHand}", plan, StringComparison.Ordinal);
        var (_, adopted) = await installation.RunVerbAsync("adopt", "--interface", Feed, "--run", "--reason", "opening balance");
        Assert.Contains("1 adopted, 1 held", adopted, StringComparison.Ordinal);
        Assert.Contains("adopt a purchase.order", (await installation.RunVerbAsync("exceptions")).Output, StringComparison.Ordinal);

        await File.WriteAllTextAsync(interfaces, posting);
        await using var worker = await installation.StartWorkerAsync();
        await installation.SettleAsync(s_deadline, () => worker.Output);

        var order = Assert.Single(await books.OrdersAsync("RQ-A"));
        Assert.Equal((byHand, "draft"), (order.Id, order.State));
        Assert.Equal(["2 Units of 1008 at 1180"], order.Wants);
        Assert.Equal(2, (await books.OrdersAsync("RQ-B")).Count);
        Assert.Equal(["3 Units of 1008 at 1180"], Assert.Single(await books.OrdersAsync("RQ-C")).Wants);
        Assert.DoesNotContain("drifted", (await installation.RunVerbAsync("reconcile")).Output, StringComparison.Ordinal);
    }

    /// <summary>One of 1008 at another price, as a buyer who was told on the phone.</summary>
    private static async Task<long> OrderByHandAsync(Installation installation, string origin)
    {
        var buyer = await installation.OdooAsync(OdooRole.Buyer);
        var product = (await buyer.SearchReadAsync("product.product", OdooDomain.Where("default_code", "=", "1008"), ["uom_id", "seller_ids"], 1, "id", 0, OdooContext.Standard, None))[0];
        var vendor = (await buyer.SearchReadAsync("res.partner", OdooDomain.Where("ref", "=", "SMO"), ["id"], 1, "id", 0, OdooContext.Standard, None))[0].Id;
        var line = new JsonObject { ["product_id"] = product.Id, ["product_qty"] = 1, ["price_unit"] = 1000 };
        return await buyer.CreateAsync(
            Model, new JsonObject { ["partner_id"] = vendor, ["origin"] = origin, ["order_line"] = new JsonArray(new JsonArray(0, 0, line)) }, OdooContext.Standard, None);
    }
}
