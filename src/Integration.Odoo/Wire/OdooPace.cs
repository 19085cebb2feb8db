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
    private readonly SemaphoreSlim _turn = new(1);
    private int _waiting;
    private long? _last;

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

    /// <summary>Waits until a call may start. The distance is kept from when the last call really started, so that a late one is not followed by a bunch.</summary>
    public async Task KeepDistanceAsync(CancellationToken cancellation)
    {
        if (_gap == TimeSpan.Zero) return;
        await _turn.WaitAsync(cancellation);
        try
        {
            while (_last is { } last && _gap - time.GetElapsedTime(last) is var wait && wait > TimeSpan.Zero) await Task.Delay(wait, time, cancellation);
            _last = time.GetTimestamp();
        }
        finally
        {
            _turn.Release();
        }
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
