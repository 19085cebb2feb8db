using Integration.Odoo;
using Integration.Sandbox.Faults;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Faults;

public sealed class OdooProxyTests(StandInOdoo odoo) : IClassFixture<StandInOdoo>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Counts_writes_by_external_id_over_either_protocol_and_whatever_they_address_it_by()
    {
        var keys = new ApiKeyRing();
        foreach (var protocol in new[] { OdooProtocol.JsonRpc, OdooProtocol.Json2 })
        {
            await using var proxy = await OdooProxy.StartAsync(odoo.Sandbox.Url, CancellationToken.None);
            var direct = odoo.Connect(OdooRole.Administrator);
            var connection = (protocol == OdooProtocol.Json2 ? await keys.WithKeyAsync(direct) : direct) with { Url = proxy.Url };
            var client = new OdooClient(new HttpClient(), connection, TimeProvider.System);
            var name = $"integration.seen_{protocol}";
            var id = (await LoadAsync(client, ["id", "name"], name, "one")).Ids![0];
            await LoadAsync(client, [".id", "name"], id, "two");
            Assert.False((await LoadAsync(client, ["id", "parent_id/id"], name, "no.such_partner")).Succeeded);
            await client.WriteAsync("res.partner", [id], new() { ["name"] = "four" }, OdooContext.Standard, CancellationToken.None);
            await client.ReadAsync("res.partner", [id], ["name"], OdooContext.Standard, CancellationToken.None);
            Assert.Equal((3, 0, 3), (proxy.Witness.WritesOf(name), proxy.Witness.WritesOf("integration.see"), proxy.Witness.Writes));
            Assert.True(proxy.Witness.Calls >= 5);
        }
    }

    [Fact]
    public async Task A_late_write_arrives_after_its_client_gave_up()
    {
        await using var proxy = await OdooProxy.StartAsync(odoo.Sandbox.Url, CancellationToken.None);
        var client = new OdooClient(new HttpClient(), odoo.Connect(OdooRole.Administrator) with { Url = proxy.Url }, TimeProvider.System);
        var letGo = new TaskCompletionSource();
        using (proxy.Snare(call => call.IsLoad("res.partner"), Troubles.LateUntil(letGo.Task), times: 1))
        {
            var fault = await Assert.ThrowsAsync<OdooFault>(() => LoadAsync(client, ["id", "name"], "integration.late", "old"));
            Assert.True(fault.OutcomeUnknown);
            Assert.Equal(0, proxy.Witness.Writes);
            await LoadAsync(client, ["id", "name"], "integration.late", "new");
        }

        letGo.SetResult();
        await Poll.UntilAsync("the late write has arrived", Soon, () => Task.FromResult(proxy.Witness.WritesOf("integration.late") == 2));
        var found = await client.CheckObjectReferenceAsync("integration.late", CancellationToken.None);
        Assert.Equal("old", (await client.ReadAsync("res.partner", [found!.Value.Id!.Value], ["name"], OdooContext.Standard, CancellationToken.None))[0].Text("name"));
    }

    [Theory]
    [InlineData("bad-gateway", false)]
    [InlineData("html", true)]
    [InlineData("half-body", true)]
    public async Task An_answer_that_is_none_tells_nothing_and_the_work_is_done_where_Odoo_had_the_call(string name, bool done)
    {
        await using var proxy = await OdooProxy.StartAsync(odoo.Sandbox.Url, CancellationToken.None);
        var client = new OdooClient(new HttpClient(), odoo.Connect(OdooRole.Administrator) with { Url = proxy.Url }, TimeProvider.System);
        var trouble = name switch { "bad-gateway" => Troubles.BadGateway, "html" => Troubles.Html, _ => Troubles.HalfBody };
        using var snare = proxy.Snare(call => call.IsLoad("res.partner"), trouble, times: 1);
        var fault = await Assert.ThrowsAsync<OdooFault>(() => LoadAsync(client, ["id", "name"], $"integration.{name}", "x"));
        Assert.Equal(OdooFaultKind.Unavailable, fault.Kind);
        Assert.Equal((done ? 1 : 0, 1), (proxy.Witness.WritesOf($"integration.{name}"), snare.Met));
    }

    [Fact]
    public async Task Whoever_meets_a_stopped_proxy_is_refused_and_goes_on_when_it_resumes()
    {
        await using var proxy = await OdooProxy.StartAsync(odoo.Sandbox.Url, CancellationToken.None);
        var client = new OdooClient(new HttpClient(), odoo.Connect(OdooRole.Administrator) with { Url = proxy.Url }, TimeProvider.System);
        await proxy.StopAsync(CancellationToken.None);
        Assert.False((await Assert.ThrowsAsync<OdooFault>(() => client.LogInAsync(CancellationToken.None))).OutcomeUnknown);
        await proxy.ResumeAsync(CancellationToken.None);
        Assert.True(await client.LogInAsync(CancellationToken.None) > 0);
    }

    private static Task<OdooLoad> LoadAsync(OdooClient client, string[] columns, LoadCell key, string value) =>
        client.LoadAsync("res.partner", columns, [[key, value]], OdooContext.Standard, CancellationToken.None);
}
