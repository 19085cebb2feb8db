using System.Net;
using Integration.Sandbox.Odoo.Http;
using Integration.Sandbox.Odoo.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Integration.Sandbox.Odoo;

/// <param name="Network">Folder with the network's CSV files (ops/odoo/network).</param>
internal sealed record OdooSandboxOptions(string Network)
{
    public const string Database = "sandbox";

    /// <summary>Of every user: admin, integration, buyer, storekeeper, technician, housekeeper.</summary>
    public const string Password = "sandbox";

    /// <summary>Port on loopback; 0 takes a free one.</summary>
    public int Port { get; init; }
}

/// <summary>
/// A stand-in Odoo 19 for demo, drill and tests: a loopback server that answers <c>/jsonrpc</c> and <c>/json/2</c> with records in memory, which begin with the network's. Where it
/// differs from a real Odoo, it is wrong (tests/Integration.SystemTests/Odoo holds the specification that runs against both).
/// </summary>
internal sealed class OdooSandbox : IAsyncDisposable
{
    private readonly FaultyReplies _replies;
    private readonly JsonRpcAddress _jsonRpc;
    private readonly Json2Address _json2;
    private readonly WebAddress _web;
    private WebApplication? _server;
    private int _port;

    private OdooSandbox(OdooSandboxOptions options, TimeProvider time)
    {
        var store = new RecordStore();
        NetworkSeed.Plant(store, options, time);
        var calls = new OdooCalls(store, OdooSandboxOptions.Database, time);
        _replies = new FaultyReplies(Faults, time);
        _jsonRpc = new JsonRpcAddress(calls, _replies);
        _json2 = new Json2Address(calls, _replies);
        _web = new WebAddress(calls, _replies);
        _port = options.Port;
    }

    public Uri Url => new($"http://127.0.0.1:{_port}/");

    public SandboxFaults Faults { get; } = new();

    public static async Task<OdooSandbox> StartAsync(OdooSandboxOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var sandbox = new OdooSandbox(options, time);
        await sandbox.ResumeAsync(cancellation);
        return sandbox;
    }

    /// <summary>Refuses connections from now on; the records stay.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        if (_server is null) return;
        await _server.StopAsync(cancellation);
        await _server.DisposeAsync();
        _server = null;
    }

    /// <summary>Listens again, on the same port.</summary>
    public async Task ResumeAsync(CancellationToken cancellation)
    {
        if (_server is not null) return;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, _port));
        var server = builder.Build();
        server.MapPost("/jsonrpc", _jsonRpc.AnswerAsync);
        server.MapPost("/json/2/{model}/{method}", (HttpContext http, string model, string method) => _json2.AnswerAsync(http, model, method));
        server.MapGet("/web/version", http => http.Response.WriteAsJsonAsync(new { version_info = OdooCalls.Version["server_version_info"], version = "19.0" }));
        // What independent clients ask before they log in, and how some do.
        server.MapPost("/web/webclient/version_info", async http => await _replies.AnswerAsync(http, JsonRpcAddress.Call((await JsonRpcAddress.ReadAsync(http)).Id, "version", null, () => OdooCalls.Version)));
        server.MapPost("/web/session/authenticate", _web.LogInAsync);
        server.MapPost("/web/dataset/call_kw", _web.CallAsync);
        await server.StartAsync(cancellation);
        _server = server;
        _port = new Uri(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
    }

    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);
}
