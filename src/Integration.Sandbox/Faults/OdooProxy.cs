using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Integration.Sandbox.Faults;

/// <summary>
/// Stands in front of any Odoo, understands calls of both protocols, counts them, and does to those it is told to what networks, proxies and people do. Everything else passes unchanged.
/// </summary>
internal sealed class OdooProxy : IAsyncDisposable
{
    private static readonly TimeSpan s_stop = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestCall = TimeSpan.FromMinutes(3);
    private static readonly string[] s_asked = ["Authorization", "X-Odoo-Database", "Cookie"];

    private readonly Lock _lock = new();
    private readonly List<Snare> _snares = [];
    private readonly HttpClient _odoo;
    private readonly int _port;
    private WebApplication? _server;

    private OdooProxy(Uri odoo)
    {
        _odoo = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = odoo, Timeout = s_longestCall };
        _port = FreePorts.Next();
    }

    public Uri Url => new($"http://127.0.0.1:{_port}/");

    public OdooWitness Witness { get; } = new();

    public static async Task<OdooProxy> StartAsync(Uri odoo, CancellationToken cancellationToken)
    {
        var proxy = new OdooProxy(odoo);
        await proxy.ResumeAsync(cancellationToken);
        return proxy;
    }

    /// <summary>As if Odoo had stopped: connections break and new ones are refused.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_server is null) return;
        await _server.StopAsync(cancellationToken);
        await _server.DisposeAsync();
        _server = null;
    }

    /// <summary>Listens again, on the same port.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        if (_server is not null) return;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = s_stop);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, _port));
        var server = builder.Build();
        server.Run(AnswerAsync);
        await server.StartAsync(cancellationToken);
        _server = server;
    }

    /// <summary>From now on, until disposed, calls of this kind meet this trouble.</summary>
    /// <param name="which">Which calls.</param>
    /// <param name="trouble">What becomes of them.</param>
    /// <param name="times">Most calls that meet it.</param>
    public Snare Snare(Func<PassingCall, bool> which, Trouble trouble, int times = int.MaxValue)
    {
        var snare = new Snare(which, trouble, times, Remove);
        lock (_lock) _snares.Add(snare);
        return snare;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _odoo.Dispose();
    }

    private void Remove(Snare snare)
    {
        lock (_lock) _snares.Remove(snare);
    }

    private async Task AnswerAsync(HttpContext http)
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        var body = buffer.ToArray();
        var call = PassingCall.Read(http.Request.Path, body);
        Witness.Arrived();
        // Put together before anything can break the connection: a late write has nobody left who asked.
        var (method, path, asked) = (http.Request.Method, http.Request.Path + http.Request.QueryString, s_asked.ToDictionary(name => name, name => http.Request.Headers[name].ToString()));
        var exchange = new Exchange(http, call, () => PassOnAsync(call, method, path, asked, body));
        Snare? snare;
        lock (_lock) snare = _snares.Find(one => one.Takes(call));
        try
        {
            if (snare is not null) await snare.Trouble(exchange);
            else await exchange.AnswerAsync(await exchange.PassOnAsync());
        }
        catch (HttpRequestException)
        {
            // No Odoo behind it: nobody answers here either.
            exchange.Break();
        }
    }

    private async Task<PassedAnswer> PassOnAsync(PassingCall call, string method, string path, IReadOnlyDictionary<string, string> asked, byte[] body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path.TrimStart('/'));
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        }

        foreach (var (name, value) in asked.Where(header => header.Value.Length > 0)) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await _odoo.SendAsync(request);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        Tell(call, (int)answer.StatusCode, bytes);
        return new PassedAnswer(
            (int)answer.StatusCode,
            answer.Content.Headers.ContentType?.ToString(),
            bytes,
            answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? [.. cookies] : []);
    }

    private void Tell(PassingCall call, int status, byte[] bytes)
    {
        if (call.Model.Length == 0) return;
        var json = PassingCall.Parsed(bytes);
        var accepted = status == StatusCodes.Status200OK && (json as JsonObject)?["error"] is null;
        Witness.Answered(call, json is JsonObject envelope && envelope["jsonrpc"] is not null ? envelope["result"] : json, accepted);
    }
}
