using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Integration.Contracts;
using Integration.Ingestion;
using Integration.Ingestion.Fhir;
using Integration.Journal;
using Integration.SystemTests.Journal;
using Microsoft.Extensions.Logging;

namespace Integration.SystemTests.Fhir;

/// <summary>A FHIR listener over a store, and short words for what is posted to it.</summary>
public abstract class FhirEdge(TestStore store) : JournalSpecification(store), IDisposable
{
    protected const string Secret = "a secret for tests";

    protected const string Case = """{"resourceType":"Appointment","id":"1","meta":{"versionId":"3","lastUpdated":"2026-11-22T10:00:00Z"},"status":"booked","basedOn":[{"reference":"ServiceRequest/9"}],"participant":[{"actor":{"reference":"Patient/7","display":"Zorngiebel"},"status":"accepted"}]}""";

    protected const string Order = """{"resourceType":"ServiceRequest","id":"9","status":"active","intent":"order","subject":{"reference":"Patient/7"}}""";

    protected const string Person = """{"resourceType":"Patient","id":"7","name":[{"family":"Zorngiebel"}]}""";

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private readonly string _secretFile = Path.GetTempFileName();
    private readonly HeardLog _log = new();
    private FhirListener? _listener;

    private protected IngestionOptions Limits { get; } = new();

    protected ConcurrentQueue<string> Noted { get; } = new();

    protected ConcurrentQueue<long> Woken { get; } = new();

    /// <summary>All that was logged.</summary>
    protected string Logged => string.Join('\n', _log.Lines);

    private protected FhirListener Listener => _listener ?? throw new InvalidOperationException("Nothing listens yet.");

    protected Uri Address => Listener.Addresses[Interface];

    public void Dispose()
    {
        _http.Dispose();
        File.Delete(_secretFile);
        GC.SuppressFinalize(this);
    }

    protected static string Bundle(string type, params string[] entries) => $$"""{"resourceType":"Bundle","id":"b1","type":"{{type}}","entry":[{{string.Join(",", entries)}}]}""";

    protected static string Entry(string resource, string method = "", string url = "") =>
        method.Length == 0 ? $$"""{"resource":{{resource}} }""" : $$$"""{"resource":{{{resource}}},"request":{"method":"{{{method}}}","url":"{{{url}}}"}}""";

    private protected async Task ListenAsync(IMessageAppend? line = null, IFileJournal? files = null, ControlIdUse use = ControlIdUse.Unique, InterfaceTls? tls = null, bool hasSecret = true)
    {
        await File.WriteAllTextAsync(_secretFile, Secret + "\n");
        var sender = new SenderProfile([], ["NORTH"], [], use, "UTF-8", new Dictionary<string, string> { ["*"] = "UTC" }, null);
        var feed = new FhirFeed(null, TimeSpan.FromMinutes(1), TimeSpan.Zero, 100, [], null, hasSecret ? new SecretSource(_secretFile, null) : null, null);
        var definition = new InterfaceDefinition(Interface, "OR", "127.0.0.1", 0, 1, InterfaceMode.Post, sender, new Dictionary<string, string> { ["Appointment"] = "m", ["Task"] = "m" }, "North") { Fhir = feed, Tls = tls };
        _listener = new FhirListener(
            new ListeningInterfaces([definition]),
            Limits,
            line ?? Journal,
            files ?? Journal,
            Woken.Enqueue,
            (_, kind, subject, _) => Noted.Enqueue($"{kind} {subject}".Trim()),
            new TurnedAway(TimeProvider.System),
            TimeProvider.System,
            _log);
        await _listener.StartAsync(default);
    }

    protected async Task HushAsync()
    {
        await Listener.StopAsync(default);
        await Listener.DisposeAsync();
        _listener = null;
    }

    protected Task<Told> PostAsync(string path, string body) => SendAsync(HttpMethod.Post, path, new StringContent(body, Encoding.UTF8, "application/fhir+json"));

    private protected async Task<Told> SendAsync(HttpMethod method, string path, HttpContent? content, Action<HttpRequestMessage>? change = null, HttpClient? client = null)
    {
        using var request = new HttpRequestMessage(method, Address.AbsoluteUri + path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Secret);
        change?.Invoke(request);
        using var response = await (client ?? _http).SendAsync(request);
        return new Told((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.RetryAfter is not null);
    }

    /// <summary>What the journal holds, in its order.</summary>
    protected async Task<IReadOnlyList<StoredMessage>> KeptAsync()
    {
        var kept = new List<StoredMessage>();
        for (long sequence = 1; await Journal.FindMessageAsync(sequence, default) is { } message; sequence++)
        {
            kept.Add(message);
        }

        return kept;
    }

    /// <summary>An answer.</summary>
    protected sealed record Told(int Status, string Body, bool SaysWhen)
    {
        public JsonElement Json => JsonDocument.Parse(Body).RootElement.Clone();

        public IEnumerable<string> Statuses => Json.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("response").GetProperty("status").GetString()!);

        public IEnumerable<string> Issues => Json.GetProperty("issue").EnumerateArray()
            .Select(issue => $"{issue.GetProperty("severity").GetString()} {issue.GetProperty("code").GetString()} {(issue.TryGetProperty("expression", out var at) ? at[0].GetString() : "")}".TrimEnd());
    }

    private sealed class HeardLog : ILogger<FhirListener>
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Enqueue($"{formatter(state, exception)} {exception}");
    }
}
