namespace Integration.Hl7v2.Mllp;

/// <summary>
/// A moment after which something is called, moved with every read and write of a connection. Moving it further away only writes a field: the one timer
/// rings at the old moment, looks, and is set anew. So a frame costs neither a timer nor a token source.
/// </summary>
internal sealed class MllpDeadline(TimeProvider time, Action passed) : IDisposable
{
    private const long Never = long.MaxValue;
    private readonly Lock gate = new();
    private ITimer? timer;
    private long due = Never;
    private long rings = Never;

    /// <summary>Forgets the moment set before. Nothing or less than nothing is now.</summary>
    public void Set(TimeSpan fromNow)
    {
        var wait = fromNow > TimeSpan.Zero ? fromNow : TimeSpan.Zero;
        lock (gate)
        {
            due = time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency);
            if (rings > due)
            {
                Ring(wait);
            }
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            due = Never;
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            due = Never;
            timer?.Dispose();
        }
    }

    private void Ring(TimeSpan after)
    {
        rings = due;
        timer ??= time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(after, Timeout.InfiniteTimeSpan);
    }

    private void Look()
    {
        lock (gate)
        {
            rings = Never;
            if (due == Never)
            {
                return;
            }

            // Timers ring a little early on some systems; the rest is waited for.
            var left = time.GetElapsedTime(time.GetTimestamp(), due);
            if (left > TimeSpan.Zero)
            {
                Ring(left + TimeSpan.FromMilliseconds(1));
                return;
            }

            due = Never;
        }

        passed();
    }
}
