using System.IO.Pipelines;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Integration.Hl7v2.Mllp;

/// <summary>
/// One connection: a reader that starts a handler call for each frame, and a writer that sends the answers in the order of the frames. Slots bound both
/// the number of frames in hand and their bytes: a frame takes one slot for each share of <see cref="MllpServerOptions.MaxFrameBytes"/> it fills.
/// </summary>
internal sealed class MllpConnection(Socket socket, MllpPeer peer, MllpServerOptions options, MllpHandler handler, MllpHooks hooks, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(500);
    private readonly SemaphoreSlim slots = new(options.MaxInFlightPerConnection);
    private readonly Channel<Pending> pending = Channel.CreateUnbounded<Pending>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly MllpDecoder decoder = new(options.MaxFrameBytes);
    private readonly Lock gate = new();
    private long lastSign = time.GetTimestamp();
    private MllpEnd? end;
    private Exception? reason;

    public async Task RunAsync(CancellationToken stopping, CancellationToken aborting)
    {
        hooks.OnOpened(peer);
        socket.NoDelay = true;
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(stopping, aborting);
        var writing = WriteAnswersAsync(stream, reading, aborting);
        await ReadFramesAsync(PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true)), reading.Token, aborting);
        pending.Writer.Complete();
        await writing;
        await LingerAsync(stream, aborting);
        hooks.OnClosed(peer, end ?? MllpEnd.ServerStopped, reason);
    }

    public void Dispose()
    {
        slots.Dispose();
        socket.Dispose();
    }

    private async Task ReadFramesAsync(PipeReader reader, CancellationToken reading, CancellationToken aborting)
    {
        long? midFrameSince = null;
        try
        {
            while (await ReadAsync(reader, midFrameSince, reading) is { } result)
            {
                var buffer = result.Buffer;
                var took = false;
                while (decoder.TryRead(ref buffer, out var frame, out var problem))
                {
                    took = true;
                    await StartAsync(frame, problem, reading, aborting);
                }

                // Time spent waiting for our own slots is not held against the peer.
                midFrameSince = !decoder.IsMidFrame ? null : took || midFrameSince is null ? time.GetTimestamp() : midFrameSince;
                if (result.IsCompleted)
                {
                    if (decoder.Complete(buffer) is { } cut)
                    {
                        hooks.OnProblem(cut, peer);
                    }

                    Finish(MllpEnd.PeerClosed, null);
                    return;
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        catch (OperationCanceledException)
        {
            Finish(MllpEnd.ServerStopped, null);
        }
        catch (IOException failure)
        {
            Finish(MllpEnd.PeerBroken, failure);
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    /// <summary>What the peer sent next; null when it took too long, and the end is recorded then.</summary>
    private async Task<ReadResult?> ReadAsync(PipeReader reader, long? midFrameSince, CancellationToken reading)
    {
        while (true)
        {
            var patience = midFrameSince is { } since ? options.HalfFrameTimeout - time.GetElapsedTime(since) : IdlePatience();
            using var timeout = new CancellationTokenSource(patience > TimeSpan.Zero ? patience : TimeSpan.Zero, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, reading);
            try
            {
                var result = await reader.ReadAsync(either.Token);
                Volatile.Write(ref lastSign, time.GetTimestamp());
                return result;
            }
            catch (OperationCanceledException) when (!reading.IsCancellationRequested)
            {
                if (midFrameSince is not null)
                {
                    Finish(MllpEnd.HalfFrame, null);
                    return null;
                }

                if (IdlePatience() <= TimeSpan.Zero)
                {
                    Finish(MllpEnd.Idle, null);
                    return null;
                }
            }
        }
    }

    /// <summary>A peer that waits for an answer of ours is not idle; after the answer its time begins again.</summary>
    private TimeSpan IdlePatience() =>
        slots.CurrentCount < options.MaxInFlightPerConnection ? options.IdleTimeout
            : options.IdleTimeout - time.GetElapsedTime(Volatile.Read(ref lastSign));

    private async Task StartAsync(MllpFrame? frame, MllpProblem? problem, CancellationToken reading, CancellationToken aborting)
    {
        var share = Math.Max(1, options.MaxFrameBytes / options.MaxInFlightPerConnection);
        var cost = Math.Clamp((frame?.Bytes.Length ?? 0) / share, 1, options.MaxInFlightPerConnection);
        for (var taken = 0; taken < cost; taken++)
        {
            await slots.WaitAsync(reading);
        }

        var reply = frame is { } good ? HandleAsync(good, aborting) : Task.FromResult(hooks.OnProblem(problem!, peer));
        pending.Writer.TryWrite(new Pending(reply, cost));
    }

    private async Task<MllpReply> HandleAsync(MllpFrame frame, CancellationToken aborting)
    {
        try
        {
            // A handler that ignores its token must not keep the server from stopping.
            return await handler(frame, peer, aborting).AsTask().WaitAsync(aborting);
        }
#pragma warning disable CA1031 // Whatever the handler threw, the frame was not accepted: no answer, close, and tell the owner why.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Finish(aborting.IsCancellationRequested ? MllpEnd.ServerStopped : MllpEnd.HandlerFailed, failure);
            return MllpReply.Close;
        }
    }

    private async Task WriteAnswersAsync(NetworkStream stream, CancellationTokenSource reading, CancellationToken aborting)
    {
        var closing = false;
        await foreach (var next in pending.Reader.ReadAllAsync(CancellationToken.None))
        {
            // After a close the calls still running are waited for, but nothing is answered any more.
            var reply = await next.Reply;
            if (!closing && (reply.Closes || !await TryWriteAsync(stream, reply.Bytes, aborting)))
            {
                closing = true;
                Finish(MllpEnd.HandlerClosed, null);
                await reading.CancelAsync();
            }

            Volatile.Write(ref lastSign, time.GetTimestamp());
            slots.Release(next.Cost);
        }
    }

    private async Task<bool> TryWriteAsync(NetworkStream stream, ReadOnlyMemory<byte> answer, CancellationToken aborting)
    {
        if (answer.IsEmpty)
        {
            return true;
        }

        using var timeout = new CancellationTokenSource(options.WriteTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, aborting);
        try
        {
            await stream.WriteAsync(MllpFraming.Wrap(answer.Span), either.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            Finish(aborting.IsCancellationRequested ? MllpEnd.ServerStopped : MllpEnd.PeerDoesNotRead, null);
        }
        catch (IOException failure)
        {
            Finish(MllpEnd.PeerBroken, failure);
        }

        return false;
    }

    /// <summary>
    /// Closing a socket with unread bytes resets the connection, and the peer loses answers it has not read yet: so what it still sends is
    /// thrown away for a moment first.
    /// </summary>
    private async Task LingerAsync(NetworkStream stream, CancellationToken aborting)
    {
        using var timeout = new CancellationTokenSource(Linger, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, aborting);
        var scrap = new byte[4096];
        try
        {
            socket.Shutdown(SocketShutdown.Send);
            while (await stream.ReadAsync(scrap, either.Token) > 0)
            {
                // Not read, not accepted, not answered: the sender sends it again.
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or SocketException)
        {
            Finish(MllpEnd.PeerBroken, gone);
        }
    }

    /// <summary>The first reason stands: those that follow are its consequences.</summary>
    private void Finish(MllpEnd how, Exception? why)
    {
        lock (gate)
        {
            if (end is null)
            {
                end = how;
                reason = why;
            }
        }
    }

    private readonly record struct Pending(Task<MllpReply> Reply, int Cost);
}
