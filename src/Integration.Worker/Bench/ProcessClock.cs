using System.Collections.Concurrent;
using System.Diagnostics;
using Integration.Journal;

namespace Integration.Worker.Bench;

/// <summary>What a worker's time goes to, in the order of the walk.</summary>
internal enum WalkStep
{
    /// <summary>The journal: what is due, its leases, its bodies.</summary>
    Claim,

    /// <summary>Bodies to contracts.</summary>
    Map,

    /// <summary>The journal: fold rows made, locked and read.</summary>
    Lock,

    /// <summary>Contracts to desired records and Odoo's columns.</summary>
    Fold,

    /// <summary>The journal: everything written, and the flush.</summary>
    Commit,
}

/// <summary>Times the calls that the processing stage makes to its journal. What lies between two of them is the stage's own work.</summary>
/// <param name="expected">Messages to wait for.</param>
internal sealed class ProcessClock(int expected)
{
    private readonly AsyncLocal<WalkedBatch?> _batch = new();
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentBag<WalkedBatch> _batches = [];
    private int _decided;
    private int _flushes;
    private int _processed;

    /// <summary>When the last of the messages was committed.</summary>
    public Task Done => _done.Task;

    public IReadOnlyCollection<WalkedBatch> Batches => _batches;

    /// <summary>Commits that wrote something.</summary>
    public int Flushes => _flushes;

    public Usage? Began { get; private set; }

    public Usage? Ended { get; private set; }

    /// <summary>A batch begins with its claim; the flow of calls that follows belongs to it.</summary>
    public WalkedBatch? BatchOf(string call)
    {
        if (call == nameof(IMessageJournal.ClaimMessagesAsync))
        {
            Began ??= Usage.Now();
            _batch.Value = new WalkedBatch();
        }

        return _batch.Value;
    }

    public void Flushed() => Interlocked.Increment(ref _flushes);

    /// <summary>Messages that were not held, parked or suppressed.</summary>
    public int Processed => _processed;

    public void Committed(WalkedBatch batch, IReadOnlyList<MessageVerdict> verdicts)
    {
        batch.Messages += verdicts.Count;
        Interlocked.Add(ref _processed, verdicts.Count(verdict => verdict.Outcome == MessageOutcome.Processed));
        batch.Ended = Stopwatch.GetTimestamp();
        Flushed();
        if (!_batches.Contains(batch))
        {
            _batches.Add(batch);
        }

        if (Interlocked.Add(ref _decided, verdicts.Count) >= expected && Ended is null)
        {
            Ended = Usage.Now();
            _done.TrySetResult();
        }
    }
}

/// <summary>One batch of one worker.</summary>
internal sealed class WalkedBatch
{
    private readonly long[] _spent = new long[Enum.GetValues<WalkStep>().Length];
    private long _last = Stopwatch.GetTimestamp();

    public long Began { get; } = Stopwatch.GetTimestamp();

    public long Ended { get; set; }

    public int Messages { get; set; }

    public TimeSpan Took => Stopwatch.GetElapsedTime(Began, Ended);

    public TimeSpan Spent(WalkStep step) => Stopwatch.GetElapsedTime(0, _spent[(int)step]);

    /// <summary>Everything since the last look was this.</summary>
    public void Was(WalkStep step)
    {
        var now = Stopwatch.GetTimestamp();
        _spent[(int)step] += now - _last;
        _last = now;
    }
}

/// <summary>What this process has used up to a moment.</summary>
internal sealed record Usage(long At, TimeSpan Cpu, long Allocated)
{
    public static Usage Now() => new(Stopwatch.GetTimestamp(), Process.GetCurrentProcess().TotalProcessorTime, GC.GetTotalAllocatedBytes());
}
