using System.Threading.Channels;

namespace Integration.Journal.Sql;

/// <summary>
/// The group commit: one writer takes what waits and commits it together; a caller goes on when its message is durable. A group the database refuses is halved until the one message is found, which is then kept as opaque bytes (rule 21).
/// </summary>
internal sealed class AppendQueue : IAsyncDisposable
{
    private readonly Func<IReadOnlyList<IncomingMessage>, bool, Task<IReadOnlyList<AppendResult>>> _commit;
    private readonly Action<int, Exception> _failed;
    private readonly Channel<Waiting> _channel;
    private readonly int _mostBatch;
    private readonly Task _writer;

    /// <param name="commit">Stores a group in one transaction; the flag asks for opaque storing.</param>
    /// <param name="failed">Told how many messages were not stored, and why.</param>
    public AppendQueue(Func<IReadOnlyList<IncomingMessage>, bool, Task<IReadOnlyList<AppendResult>>> commit, Action<int, Exception> failed, int mostBatch, int mostQueued)
    {
        _commit = commit;
        _failed = failed;
        _mostBatch = mostBatch;
        _channel = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(mostQueued) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        _writer = Task.Run(WriteAllAsync);
    }

    /// <summary>Waits for room, then for the commit. A caller that gives up waiting may find its message stored all the same: it is then known again when it is sent again.</summary>
    public async ValueTask<AppendResult> AppendAsync(IncomingMessage message, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(message, new TaskCompletionSource<AppendResult>(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            await _channel.Writer.WriteAsync(waiting, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException closed)
        {
            throw new JournalUnavailableException("The journal is closing and takes no more messages.", closed);
        }

        return await waiting.Done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes nothing more and finishes what waits.</summary>
    public async ValueTask DisposeAsync()
    {
        _channel.Writer.TryComplete();
        await _writer.ConfigureAwait(false);
    }

    private async Task WriteAllAsync()
    {
        while (await _channel.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            var group = new List<Waiting>();
            while (group.Count < _mostBatch && _channel.Reader.TryRead(out var next))
            {
                group.Add(next);
            }

            await CommitAsync(group).ConfigureAwait(false);
        }
    }

    private async Task CommitAsync(List<Waiting> group)
    {
        try
        {
            Complete(group, await _commit(Messages(group), false).ConfigureAwait(false));
        }
        catch (JournalRefusedException refused)
        {
            _failed(group.Count, refused);
            await HalveAsync(group).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever it is, it belongs to the callers: the writer has to live on for the next group.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fail(group, exception);
        }
    }

    private async Task HalveAsync(List<Waiting> group)
    {
        if (group.Count > 1)
        {
            await CommitAsync(group[..(group.Count / 2)]).ConfigureAwait(false);
            await CommitAsync(group[(group.Count / 2)..]).ConfigureAwait(false);
            return;
        }

        try
        {
            Complete(group, await _commit(Messages(group), true).ConfigureAwait(false));
        }
#pragma warning disable CA1031 // As above.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fail(group, exception);
        }
    }

    private static List<IncomingMessage> Messages(List<Waiting> group) => group.ConvertAll(waiting => waiting.Message);

    private static void Complete(List<Waiting> group, IReadOnlyList<AppendResult> results)
    {
        for (var at = 0; at < group.Count; at++)
        {
            group[at].Done.SetResult(results[at]);
        }
    }

    private void Fail(List<Waiting> group, Exception exception)
    {
        _failed(group.Count, exception);
        foreach (var waiting in group)
        {
            waiting.Done.SetException(exception as JournalUnavailableException ?? new JournalUnavailableException("The journal did not store the message.", exception));
        }
    }

    private sealed record Waiting(IncomingMessage Message, TaskCompletionSource<AppendResult> Done);
}
