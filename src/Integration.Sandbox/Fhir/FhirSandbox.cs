using System.Net;
using System.Text.Json.Nodes;
using Integration.Sandbox.Fhir.Authorisation;
using Integration.Sandbox.Fhir.Http;
using Integration.Sandbox.Fhir.Store;
using Integration.Sandbox.Fhir.Subscriptions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Integration.Sandbox.Fhir;

/// <summary>
/// A stand-in EHR for demo, drill and tests: a loopback FHIR R4 server with resources in memory. It answers create, read, update, delete, search with includes and pages, history, classic and
/// topic-based subscriptions, and gives tokens. <see cref="Store"/> is its own hand: what is written there is told like any change.
/// </summary>
internal sealed class FhirSandbox : IAsyncDisposable
{
    /// <summary>Where the FHIR addresses begin.</summary>
    public const string Path = "/fhir";

    private readonly FhirReplies _replies;
    private readonly ResourceAddress _resources;
    private readonly SearchAddress _searches;
    private readonly SubscriptionAddress _subscriptions;
    private readonly TokenAddress _tokens;
    private WebApplication? _server;
    private int _port;

    private FhirSandbox(FhirSandboxOptions options, TimeProvider time)
    {
        Store = new FhirStore(Faults, time);
        Subscriptions = new SubscriptionRoll(Store, options, Faults, () => Url.ToString(), time);
        _replies = new FhirReplies(Faults, time);
        _resources = new ResourceAddress(Store, _replies);
        _searches = new SearchAddress(Store, _replies, time);
        _subscriptions = new SubscriptionAddress(Subscriptions, _replies, () => Url.ToString(), time);
        _tokens = new TokenAddress(options, () => TokenUrl.ToString(), time);
        _port = options.Port;
    }

    /// <summary>Base address, without a trailing slash.</summary>
    public Uri Url => new($"http://127.0.0.1:{_port}{Path}");

    public Uri TokenUrl => new($"http://127.0.0.1:{_port}/token");

    public FhirFaults Faults { get; } = new();

    public FhirStore Store { get; }

    public SubscriptionRoll Subscriptions { get; }

    /// <summary>How many tokens were given out.</summary>
    public int TokensGiven => _tokens.Given;

    public static async Task<FhirSandbox> StartAsync(FhirSandboxOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var sandbox = new FhirSandbox(options, time);
        await sandbox.ResumeAsync(cancellation);
        return sandbox;
    }

    /// <summary>Base address as the caller writes it.</summary>
    public static string AddressOf(HttpContext http) => $"{http.Request.Scheme}://{http.Request.Host}{Path}";

    /// <summary>Refuses connections from now on. Resources stay; subscriptions, tokens and pages not read to the end are forgotten, as by a server that keeps them in memory.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        if (_server is null) return;
        await _server.StopAsync(cancellation);
        await _server.DisposeAsync();
        _server = null;
        Subscriptions.Forget();
        _searches.Forget();
        _tokens.Forget();
    }

    /// <summary>Listens again, on the same port.</summary>
    public async Task ResumeAsync(CancellationToken cancellation)
    {
        if (_server is not null) return;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, _port));
        var server = builder.Build();
        server.Use(AuthoriseAsync);
        server.MapPost("/token", _tokens.GiveAsync);
        server.MapGet($"{Path}/metadata", http => _replies.SendAsync(http, Capabilities()));
        server.MapGet($"{Path}/.well-known/smart-configuration", http => http.Response.WriteAsync(Smart().ToJsonString(), http.RequestAborted));
        Map(server);
        await server.StartAsync(cancellation);
        _server = server;
        _port = new Uri(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        await Subscriptions.DisposeAsync();
    }

    private void Map(WebApplication server)
    {
        var fhir = server.MapGroup(Path);
        fhir.MapGet("/", _searches.ReadOnAsync);
        fhir.MapGet("/{type}", (HttpContext http, string type) => _searches.SearchAsync(http, type));
        fhir.MapPost("/{type}/_search", (HttpContext http, string type) => _searches.SearchAsync(http, type));
        fhir.MapGet("/{type}/_history", (HttpContext http, string type) => _searches.HistoryAsync(http, type, null));
        fhir.MapPost("/{type}", (HttpContext http, string type) => _resources.CreateAsync(http, type));
        fhir.MapGet("/{type}/{id}", (HttpContext http, string type, string id) => _resources.ReadAsync(http, type, id));
        fhir.MapPut("/{type}/{id}", (HttpContext http, string type, string id) => _resources.UpdateAsync(http, type, id));
        fhir.MapDelete("/{type}/{id}", (HttpContext http, string type, string id) => _resources.DeleteAsync(http, type, id));
        fhir.MapGet("/{type}/{id}/_history", (HttpContext http, string type, string id) => _searches.HistoryAsync(http, type, id));
        fhir.MapGet("/{type}/{id}/_history/{version:int}", (HttpContext http, string type, string id, int version) => _resources.ReadVersionAsync(http, type, id, version));
        fhir.MapGet("/Subscription/{id}/$status", (HttpContext http, string id) => _subscriptions.StatusAsync(http, id));
        fhir.MapMethods("/Subscription/{id}/$events", [HttpMethods.Get, HttpMethods.Post], (HttpContext http, string id) => _subscriptions.EventsAsync(http, id));
    }

    private async Task AuthoriseAsync(HttpContext http, RequestDelegate next)
    {
        var path = http.Request.Path;
        if (!path.StartsWithSegments(Path) || path.StartsWithSegments($"{Path}/metadata") || path.StartsWithSegments($"{Path}/.well-known") || _tokens.Allows(http.Request))
        {
            await next(http);
            return;
        }

        http.Response.Headers.WWWAuthenticate = "Bearer";
        await _replies.RefuseAsync(http, StatusCodes.Status401Unauthorized, "login", "no token, or one that is no longer good");
    }

    private static JsonObject Capabilities() => new()
    {
        ["resourceType"] = "CapabilityStatement",
        ["status"] = "active",
        ["kind"] = "instance",
        ["fhirVersion"] = "4.0.1",
        ["format"] = new JsonArray("json"),
        ["rest"] = new JsonArray(new JsonObject { ["mode"] = "server" }),
    };

    private JsonObject Smart() => new()
    {
        ["token_endpoint"] = TokenUrl.ToString(),
        ["grant_types_supported"] = new JsonArray("client_credentials"),
        ["token_endpoint_auth_methods_supported"] = new JsonArray("private_key_jwt", "client_secret_basic", "client_secret_post"),
        ["token_endpoint_auth_signing_alg_values_supported"] = new JsonArray("RS384", "ES384"),
    };
}
