using System.Diagnostics;
using System.Net.Sockets;
using Integration.Hl7v2.Mllp;

namespace Integration.Worker.Bench;

/// <summary>
/// Senders as real ones are: each sends a message over its own connection, waits for the acknowledgement, and sends the next. It does as little as it can beside that, because it shares the machine with what it measures.
/// </summary>
internal static class LoadRun
{
    private const int AnswerBytes = 4096;

    /// <exception cref="SocketException">The address does not answer.</exception>
    public static async Task<LoadResult> RunAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        var sockets = new List<Socket>();
        try
        {
            for (var at = 0; at < options.Connections; at++)
            {
                sockets.Add(new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
                await sockets[^1].ConnectAsync(options.Host, options.Port, cancellationToken);
            }

            // Numbers differ from run to run, so that no message of an earlier run is a duplicate.
            var first = Stopwatch.GetTimestamp() % 1_000_000_000 * 1_000_000;
            var start = Stopwatch.GetTimestamp() + (long)(options.WarmUp.TotalSeconds * Stopwatch.Frequency);
            var end = options.Messages is null ? start + (long)(options.Measured.TotalSeconds * Stopwatch.Frequency) : long.MaxValue;
            var left = new Left(options.Messages ?? long.MaxValue);
            var senders = sockets.Select((socket, at) => SendAsync(socket, first + (at * 1_000_000_000_000L / options.Connections), start, end, left, cancellationToken)).ToList();
            var sent = await Task.WhenAll(senders);
            return Sum(options.Connections, options.Messages is null ? options.Measured.TotalSeconds : Stopwatch.GetElapsedTime(start).TotalSeconds, sent);
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    private static async Task<Sent> SendAsync(Socket socket, long number, long start, long end, Left left, CancellationToken cancellationToken)
    {
        var message = new LoadMessage();
        var answer = new byte[AnswerBytes];
        var times = new List<int>(65_536);
        long all = 0, failed = 0;
        for (var now = Stopwatch.GetTimestamp(); now < end && left.Take(); now = Stopwatch.GetTimestamp())
        {
            message.Number(number++);
            await SendAllAsync(socket, message.Frame, cancellationToken);
            var length = await ReceiveAsync(socket, answer, cancellationToken);
            var done = Stopwatch.GetTimestamp();
            if (length == 0 || answer.AsSpan(0, length).IndexOf("MSA|AA|"u8) < 0)
            {
                failed++;
                if (length == 0)
                {
                    break;
                }
            }
            else
            {
                all++;
                if (now >= start)
                {
                    times.Add((int)Stopwatch.GetElapsedTime(now, done).TotalMicroseconds);
                }
            }
        }

        return new Sent(times, all, failed);
    }

    private static async ValueTask SendAllAsync(Socket socket, ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        while (!frame.IsEmpty)
        {
            frame = frame[await socket.SendAsync(frame, cancellationToken)..];
        }
    }

    /// <summary>The length of one answer; 0 when the connection is closed.</summary>
    private static async ValueTask<int> ReceiveAsync(Socket socket, Memory<byte> answer, CancellationToken cancellationToken)
    {
        for (var length = 0; length < answer.Length;)
        {
            var read = await socket.ReceiveAsync(answer[length..], cancellationToken);
            if (read == 0)
            {
                return 0;
            }

            length += read;
            if (answer.Span[length - 1] == MllpFraming.CarriageReturn && answer.Span[length - 2] == MllpFraming.EndBlock)
            {
                return length;
            }
        }

        return 0;
    }

    private static LoadResult Sum(int connections, double seconds, Sent[] sent)
    {
        var times = sent.SelectMany(one => one.Microseconds).Order().Select(one => one / 1000.0).ToArray();
        return new LoadResult(
            connections, seconds, times.Length, sent.Sum(one => one.Failed), sent.Sum(one => one.All), times.Length / seconds, Statistics.At(times, 0.50), Statistics.At(times, 0.95), Statistics.At(times, 0.99), Statistics.At(times, 1));
    }

    /// <summary>Messages that nobody has begun to send yet.</summary>
    private sealed class Left(long messages)
    {
        private long _messages = messages;

        public bool Take() => Interlocked.Decrement(ref _messages) >= 0;
    }

    private sealed record Sent(List<int> Microseconds, long All, long Failed);
}
