using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Integration.SystemTests.Support;

/// <summary>A virtual host of the real RabbitMQ, made for one fixture and removed afterwards, over the management API.</summary>
internal sealed class Broker : IAsyncDisposable
{
    public const string Address = "INTEGRATION_TEST_RABBITMQ";
    public const string Management = "INTEGRATION_TEST_RABBITMQ_MANAGEMENT";

    private readonly HttpClient _http;
    private readonly string _name = $"test_{Guid.CreateVersion7():N}";

    private Broker(HttpClient http) => _http = http;

    /// <summary>What a worker connects to.</summary>
    public string Url { get; private set; } = "";

    public static async Task<Broker> MakeAsync()
    {
        var server = new Uri(Environment.GetEnvironmentVariable(Address)!);
        var user = server.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString).ToArray();
        var http = new HttpClient { BaseAddress = new Uri(Environment.GetEnvironmentVariable(Management)!) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user[0]}:{user[1]}")));
        var broker = new Broker(http) { Url = new UriBuilder(server) { Path = "" }.Uri.AbsoluteUri };
        broker.Url = $"{broker.Url.TrimEnd('/')}/{broker._name}";
        await broker.SendAsync(HttpMethod.Put, $"/api/vhosts/{broker._name}", new { });
        await broker.SendAsync(HttpMethod.Put, $"/api/permissions/{broker._name}/{user[0]}", new { configure = ".*", write = ".*", read = ".*" });
        return broker;
    }

    public async Task<IReadOnlyList<string>> QueuesAsync()
    {
        var queues = await _http.GetFromJsonAsync<JsonElement>($"/api/queues/{_name}");
        return queues.EnumerateArray().Select(queue => queue.GetProperty("name").GetString()!).ToList();
    }

    /// <summary>Whether every queue that workers consume is there and consumed.</summary>
    public async Task<bool> IsConsumedAsync()
    {
        var queues = (await _http.GetFromJsonAsync<JsonElement>($"/api/queues/{_name}")).EnumerateArray()
            .ToDictionary(queue => queue.GetProperty("name").GetString()!, queue => queue.TryGetProperty("consumers", out var consumers) ? consumers.GetInt32() : 0);
        return queues.GetValueOrDefault("integration-process") > 0 && queues.GetValueOrDefault("integration-deliver") > 0;
    }

    /// <summary>Makes a queue that gets a copy of everything published from now on.</summary>
    public async Task TapAsync(string queue)
    {
        await SendAsync(HttpMethod.Put, $"/api/queues/{_name}/{queue}", new { durable = true });
        var exchanges = await _http.GetFromJsonAsync<JsonElement>($"/api/exchanges/{_name}");
        foreach (var exchange in exchanges.EnumerateArray().Select(exchange => exchange.GetProperty("name").GetString()!).Where(name => name.Length > 0 && !name.StartsWith("amq.", StringComparison.Ordinal)))
        {
            await SendAsync(HttpMethod.Post, $"/api/bindings/{_name}/e/{Uri.EscapeDataString(exchange)}/q/{queue}", new { routing_key = "#" });
        }
    }

    /// <summary>What stands in a queue, headers and all, as the broker tells it; it stays there.</summary>
    public async Task<string> ContentsAsync(string queue)
    {
        using var answer = await _http.PostAsJsonAsync($"/api/queues/{_name}/{Uri.EscapeDataString(queue)}/get", new { count = 10_000, ackmode = "ack_requeue_true", encoding = "auto" });
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    public Task DeleteQueueAsync(string queue) => SendAsync(HttpMethod.Delete, $"/api/queues/{_name}/{queue}", null);

    public async ValueTask DisposeAsync()
    {
        await SendAsync(HttpMethod.Delete, $"/api/vhosts/{_name}", null);
        _http.Dispose();
    }

    private async Task SendAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await _http.SendAsync(request);
        if (response.StatusCode != HttpStatusCode.NotFound)
        {
            response.EnsureSuccessStatusCode();
        }
    }
}
