using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using Integration.Contracts;
using Integration.Journal;

namespace Integration.Worker.Bench.Delivering;

/// <summary>Stands before a journal, sees how long each call takes and when a posting's outcome was committed.</summary>
internal class JournalMeter : DispatchProxy
{
    private readonly ConcurrentQueue<Call> _calls = new();
    private readonly ConcurrentQueue<(PostingResult Result, long At)> _results = new();
    private IJournal _journal = null!;

    public static (IJournal Journal, JournalMeter Meter) Before(IJournal journal)
    {
        var proxy = Create<IJournal, JournalMeter>();
        var meter = (JournalMeter)(object)proxy;
        meter._journal = journal;
        return (proxy, meter);
    }

    /// <summary>Postings that came to an end since the last time, with the timestamp of the commit.</summary>
    public IReadOnlyList<(PostingResult Result, long At)> TakeResults() => Take(_results);

    public IReadOnlyList<Call> TakeCalls() => Take(_calls);

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var begun = Stopwatch.GetTimestamp();
        var answer = targetMethod!.Invoke(_journal, args);
        if (answer is Task running)
        {
            _ = WatchAsync(running, targetMethod.Name, args!, begun);
        }

        return answer;
    }

    private async Task WatchAsync(Task running, string method, object?[] arguments, long begun)
    {
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var took = Stopwatch.GetElapsedTime(begun);
        var records = method == nameof(IPostingJournal.RecordPostingsAsync);
        var claims = running is Task<IReadOnlyList<ClaimedPosting>> { IsCompletedSuccessfully: true } claimed && (await claimed).Count > 0;
        _calls.Enqueue(new Call(method, took, records || claims));
        if (records && running.IsCompletedSuccessfully)
        {
            Keep((IReadOnlyList<PostingResult>)arguments[1]!);
        }
    }

    private void Keep(IReadOnlyList<PostingResult> results)
    {
        var now = Stopwatch.GetTimestamp();
        foreach (var result in results.Where(result => result.Kind is not (PostingResultKind.NotTried or PostingResultKind.Retry)))
        {
            _results.Enqueue((result, now));
        }
    }

    private static List<T> Take<T>(ConcurrentQueue<T> queue)
    {
        var taken = new List<T>();
        while (queue.TryDequeue(out var one))
        {
            taken.Add(one);
        }

        return taken;
    }
}
