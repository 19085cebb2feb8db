using System.Threading.Channels;
using Integration.Journal;
using Integration.Journal.Sql;

namespace Integration.Worker.Bench;

/// <summary>The least that durable can mean: bodies appended to a file, one flush for all that wait. What a journal is measured against.</summary>
internal sealed class PlainFile : IMessageAppend, IAsyncDisposable
{
    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(4096);
    private readonly FileStream _file;
    private readonly Task _writer;
    private long _sequence;

    public StoreWork Work { get; } = new();

    public PlainFile(string path)
    {
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 1 << 20);
        _writer = Task.Run(WriteAsync);
    }

    public async ValueTask<AppendResult> AppendAsync(IncomingMessage message, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(message.Body, new TaskCompletionSource<AppendResult>(TaskCreationOptions.RunContinuationsAsynchronously));
        await _waiting.Writer.WriteAsync(waiting, cancellationToken);
        return await waiting.Done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _writer;
        await _file.DisposeAsync();
    }

    private async Task WriteAsync()
    {
        var group = new List<Waiting>();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            while (group.Count < 512 && _waiting.Reader.TryRead(out var next))
            {
                _file.Write(next.Body.Span);
                group.Add(next);
            }

            _file.Flush(flushToDisk: true);
            Work.Committed(group.Count);
            foreach (var one in group)
            {
                one.Done.SetResult(NoStore.Result(++_sequence));
            }

            group.Clear();
        }
    }

    private readonly record struct Waiting(ReadOnlyMemory<byte> Body, TaskCompletionSource<AppendResult> Done);
}

/// <summary>Keeps nothing: what the listener alone can do.</summary>
internal sealed class NoStore : IMessageAppend
{
    private long _sequence;

    public static AppendResult Result(long sequence) => new(sequence, sequence, DateTimeOffset.UnixEpoch, Resend: false, Refused: false);

    public ValueTask<AppendResult> AppendAsync(IncomingMessage message, CancellationToken cancellationToken) => ValueTask.FromResult(Result(Interlocked.Increment(ref _sequence)));
}
