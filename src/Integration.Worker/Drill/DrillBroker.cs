using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Integration.Sandbox.Faults;
using Integration.Worker.Hosting;

namespace Integration.Worker.Drill;

/// <summary>A virtual host of its own on the RabbitMQ that the settings name, made and removed over the management API, with a proxy in front of it.</summary>
internal sealed class DrillBroker : IAsyncDisposable
{
    private const int ManagementPort = 15672;

    private readonly HttpClient _http;
    private readonly string _name = $"integration_drill_{Guid.CreateVersion7():n}";

    private DrillBroker(HttpClient http, TcpProxy proxy, Uri server)
    {
        (_http, Proxy) = (http, proxy);
        Address = $"{new UriBuilder(server) { Host = "127.0.0.1", Port = proxy.Port, Path = "" }.Uri.AbsoluteUri.TrimEnd('/')}/{_name}";
    }

    /// <summary>Every connection of the workers to the broker passes here.</summary>
    public TcpProxy Proxy { get; }

    /// <summary>What a worker connects to.</summary>
    public string Address { get; }

    /// <param name="server">As in Integration:Bus:Address.</param>
    /// <param name="management">Root of the management API; null for its usual port on the same machine.</param>
    /// <param name="cancellationToken">Of the making.</param>
    /// <exception cref="SettingsException">The management API cannot be used.</exception>
    public static async Task<DrillBroker> MakeAsync(Uri server, Uri? management, CancellationToken cancellationToken)
    {
        var user = server.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString).ToArray();
        var http = new HttpClient { BaseAddress = management ?? new Uri($"http://{server.Host}:{ManagementPort}") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user[0]}:{user[^1]}")));
        var proxy = TcpProxy.To(server.Host, server.Port < 0 ? 5672 : server.Port);
        var made = new DrillBroker(http, proxy, server);
        try
        {
            await made.SendAsync(HttpMethod.Put, $"/api/vhosts/{made._name}", new { }, cancellationToken);
            await made.SendAsync(HttpMethod.Put, $"/api/permissions/{made._name}/{Uri.EscapeDataString(user[0])}", new { configure = ".*", write = ".*", read = ".*" }, cancellationToken);
        }
        catch (HttpRequestException fault)
        {
            throw new SettingsException([$"The drill makes a virtual host of its own over RabbitMQ's management API at {http.BaseAddress}: {fault.Message} Name another address in {DrillOptions.Section}:BrokerManagement, or leave Integration:Bus:Address out."]);
        }

        return made;
    }

    public async Task<IReadOnlyList<string>> QueuesAsync(CancellationToken cancellationToken)
    {
        var queues = await _http.GetFromJsonAsync<JsonElement>(new Uri($"/api/queues/{_name}", UriKind.Relative), cancellationToken);
        return [.. queues.EnumerateArray().Select(queue => queue.GetProperty("name").GetString()!)];
    }

    public Task DeleteQueueAsync(string queue, CancellationToken cancellationToken) => SendAsync(HttpMethod.Delete, $"/api/queues/{_name}/{Uri.EscapeDataString(queue)}", null, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        await SendAsync(HttpMethod.Delete, $"/api/vhosts/{_name}", null, CancellationToken.None);
        _http.Dispose();
    }

    private async Task SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await _http.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.NotFound)
        {
            response.EnsureSuccessStatusCode();
        }
    }
}
