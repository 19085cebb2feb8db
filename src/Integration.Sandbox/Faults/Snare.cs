namespace Integration.Sandbox.Faults;

/// <summary>A trouble that waits for calls of a kind; disposed, it is over, and what it holds goes on as the trouble has it.</summary>
internal sealed class Snare(Func<PassingCall, bool> which, Trouble trouble, int times, Action<Snare> remove) : IDisposable
{
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _met;

    /// <summary>How many calls met it.</summary>
    public int Met => Math.Min(Volatile.Read(ref _met), times);

    public Trouble Trouble => trouble;

    /// <summary>Until the first call has met it.</summary>
    public Task FirstAsync(TimeSpan most, TimeProvider time, CancellationToken cancellationToken) => _first.Task.WaitAsync(most, time, cancellationToken);

    /// <summary>Whether this call is caught.</summary>
    public bool Takes(PassingCall call)
    {
        if (!which(call) || Interlocked.Increment(ref _met) > times) return false;
        _first.TrySetResult();
        return true;
    }

    public void Dispose() => remove(this);
}
