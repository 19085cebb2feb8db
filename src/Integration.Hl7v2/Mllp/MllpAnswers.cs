using System.Buffers;
using System.Threading.Channels;

namespace Integration.Hl7v2.Mllp;

/// <summary>A reply that is under way, and what its frame holds of its connection's slots and of the budget.</summary>
/// <param name="Written">Told whether it was written; null for the answer to a frame.</param>
internal readonly record struct MllpPending(Task<MllpReply> Reply, int Slots, int Bytes, TaskCompletionSource<bool>? Written = null);

/// <summary>
/// Writes the answers of one connection in the order of the frames. All that are ready go out in one write: a burst of frames costs one packet, not one each.
/// </summary>
internal sealed class MllpAnswers(Stream stream, MllpServerOptions options, TimeProvider time)
{
    /// <summary>An answer joins others only while they have less than this.</summary>
    private const int BatchBytes = 64 * 1024;

    private readonly Channel<MllpPending> pending = Channel.CreateUnbounded<MllpPending>(new UnboundedChannelOptions { SingleReader = true });
    private readonly List<MllpPending> batch = [];
    private readonly List<ReadOnlyMemory<byte>> answers = [];

    /// <summary>Called for each frame that was answered, or will not be.</summary>
    public required Action<MllpPending> Release { get; init; }

    /// <summary>Called once, when nothing more is answered: a reply says so, or the peer does not take it.</summary>
    public required Func<MllpEnd, Exception?, Task> Close { get; init; }

    public void Add(MllpPending next) => pending.Writer.TryWrite(next);

    /// <summary>Adds what is no answer to a frame, in its place among them; false when the connection ends before it is written.</summary>
    public Task<bool> PushAsync(ReadOnlyMemory<byte> payload)
    {
        var written = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        return pending.Writer.TryWrite(new MllpPending(Task.FromResult(MllpReply.Answer(payload)), 0, 0, written)) ? written.Task : Task.FromResult(false);
    }

    /// <summary>Nothing more is added.</summary>
    public void Complete() => pending.Writer.Complete();

    /// <summary>Ends when everything added was released.</summary>
    public async Task RunAsync(CancellationToken aborting)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(aborting);
        using var deadline = new MllpDeadline(time, giveUp.Cancel);
        var open = true;
        while (await pending.Reader.WaitToReadAsync(CancellationToken.None))
        {
            // After a close the calls still running are waited for, but nothing is answered any more.
            var closes = await CollectAsync();
            var written = open;
            if (open && await FaultAsync(deadline, giveUp.Token, aborting) is { } fault)
            {
                open = written = false;
                await Close(fault.End, fault.Reason);
            }
            else if (open && closes)
            {
                open = false;
                await Close(MllpEnd.HandlerClosed, null);
            }

            batch.ForEach(Release);
            batch.ForEach(next => next.Written?.TrySetResult(written));
            batch.Clear();
            answers.Clear();
        }
    }

    /// <summary>Takes the next reply, and those behind it that are ready as well; true when the last one taken closes.</summary>
    private async ValueTask<bool> CollectAsync()
    {
        var size = 0;
        while (pending.Reader.TryPeek(out var next) && (batch.Count == 0 || (next.Reply.IsCompleted && size < BatchBytes)))
        {
            pending.Reader.TryRead(out _);
            batch.Add(next);
            var reply = await next.Reply;
            if (reply.Closes)
            {
                return true;
            }

            if (!reply.Bytes.IsEmpty)
            {
                answers.Add(reply.Bytes);
                size += reply.Bytes.Length;
            }
        }

        return false;
    }

    /// <summary>Writes what was collected; null when it was written.</summary>
    private async ValueTask<(MllpEnd End, Exception? Reason)?> FaultAsync(MllpDeadline deadline, CancellationToken giveUp, CancellationToken aborting)
    {
        if (answers.Count == 0)
        {
            return null;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(answers.Sum(answer => answer.Length + MllpFraming.Overhead));
        try
        {
            var length = 0;
            foreach (var answer in answers)
            {
                length += MllpFraming.Wrap(answer.Span, buffer.AsSpan(length));
            }

            var writing = stream.WriteAsync(buffer.AsMemory(0, length), giveUp);
            if (!writing.IsCompleted)
            {
                deadline.Set(options.WriteTimeout);
            }

            await writing;
            deadline.Clear();
            return null;
        }
        catch (OperationCanceledException)
        {
            return (aborting.IsCancellationRequested ? MllpEnd.ServerStopped : MllpEnd.PeerDoesNotRead, null);
        }
        catch (IOException failure)
        {
            return (MllpEnd.PeerBroken, failure);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
