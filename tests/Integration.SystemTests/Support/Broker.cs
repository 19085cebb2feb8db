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
