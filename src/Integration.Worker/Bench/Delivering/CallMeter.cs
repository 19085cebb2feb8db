using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Integration.Worker.Bench.Delivering;

/// <summary>Sees every call that leaves for Odoo and how long its answer took. All that is measured against each other goes through one, so that what it costs itself is the same for all.</summary>
internal sealed class CallMeter : DelegatingHandler
{
    private readonly ConcurrentQueue<Call> _calls = new();

    /// <summary>What was seen since the last time.</summary>
    public IReadOnlyList<Call> Take()
    {
        var taken = new List<Call>();
        while (_calls.TryDequeue(out var call))
        {
            taken.Add(call);
        }

        return taken;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var name = request.Content is { } content ? Name(request.RequestUri!.AbsolutePath, await content.ReadAsByteArrayAsync(cancellationToken)) : request.RequestUri!.AbsolutePath;
        var begun = Stopwatch.GetTimestamp();
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        finally
        {
            _calls.Enqueue(new Call(name, Stopwatch.GetElapsedTime(begun)));
        }
    }

    /// <summary><c>purchase.order load</c>, whichever protocol it goes by.</summary>
    private static string Name(string path, byte[] body)
    {
        if (path.Contains("/json/2/", StringComparison.Ordinal))
        {
            return string.Join(' ', path.Split('/')[^2..]);
        }

        using var call = JsonDocument.Parse(body);
        var arguments = call.RootElement.GetProperty("params").GetProperty("args");
        return arguments.GetArrayLength() < 5 ? call.RootElement.GetProperty("params").GetProperty("method").GetString()! : $"{arguments[3]} {arguments[4]}";
    }
}

/// <param name="Name">Model and method.</param>
/// <param name="Writes">To the journal: whether something was committed.</param>
internal readonly record struct Call(string Name, TimeSpan Took, bool Writes = false);
