using System.Collections.Concurrent;
using Integration.Journal;

namespace Integration.Ingestion.Fhir.Polling;

/// <summary>Says that it is worth asking a server now: at once in this process, and through the journal to whichever worker leads.</summary>
internal sealed class PollHints(IPollingJournal journal, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = [];

    public async Task HintAsync(string interfaceName, CancellationToken cancellationToken)
    {
        await journal.HintAsync(interfaceName, cancellationToken);
        if (_waiting.TryRemove(interfaceName, out var waiting))
        {
            waiting.TrySetResult();
        }
    }

    /// <summary>Returns with the next hint of this process, or after a while.</summary>
    public async Task WaitAsync(string interfaceName, TimeSpan most, CancellationToken cancellationToken)
    {
        var waiting = _waiting.GetOrAdd(interfaceName, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(waiting.Task, Task.Delay(most, time, limit.Token));
        await limit.CancelAsync();
    }
}
