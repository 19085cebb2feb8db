using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;

namespace Integration.Hl7v2.Mllp;

/// <summary>
/// One connection: a reader that starts a handler call for each frame, and a writer that sends the answers in the order of the frames. Slots bound both
/// the number of frames in hand and their bytes: a frame takes one slot for each share of <see cref="MllpServerOptions.MaxFrameBytes"/> it fills. The
/// budget bounds the bytes of all connections together.
/// </summary>
internal sealed class MllpConnection : IDisposable
{
    private const int ReadBytes = 16 * 1024;
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(500);

    // An idle connection holds no buffer: reading begins with a read of nothing.
    private static readonly StreamPipeReaderOptions Reading = new(bufferSize: ReadBytes, leaveOpen: true, useZeroByteReads: true);

    private readonly Socket socket;
    private readonly Stream stream;
    private readonly MllpPeer peer;
    private readonly MllpServerOptions options;
    private readonly Func<MllpFrame, MllpPeer, CancellationToken, ValueTask<MllpReply>> handle;
    private readonly MllpHooks hooks;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim slots;
    private readonly MllpDecoder decoder;
    private readonly MllpAnswers answers;
    private readonly PipeReader reader;
    private readonly MllpDeadline silence;
    private readonly Lock gate = new();
    private CancellationTokenSource? reading;
    private long lastSign;
    private long wholeBytes;
    private long halfBytes;
    private MllpEnd? end;
    private Exception? reason;

    public MllpConnection(Socket socket, Stream stream, MllpPeer peer, MllpServerOptions options, MllpHandler handler, MllpHooks hooks, TimeProvider time)
    {
        this.socket = socket;
        this.stream = stream;
        this.peer = peer;
        this.options = options;
        handle = handler.Invoke;
        this.hooks = hooks;
        this.time = time;
        slots = new SemaphoreSlim(options.MaxInFlightPerConnection);
        decoder = new MllpDecoder(options.MaxFrameBytes);
        answers = new MllpAnswers(stream, options, time) { Release = Release, Close = StopReadingAsync };
        reader = PipeReader.Create(stream, Reading);
        silence = new MllpDeadline(time, reader.CancelPendingRead);
        lastSign = time.GetTimestamp();
    }

    /// <summary>Sends what is no answer to a frame, in order with the answers; false when the connection ends before it is written.</summary>
    public Task<bool> PushAsync(ReadOnlyMemory<byte> payload) => answers.PushAsync(payload);

