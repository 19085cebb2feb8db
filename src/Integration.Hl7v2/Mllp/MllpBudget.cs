namespace Integration.Hl7v2.Mllp;

/// <summary>
/// Bytes of frames in hand and of half-received frames, over all connections that share it. When they are used up, connections that hold much stop reading
/// until others are answered: the senders' systems wait, memory does not grow. What all connections hold is bounded by <paramref name="maxBytes"/>, one
/// frame, and <see cref="SmallBytes"/> with one read for each connection.
/// </summary>
public sealed class MllpBudget(long maxBytes)
{
    /// <summary>A connection that holds no more than this never waits: large frames of some must not hold up the small ones of others.</summary>
    public const int SmallBytes = 64 * 1024;

    private readonly Lock gate = new();
    private TaskCompletionSource change = NewChange();
    private object? favoured;
    private long used;
    private long inHand;

    /// <summary>The bound.</summary>
    public long MaxBytes { get; } = maxBytes;

    /// <summary>What is held now.</summary>
    public long UsedBytes
    {
        get
        {
            lock (gate)
            {
                return used;
            }
        }
    }

    /// <summary>Bytes of frames that did not end yet; negative when they ended or were given up.</summary>
    internal void HoldHalf(long bytes)
    {
        if (bytes != 0)
        {
            Move(bytes, 0);
        }
    }

    /// <summary>Bytes of a whole frame; negative once it is answered.</summary>
    internal void HoldWhole(long bytes) => Move(bytes, bytes);

    /// <summary>Returns when there is room to read more.</summary>
    /// <param name="connection">Whoever wants to read on.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    internal async ValueTask WaitAsync(object connection, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (gate)
            {
                // Frames in hand will be answered and make room. Where there are only halves none of them would ever end: then one may go on.
                favoured ??= used >= MaxBytes && inHand == 0 ? connection : null;
                if (used < MaxBytes || ReferenceEquals(favoured, connection))
                {
                    return;
                }

                changed = change.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The connection is between frames, or has ended.</summary>
    internal void Settle(object connection)
    {
        lock (gate)
        {
            if (!ReferenceEquals(favoured, connection))
            {
                return;
            }

            favoured = null;
            Tell();
        }
    }

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Move(long bytes, long wholeBytes)
    {
        lock (gate)
        {
            var wasFull = used >= MaxBytes;
            used += bytes;
            inHand += wholeBytes;
            if (wasFull && (used < MaxBytes || inHand == 0))
            {
                Tell();
            }
        }
    }

    private void Tell()
    {
        change.SetResult();
        change = NewChange();
    }
}
