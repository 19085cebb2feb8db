using System.Text.Json.Nodes;
using Integration.Odoo;
using Integration.Sandbox.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Odoo;

/// <summary>What the stand-in does wrong when it is told to, as the client sees it over a socket.</summary>
public sealed class StandInFaultsTests : IAsyncLifetime
{
    private static readonly HttpClient Http = new();
    private readonly StandInOdoo _server = new();

    private static CancellationToken None => CancellationToken.None;

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    private OdooClient Client(TimeSpan? timeOut = null) =>
        new(Http, _server.Connect(OdooRole.Administrator) with { TimeOut = timeOut ?? TimeSpan.FromSeconds(30) }, TimeProvider.System);

    private static Task<long> CreateAsync(OdooClient client, string name) =>
        client.CreateAsync("res.partner", new JsonObject { ["name"] = name }, OdooContext.Standard, None);

    private static async Task<(OdooFaultKind, bool)> FaultAsync(Task call)
    {
        var fault = await Assert.ThrowsAsync<OdooFault>(() => call);
        return (fault.Kind, fault.OutcomeUnknown);
    }

    private static Task<long> CountAsync(OdooClient client, string name) =>
        client.SearchCountAsync("res.partner", OdooDomain.Where("name", "=", name), OdooContext.Standard, None);

    [Theory]
    [InlineData("HangAfterCommit", 1)]
    [InlineData("Html", 1)]
    [InlineData("HalfBody", 1)]
    [InlineData("BadGateway", 0)]
    public async Task The_client_cannot_know_whether_it_was_done(string kind, long done)
    {
        var client = Client(TimeSpan.FromSeconds(2));
        await client.LogInAsync(None);
        _server.Sandbox.Faults.Add(new SandboxFault(Enum.Parse<SandboxFaultKind>(kind), "create"));

        Assert.Equal((OdooFaultKind.Unavailable, true), await FaultAsync(CreateAsync(client, kind)));

        Assert.Equal(done, await CountAsync(client, kind));
        Assert.Equal(0, _server.Sandbox.Faults.Waiting);
    }

    [Theory]
    [InlineData("TooManyRequests")]
    [InlineData("ServiceUnavailable")]
    public async Task A_server_that_asks_for_a_pause_has_done_nothing_and_says_how_long(string kind)
    {
        var client = Client();
        _server.Sandbox.Faults.Add(new SandboxFault(Enum.Parse<SandboxFaultKind>(kind), "create", TimeSpan.FromSeconds(7)));

        var fault = await Assert.ThrowsAsync<OdooFault>(() => CreateAsync(client, kind));

        Assert.Equal((OdooFaultKind.Throttled, false, TimeSpan.FromSeconds(7)), (fault.Kind, fault.OutcomeUnknown, fault.RetryAfter));
        Assert.Equal(0, await CountAsync(client, kind));
    }

    [Fact]
    public async Task Refused_connections_are_known_to_have_done_nothing_and_the_records_outlive_them()
    {
        var client = Client();
        await CreateAsync(client, "before");
        await _server.Sandbox.StopAsync(None);

        Assert.Equal((OdooFaultKind.Unavailable, false), await FaultAsync(CreateAsync(client, "while")));

        await _server.Sandbox.ResumeAsync(None);
        Assert.Equal((1, 0), (await CountAsync(client, "before"), await CountAsync(client, "while")));
    }

    [Fact]
    public async Task A_slow_answer_still_comes()
    {
        _server.Sandbox.Faults.Add(new SandboxFault(SandboxFaultKind.Slow, "create", TimeSpan.FromMilliseconds(50)));

        Assert.True(await CreateAsync(Client(), "slow") > 0);
        Assert.Equal(0, _server.Sandbox.Faults.Waiting);
    }

    [Fact]
    public async Task A_lost_load_is_a_conflict_for_every_record()
    {
        _server.Sandbox.Faults.Add(new SandboxFault(SandboxFaultKind.LoadConflict));

        var load = await Client().LoadAsync("res.partner", ["id", "name"], [["a.b", "B"], ["a.c", "C"]], OdooContext.Standard, None);

        Assert.Equal([OdooFaultKind.Conflict, OdooFaultKind.Conflict], load.Messages.Select(message => message.Kind));
        Assert.Equal(0, await CountAsync(Client(), "B"));
    }
}
