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
        (answer as Task)?.ContinueWith(
            done =>
            {
                _calls.Enqueue(new Call(targetMethod.Name, Stopwatch.GetElapsedTime(begun)));
                if (targetMethod.Name == nameof(IPostingJournal.RecordPostingsAsync) && done.IsCompletedSuccessfully)
                {
                    Keep((IReadOnlyList<PostingResult>)args![1]!);
                }
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return answer;
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
