using System.Text.Json.Nodes;
using Integration.Delivery;

namespace Integration.SystemTests.Delivery;

/// <summary>One call as it went over the wire.</summary>
internal sealed record WireCall(string Model, string Method, JsonArray Arguments)
{
    public IReadOnlyList<string> Columns => [.. Arguments[0]!.AsArray().Select(column => column!.GetValue<string>())];

    public int Rows => Arguments[1]!.AsArray().Count;
}

/// <summary>Counts what delivery really sends, acts between its guard and its write, and loses answers.</summary>
internal sealed class WireTap() : DelegatingHandler(new FailPointHandler { InnerHandler = new SocketsHttpHandler() })
{
    private static readonly string[] Reading = ["read", "search_read", "fields_get", "get_external_id", "check_object_reference", "has_access"];
    private readonly Lock _lock = new();
    private readonly List<WireCall> _calls = [];

    /// <summary>Run before the call that it takes, once: a person who is quicker.</summary>
    public (Func<WireCall, bool> Takes, Func<Task> Act)? Before { get; set; }

    /// <summary>The answer of the call that it takes is lost, once, after Odoo has done the work.</summary>
    public Func<WireCall, bool>? Lose { get; set; }

    public IReadOnlyList<WireCall> Writes => [.. Calls.Where(call => !Reading.Contains(call.Method))];

    public IReadOnlyList<WireCall> Calls
    {
        get
        {
            lock (_lock) return [.. _calls];
        }
    }

    public void Forget()
    {
        lock (_lock) _calls.Clear();
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = JsonNode.Parse(await request.Content!.ReadAsByteArrayAsync(cancellationToken))!["params"]!;
        if (body["method"]!.GetValue<string>() != "execute_kw") return await base.SendAsync(request, cancellationToken);
        var arguments = body["args"]!.AsArray();
        var call = new WireCall(arguments[3]!.GetValue<string>(), arguments[4]!.GetValue<string>(), arguments[5]!.DeepClone().AsArray());
        lock (_lock) _calls.Add(call);
        if (Before is { } before && before.Takes(call))
        {
            Before = null;
            await before.Act();
        }

        var answer = await base.SendAsync(request, cancellationToken);
        if (Lose?.Invoke(call) != true) return answer;
        Lose = null;
        await answer.Content.LoadIntoBufferAsync(cancellationToken);
        answer.Dispose();
        throw new HttpRequestException(HttpRequestError.ResponseEnded, "The answer was lost.");
    }
}
