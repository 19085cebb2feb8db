namespace Integration.Odoo.Wire;

/// <summary>
/// How many calls one database gets at once, and how many a second. What is over waits here, in a line of bounded length, before anything is sent and before the
/// time-out of a call begins.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "The semaphore's wait handle is never asked for, so there is nothing to dispose of.")]
internal sealed class OdooPace(OdooConnection connection, TimeProvider time)
{
    /// <summary>Most calls that wait for their turn; one more is refused as throttled.</summary>
    internal const int MostWaiting = 256;

    private readonly SemaphoreSlim _slots = new(connection.MaxConcurrentCalls);
    private readonly TimeSpan _gap = connection.CallsPerSecond is { } rate ? TimeSpan.FromSeconds(1 / rate) : TimeSpan.Zero;
    private readonly Lock _lock = new();
    private int _waiting;
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <summary>Runs <paramref name="call"/> when fewer than the allowed number are running.</summary>
    /// <exception cref="OdooFault">The line is too long; nothing was sent.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> call, CancellationToken cancellation)
    {
        if (!await _slots.WaitAsync(TimeSpan.Zero, cancellation)) await StandInLineAsync(cancellation);
        try
        {
            return await call();
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Waits until a call may start by the clock. A turn whose caller gave up is lost, which only makes the pace slower.</summary>
    public Task KeepDistanceAsync(CancellationToken cancellation)
    {
        if (_gap == TimeSpan.Zero) return Task.CompletedTask;
        TimeSpan wait;
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var start = _next > now ? _next : now;
            _next = start + _gap;
            wait = start - now;
        }

        return wait > TimeSpan.Zero ? Task.Delay(wait, time, cancellation) : Task.CompletedTask;
    }

    private async Task StandInLineAsync(CancellationToken cancellation)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > MostWaiting)
                throw new OdooFault(OdooFaultKind.Throttled, false, null, $"More than {MostWaiting} calls wait for their turn; this one was not tried.");
            await _slots.WaitAsync(cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
