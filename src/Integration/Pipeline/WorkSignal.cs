using System.Threading.Channels;

namespace Integration.Pipeline;

/// <summary>Tells a loop of this process that work may be due. Signals given while one is pending melt into it: the journal knows what is due, a signal only says "look now".</summary>
internal sealed class WorkSignal(TimeProvider time)
{
    private readonly Channel<bool> _pending = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => _pending.Writer.TryWrite(true);

    /// <summary>Returns at the next signal, or after <paramref name="most"/> at the latest: that is the sweep, which finds what no signal told of.</summary>
    public async Task WaitAsync(TimeSpan most, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(most, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _pending.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The sweep's turn.
        }
    }
}

internal sealed class ProcessSignal(TimeProvider time)
{
    public WorkSignal Signal { get; } = new(time);
}
