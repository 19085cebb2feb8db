using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Integration.Sandbox.Fhir;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Integration.SystemTests.Fhir;

/// <summary>The sandbox's FHIR server with a client that asks it, and one that is told by it.</summary>
internal sealed class StandInEhr : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private WebApplication? _hook;

    private StandInEhr(FhirSandbox server) => Server = server;

    public FhirSandbox Server { get; }

    /// <summary>What was posted to <see cref="Endpoint"/>: the Authorization header and the body.</summary>
    public ConcurrentQueue<(string Authorisation, string Body)> Told { get; } = [];

    public Uri Endpoint => new($"{_hook!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()}/hook");

    public static async Task<StandInEhr> StartAsync(FhirSandboxOptions? options = null)
    {
        var ehr = new StandInEhr(await FhirSandbox.StartAsync(options ?? new FhirSandboxOptions(), TimeProvider.System, CancellationToken.None));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        ehr._hook = builder.Build();
        ehr._hook.MapPost("/hook", async http =>
        {
            using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
            ehr.Told.Enqueue((http.Request.Headers.Authorization.ToString(), await reader.ReadToEndAsync(http.RequestAborted)));
        });
        await ehr._hook.StartAsync();
        return ehr;
    }

    public static JsonObject Appointment(string id, string status = "booked") => JsonNode.Parse($$"""{"resourceType":"Appointment","id":"{{id}}","status":"{{status}}","basedOn":[{"reference":"ServiceRequest/s-{{id}}"}]}""")!.AsObject();

    public async Task<(HttpStatusCode Status, JsonElement Body, HttpResponseHeaders Headers)> SendAsync(HttpMethod method, string address, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, address.StartsWith("http", StringComparison.Ordinal) ? new Uri(address) : new Uri($"{Server.Url}/{address}"));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/fhir+json");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text), response.Headers);
    }

    public async Task<JsonElement> GetAsync(string address) => (await SendAsync(HttpMethod.Get, address)).Body;

    /// <summary>Ids of a bundle's resources, in order.</summary>
    public static IReadOnlyList<string> Ids(JsonElement bundle) => [.. bundle.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("resource").GetProperty("id").GetString()!)];

    public static string? Next(JsonElement bundle) => bundle.GetProperty("link").EnumerateArray().Where(link => link.GetProperty("relation").GetString() == "next").Select(link => link.GetProperty("url").GetString()).FirstOrDefault();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
        if (_hook is not null) await _hook.DisposeAsync();
    }
}
