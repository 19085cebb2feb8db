using System.Globalization;
using Integration.Delivery;

namespace Integration.Pipeline;

/// <summary>
/// The ladder as queues: one per delay, whose messages live as long as the rung lasts and then drop back into the deliver queue. They are wake-ups with a depth people can see; the journal's due times alone decide.
/// </summary>
internal sealed class RetryQueues(DeliveryOptions options)
{
    /// <summary>Every retry queue hangs on it by its own name.</summary>
    public const string Exchange = "integration-deliver-retry";

    /// <summary>By rising delay. A message lives through the longest jitter of its rung, so that all it is sent for is due when it drops.</summary>
    public IReadOnlyList<RetryQueue> All { get; } =
        [.. options.Rungs.Select(rung => new RetryQueue($"{Exchange}-{Name(rung)}", rung + (rung * options.Jitter)))];

    /// <summary>The first that is not over before a delay is; the last for what no rung is long enough for.</summary>
    public RetryQueue For(TimeSpan delay) => All.FirstOrDefault(queue => queue.Delay >= delay) ?? All[^1];

    private static string Name(TimeSpan rung) => rung switch
    {
        { Milliseconds: not 0 } => string.Create(CultureInfo.InvariantCulture, $"{rung.TotalMilliseconds:0}ms"),
        { Seconds: not 0 } => string.Create(CultureInfo.InvariantCulture, $"{rung.TotalSeconds:0}s"),
        { Minutes: not 0 } => string.Create(CultureInfo.InvariantCulture, $"{rung.TotalMinutes:0}m"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{rung.TotalHours:0}h"),
    };
}

/// <param name="Delay">How long a message stays.</param>
internal sealed record RetryQueue(string Name, TimeSpan Delay);
