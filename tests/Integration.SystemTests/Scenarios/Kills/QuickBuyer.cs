using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Kills;

/// <summary>Stands between a worker and Odoo and lets a person act after the worker has looked and before it writes: the one race that no guard can exclude.</summary>
internal sealed class QuickBuyer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly HttpClient _odoo;
    private readonly string _model;
    private readonly Func<Task> _act;
    private readonly Task _serving;
    private int _acted;

    /// <param name="odoo">Root of the real one.</param>
    /// <param name="model">The person acts before the first <c>load()</c> of this model.</param>
    /// <param name="act">What the person does, once.</param>
    public QuickBuyer(Uri odoo, string model, Func<Task> act)
    {
        _odoo = new HttpClient { BaseAddress = odoo };
        _model = model;
        _act = act;
        Url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Installation.FreePort()}/");
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Url { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _odoo.Dispose();
    }

    private async Task ServeAsync()
    {
        var answering = new List<Task>();
        try
        {
            while (true) answering.Add(AnswerAsync(await _listener.GetContextAsync()));
        }
        catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
        {
            await Task.WhenAll(answering);
        }
    }

    /// <summary>By either protocol; what has no body is a question about Odoo itself.</summary>
    private bool IsLoad(string path, byte[] body)
    {
        if (path.StartsWith("/json/2/", StringComparison.Ordinal)) return path == $"/json/2/{_model}/load";
        if (body.Length == 0) return false;
        return JsonNode.Parse(body)?["params"]?["args"] is JsonArray { Count: > 4 } arguments && (string?)arguments[3] == _model && (string?)arguments[4] == "load";
    }

    private async Task AnswerAsync(HttpListenerContext exchange)
    {
        using var body = new MemoryStream();
        await exchange.Request.InputStream.CopyToAsync(body);
        var path = exchange.Request.Url!.AbsolutePath;
        if (IsLoad(path, body.ToArray()) && Interlocked.Exchange(ref _acted, 1) == 0) await _act();
        using var request = new HttpRequestMessage(new HttpMethod(exchange.Request.HttpMethod), path);
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(body.ToArray());
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        }

        foreach (var name in (string[])["Authorization", "X-Odoo-Database"])
            if (exchange.Request.Headers[name] is { } value) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await _odoo.SendAsync(request);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        try
        {
            exchange.Response.StatusCode = (int)answer.StatusCode;
            exchange.Response.ContentType = "application/json";
            await exchange.Response.OutputStream.WriteAsync(bytes);
            exchange.Response.Close();
        }
        catch (Exception gone) when (gone is HttpListenerException or ObjectDisposedException or IOException)
        {
            // Whoever asked was killed meanwhile.
        }
    }
}
