using System.IO.Pipelines;
using System.Net.Sockets;

namespace Integration.Hl7v2.Mllp;

/// <summary>What came back for a frame.</summary>
public enum MllpAnswerKind
{
    Answered,

    /// <summary>No answer in time. The connection must be given up: a late answer would be taken for that of the next frame.</summary>
    TimedOut,

    /// <summary>The server closed the connection or it broke: whether the message was accepted is unknown.</summary>
    Closed,

    /// <summary>Bytes came back that are no frame.</summary>
    Garbled,
}

/// <summary>An answer, or why there is none.</summary>
/// <param name="Kind">What came back.</param>
/// <param name="Bytes">The payload of the answer; empty unless answered.</param>
public readonly record struct MllpAnswer(MllpAnswerKind Kind, ReadOnlyMemory<byte> Bytes);

/// <summary>Sends frames over one connection. Not safe for several threads.</summary>
public sealed class MllpClient : IAsyncDisposable
{
    private const int MaxAnswerBytes = 1024 * 1024;
    private readonly Socket socket;
    private readonly NetworkStream stream;
    private readonly PipeReader reader;
    private readonly MllpDecoder decoder = new(MaxAnswerBytes);
    private readonly TimeSpan answerTimeout;
    private readonly TimeProvider time;

    private MllpClient(Socket socket, TimeSpan answerTimeout, TimeProvider time)
    {
        this.socket = socket;
        this.answerTimeout = answerTimeout;
        this.time = time;
        stream = new NetworkStream(socket, ownsSocket: true);
        reader = PipeReader.Create(stream);
    }

    /// <param name="host">Name or address.</param>
    /// <param name="port">TCP port.</param>
    /// <param name="answerTimeout">How long to wait for each answer.</param>
    /// <param name="time">The clock of that time-out.</param>
    /// <param name="cancellationToken">Also bounds the connecting.</param>
    /// <exception cref="SocketException">The server cannot be reached.</exception>
    public static async Task<MllpClient> ConnectAsync(string host, int port, TimeSpan answerTimeout, TimeProvider time, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken);
            return new MllpClient(socket, answerTimeout, time);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends one payload and waits for its answer.</summary>
    public async Task<MllpAnswer> SendAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        await WriteAsync(payload, cancellationToken) ? await ReadAsync(cancellationToken) : new MllpAnswer(MllpAnswerKind.Closed, default);

    /// <summary>Sends one payload without waiting, so that several can be under way; false when the connection is gone.</summary>
    public async Task<bool> WriteAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(MllpFraming.Wrap(payload.Span), cancellationToken);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Waits for the next answer; they come in the order of the frames.</summary>
    public async Task<MllpAnswer> ReadAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(answerTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(either.Token);
                var buffer = result.Buffer;
                var found = decoder.TryRead(ref buffer, out var frame, out _);
                reader.AdvanceTo(buffer.Start, found ? buffer.Start : buffer.End);
                if (found)
                {
                    return frame is { } answer ? new MllpAnswer(MllpAnswerKind.Answered, answer.Bytes) : new MllpAnswer(MllpAnswerKind.Garbled, default);
                }

                if (result.IsCompleted)
                {
                    return new MllpAnswer(MllpAnswerKind.Closed, default);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new MllpAnswer(MllpAnswerKind.TimedOut, default);
        }
        catch (IOException)
        {
            return new MllpAnswer(MllpAnswerKind.Closed, default);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await reader.CompleteAsync();
        await stream.DisposeAsync();
        socket.Dispose();
    }
}
