using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Integration.Odoo;

namespace Integration.UnitTests.Odoo;

/// <summary>An HTTP server without a socket: answers what the test has written down, in order, and keeps what was asked.</summary>
internal sealed class ScriptedHttp : HttpMessageHandler
{
    private readonly Queue<Func<CancellationToken, Task<HttpResponseMessage>>> _answers = new();

    /// <summary>Bodies, of those that have one.</summary>
    public List<JsonNode> Calls { get; } = [];

    /// <summary>Method, path and body.</summary>
    public List<string> Requests { get; } = [];

    public List<HttpRequestHeaders> Headers { get; } = [];

    public JsonArray Arguments(int call) => Calls[call]["params"]!["args"]!.AsArray();

    public ScriptedHttp Result(string json) => Body($$"""{"jsonrpc":"2.0","id":1,"result":{{json}}}""");

    public ScriptedHttp Error(string name, string message, string debug = "") => Body(new JsonObject
    {
        ["error"] = new JsonObject { ["message"] = "Odoo Server Error", ["data"] = new JsonObject { ["name"] = name, ["message"] = message, ["debug"] = debug } },
    }.ToJsonString());

    public ScriptedHttp Body(string text, string type = "application/json", HttpStatusCode status = HttpStatusCode.OK) =>
        Then(_ => Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(text, Encoding.UTF8, type) }));

    public ScriptedHttp Fault(Exception fault) => Then(_ => Task.FromException<HttpResponseMessage>(fault));

    public ScriptedHttp Then(Func<CancellationToken, Task<HttpResponseMessage>> answer)
    {
        _answers.Enqueue(answer);
        return this;
    }

    public OdooClient Client(
        TimeProvider? time = null, long maxResponseBytes = 1024 * 1024, OdooProtocol protocol = OdooProtocol.JsonRpc, double? callsPerSecond = null, int maxConcurrentCalls = 2,
        string? secretFile = null)
    {
        var connection = new OdooConnection
        {
            Url = new Uri("https://odoo.example/erp"),
            Protocol = protocol,
            Database = "hospital",
            User = "integration",
            Secret = "s3cret",
            SecretFile = secretFile,
            MaxResponseBytes = maxResponseBytes,
            CallsPerSecond = callsPerSecond,
            MaxConcurrentCalls = maxConcurrentCalls,
            TimeOut = TimeSpan.FromSeconds(30),
        };
        return new OdooClient(new HttpClient(this), connection, time ?? TimeProvider.System);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? null : await JsonNode.ParseAsync(await request.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
        if (body is not null) Calls.Add(body);
        Requests.Add($"{request.Method} {request.RequestUri!.AbsolutePath} {body?.ToJsonString()}");
        Headers.Add(request.Headers);
        return await _answers.Dequeue()(cancellationToken);
    }
}

/// <summary>A clock that moves when told, with the timers that hang on it.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly List<Timer> _timers = [];
    private DateTimeOffset _now = new(2031, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        _timers.Add(timer);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        _now += by;
        foreach (var timer in _timers.ToArray()) timer.FireIfDue();
    }

    private sealed class Timer(ManualTime time, Action callback) : ITimer
    {
        private DateTimeOffset? _due;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _due = dueTime == Timeout.InfiniteTimeSpan ? null : time._now + dueTime;
            return true;
        }

        public void FireIfDue()
        {
            if (_due is null || _due > time._now) return;
            _due = null;
            callback();
        }

        public void Dispose() => _due = null;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
