namespace Integration.Delivery;

/// <summary>
/// As many slices at work as Odoo gets calls at once. More workers than that keep Odoo busy while others talk to the journal; without lanes their calls would come between the guard of a slice and its write, and the guard would be old.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "The semaphore's wait handle is never asked for, so there is nothing to dispose of.")]
internal sealed class Lanes(int count)
{
    private readonly SemaphoreSlim _free = new(count);

    /// <returns>Leaves the lane when disposed.</returns>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation);
        return new Lane(_free);
    }

    private sealed class Lane(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
