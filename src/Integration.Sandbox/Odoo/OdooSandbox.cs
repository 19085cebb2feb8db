using System.Net;
using System.Text;
using System.Text.Json.Nodes;
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

    /// <summary>Of every user: admin, integration, buyer, storekeeper.</summary>
    public const string Password = "sandbox";

    /// <summary>Port on loopback; 0 takes a free one.</summary>
    public int Port { get; init; }
}

/// <summary>
/// A stand-in Odoo 19 for demo, drill and tests: a loopback server that answers <c>/jsonrpc</c> with records in memory, which begin with the network's. Where it
/// differs from a real Odoo, it is wrong (tests/Integration.SystemTests/Odoo holds the specification that runs against both).
/// </summary>
internal sealed class OdooSandbox : IAsyncDisposable
{
    private readonly OdooCalls _calls;
    private readonly TimeProvider _time;
    private WebApplication? _server;
    private int _port;

    private OdooSandbox(OdooSandboxOptions options, TimeProvider time)
    {
        var store = new RecordStore();
        NetworkSeed.Plant(store, options, time);
        _calls = new OdooCalls(store, OdooSandboxOptions.Database, time);
        _time = time;
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
        server.MapPost("/jsonrpc", http => AnswerAsync(http, call => (Text(call, "service"), Text(call, "method"), call["args"]!.AsArray())));
        // What independent clients ask before they log in, and how some do.
        server.MapPost("/web/webclient/version_info", http => AnswerAsync(http, _ => ("common", "version", [])));
        server.MapPost("/web/session/authenticate", http =>
            AnswerAsync(http, call => ("session", "authenticate", [Text(call, "db"), Text(call, "login"), Text(call, "password")])));
        await server.StartAsync(cancellation);
        _server = server;
        _port = new Uri(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
    }

    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    private static string Text(JsonObject call, string name) => call[name]!.GetValue<string>();

    private async Task AnswerAsync(HttpContext http, Func<JsonObject, (string Service, string Method, JsonArray Arguments)> read)
    {
        var request = (await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted))!.AsObject();
        var (service, method, arguments) = read(request["params"]!.AsObject());
        var fault = Faults.Take(method == "execute_kw" ? arguments[4]!.GetValue<string>() : method);
        if (fault?.Kind == SandboxFaultKind.BadGateway)
        {
            http.Response.StatusCode = StatusCodes.Status502BadGateway;
            await http.Response.WriteAsync("<html><body>502 Bad Gateway</body></html>", http.RequestAborted);
            return;
        }

        var answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = request["id"]?.DeepClone() };
        Answer(answer, fault, service, method, arguments);
        await SendAsync(http, fault, answer);
    }

    private void Answer(JsonObject answer, SandboxFault? fault, string service, string method, JsonArray arguments)
    {
        try
        {
            var result = fault?.Kind == SandboxFaultKind.LoadConflict ? LoadConflict(arguments[5]!.AsArray()) : _calls.Call(service, method, arguments);
            // None goes without a result member.
            if (result is not null) answer["result"] = result;
        }
        catch (OdooError error)
        {
            answer["error"] = Error(error.Column is null ? error.Name : "odoo.exceptions.ValidationError", error.Message);
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException or ArgumentException or NullReferenceException)
        {
            // Arguments of a wrong shape, which Python finds out no earlier either.
            answer["error"] = Error("builtins.TypeError", error.Message);
        }
    }

    private async Task SendAsync(HttpContext http, SandboxFault? fault, JsonObject answer)
    {
        var body = Encoding.UTF8.GetBytes(answer.ToJsonString());
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = body.Length;
        switch (fault?.Kind)
        {
            case SandboxFaultKind.Slow:
                await Task.Delay(fault.Delay, _time, http.RequestAborted);
                break;
            case SandboxFaultKind.HangAfterCommit:
                await Task.Delay(Timeout.InfiniteTimeSpan, _time, http.RequestAborted);
                break;
            case SandboxFaultKind.Html:
                http.Response.ContentType = "text/html";
                http.Response.ContentLength = null;
                body = "<html><body>Please wait</body></html>"u8.ToArray();
                break;
            case SandboxFaultKind.HalfBody:
                await http.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
                http.Abort();
                return;
        }

        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    private static JsonObject LoadConflict(JsonArray arguments) => new()
    {
        ["ids"] = false,
        ["messages"] = new JsonArray([.. arguments[1]!.AsArray().Select((_, row) => new JsonObject
        {
            ["rows"] = new JsonObject { ["from"] = row, ["to"] = row },
            ["record"] = row,
            ["type"] = "error",
            ["message"] = "could not serialize access due to concurrent update",
        })]),
        ["nextrow"] = 0,
    };

    private static JsonObject Error(string name, string message) => new()
    {
        ["code"] = 0,
        ["message"] = "Odoo Server Error",
        ["data"] = new JsonObject
        {
            ["name"] = name,
            ["message"] = message,
            ["arguments"] = new JsonArray(message),
            ["context"] = new JsonObject(),
            ["debug"] = $"Traceback (most recent call last):\n  File \"sandbox\", line 1\n{name}: {message}\n",
        },
    };
}