    public async Task RunAsync(CancellationToken stopping, CancellationToken aborting)
    {
        hooks.OnOpened(peer);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, aborting);
        reading = either;
        var writing = answers.RunAsync(aborting);
        await ReadFramesAsync(either.Token, aborting);
        answers.Complete();
        await writing;
        await LingerAsync(aborting);
        hooks.OnClosed(peer, end ?? MllpEnd.ServerStopped, reason);
    }

    public void Dispose()
    {
        silence.Dispose();
        slots.Dispose();
    }

    private async Task ReadFramesAsync(CancellationToken stopReading, CancellationToken aborting)
    {
        long? midFrameSince = null;
        try
        {
            while (await ReadAsync(midFrameSince, stopReading) is { } result)
            {
                var buffer = result.Buffer;
                var took = false;
                while (decoder.TryRead(ref buffer, out var frame, out var problem))
                {
                    took = true;
                    HoldHalf(0);
                    await StartAsync(frame, problem, stopReading, aborting);
                }

                HoldHalf(buffer.Length);
                if (result.IsCompleted)
                {
                    if (decoder.Complete(buffer) is { } cut)
                    {
                        await HandleAsync(hooks.OnProblem, cut, aborting);
                    }

                    Finish(MllpEnd.PeerClosed, null);
                    return;
                }

                reader.AdvanceTo(buffer.Start, buffer.End);

                // Time spent waiting for our own slots and bytes is not held against the peer.
                var waited = await WaitForBytesAsync(stopReading);
                midFrameSince = !decoder.IsMidFrame ? null : took || midFrameSince is null ? time.GetTimestamp() : midFrameSince + waited;
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
            HoldHalf(0);
            options.Budget.Settle(this);
            await reader.CompleteAsync();
        }
    }

    /// <summary>What the peer sent next; null when it took too long, and the end is recorded then.</summary>
    private async ValueTask<ReadResult?> ReadAsync(long? midFrameSince, CancellationToken stopReading)
    {
        while (true)
        {
            var patience = midFrameSince is { } since ? options.HalfFrameTimeout - time.GetElapsedTime(since) : IdlePatience();
            silence.Set(patience);
            var result = await reader.ReadAsync(stopReading);
            if (!result.IsCanceled)
            {
                silence.Clear();
                Volatile.Write(ref lastSign, time.GetTimestamp());
                return result;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (midFrameSince is { } begun ? time.GetElapsedTime(begun) >= options.HalfFrameTimeout : IdlePatience() <= TimeSpan.Zero)
            {
                Finish(midFrameSince is null ? MllpEnd.Idle : MllpEnd.HalfFrame, null);
                return null;
            }
        }
    }

    /// <summary>A peer that waits for an answer of ours is not idle; after the answer its time begins again.</summary>
    private TimeSpan IdlePatience() =>
        slots.CurrentCount < options.MaxInFlightPerConnection ? options.IdleTimeout
            : options.IdleTimeout - time.GetElapsedTime(Volatile.Read(ref lastSign));

    /// <summary>Back-pressure over all connections; how long it took, in ticks of the clock.</summary>
    private async ValueTask<long> WaitForBytesAsync(CancellationToken stopReading)
    {
        if (!decoder.IsMidFrame)
        {
            options.Budget.Settle(this);
        }

        if (halfBytes + Volatile.Read(ref wholeBytes) <= MllpBudget.SmallBytes)
        {
            return 0;
        }

        var began = time.GetTimestamp();
        await options.Budget.WaitAsync(this, stopReading);
        return time.GetTimestamp() - began;
    }

    private void HoldHalf(long bytes)
    {
        options.Budget.HoldHalf(bytes - halfBytes);
        halfBytes = bytes;
    }

    private async ValueTask StartAsync(MllpFrame? frame, MllpProblem? problem, CancellationToken stopReading, CancellationToken aborting)
    {
        var length = frame?.Bytes.Length ?? 0;
        var share = Math.Max(1, options.MaxFrameBytes / options.MaxInFlightPerConnection);
        var cost = Math.Clamp(length / share, 1, options.MaxInFlightPerConnection);
        for (var taken = 0; taken < cost; taken++)
        {
            await slots.WaitAsync(stopReading);
        }

        options.Budget.HoldWhole(length);
        Interlocked.Add(ref wholeBytes, length);
        var reply = frame is { } good ? HandleAsync(handle, good, aborting) : HandleAsync(hooks.OnProblem, problem!, aborting);
        answers.Add(new MllpPending(reply, cost, length));
    }

    private void Release(MllpPending answered)
    {
        Volatile.Write(ref lastSign, time.GetTimestamp());
        Interlocked.Add(ref wholeBytes, -answered.Bytes);
        options.Budget.HoldWhole(-answered.Bytes);
        if (answered.Slots > 0)
        {
            slots.Release(answered.Slots);
        }
    }

    private async Task<MllpReply> HandleAsync<T>(Func<T, MllpPeer, CancellationToken, ValueTask<MllpReply>> taker, T arrived, CancellationToken aborting)
    {
        try
        {
            // A handler that ignores its token must not keep the server from stopping.
            var reply = taker(arrived, peer, aborting);
            return reply.IsCompletedSuccessfully ? await reply : await reply.AsTask().WaitAsync(aborting);
        }
#pragma warning disable CA1031 // Whatever the handler threw, the frame was not accepted: no answer, close, and tell the owner why.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Finish(aborting.IsCancellationRequested ? MllpEnd.ServerStopped : MllpEnd.HandlerFailed, failure);
            return MllpReply.Close;
        }
    }

    private Task StopReadingAsync(MllpEnd how, Exception? why)
    {
        Finish(how, why);
        return reading!.CancelAsync();
    }

    /// <summary>
    /// Closing a socket with unread bytes resets the connection, and the peer loses answers it has not read yet: so what it still sends is
    /// thrown away for a moment first.
    /// </summary>
    private async Task LingerAsync(CancellationToken aborting)
    {
        using var timeout = new CancellationTokenSource(Linger, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, aborting);
        var scrap = new byte[4096];
        try
        {
            if (stream is SslStream tls)
            {
                await tls.ShutdownAsync().WaitAsync(either.Token);
            }

            socket.Shutdown(SocketShutdown.Send);
            while (await stream.ReadAsync(scrap, either.Token) > 0)
            {
                // Not read, not accepted, not answered: the sender sends it again.
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or SocketException or InvalidOperationException)
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
}
