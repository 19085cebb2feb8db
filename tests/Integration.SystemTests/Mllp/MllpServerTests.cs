using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Integration.Hl7v2.Mllp;

namespace Integration.SystemTests.Mllp;

/// <summary>The MLLP server over loopback sockets, with a client that behaves and with bare sockets that do not.</summary>
public sealed class MllpServerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task Answers_frame_by_frame_and_pipelined_in_the_order_of_the_frames()
    {
        // Later frames are finished first; the answers must wait for each other all the same.
        var gates = new ConcurrentDictionary<long, TaskCompletionSource>();
        TaskCompletionSource Gate(long number) => gates.GetOrAdd(number, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var host = new MllpHost(new MllpServerOptions { Port = 0 }, async (frame, _, _) =>
        {
            await Gate(frame.Number).Task;
            return Echo(frame);
        });
        await using var client = await host.ConnectAsync();
        for (var i = 1; i <= 16; i++)
        {
            Assert.True(await client.WriteAsync(Bytes($"m{i}"), host.Token));
        }

        for (var i = 16; i >= 1; i--)
        {
            Gate(i).SetResult();
        }

        for (var i = 1; i <= 16; i++)
        {
            Assert.Equal($"m{i}!", Text(await client.ReadAsync(host.Token)));
        }

        Gate(17).SetResult();
        Assert.Equal("last!", Text(await client.SendAsync(Bytes("last"), host.Token)));
    }

    [Fact]
    public async Task A_frame_that_answers_none_goes_out_in_its_place_among_the_answers()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = new MllpHost(new MllpServerOptions { Port = 0 }, async (frame, _, _) =>
        {
            await gate.Task;
            return Echo(frame);
        });
        await using (var client = await host.ConnectAsync())
        {
            await client.WriteAsync(Bytes("m1"), host.Token);
            await Until(() => host.Server.ConnectionCount == 1, "it is connected");
            Task<bool>? pushed = null;
            await Until(() => (pushed = host.Server.PushAsync(1, Bytes("pushed"))) is { IsCompleted: false }, "the connection is served");
            gate.SetResult();
            Assert.Equal(["m1!", "pushed"], new[] { Text(await client.ReadAsync(host.Token)), Text(await client.ReadAsync(host.Token)) }.Order(StringComparer.Ordinal));
            Assert.True(await pushed!);
        }

        await host.EndAsync();
        Assert.False(await host.Server.PushAsync(1, Bytes("late")));
        Assert.False(await host.Server.PushAsync(2, Bytes("to nobody")));
    }

    [Fact]
    public async Task No_more_calls_than_allowed_run_at_once_for_one_connection()
    {
        int running = 0, most = 0, started = 0;
        var release = new SemaphoreSlim(0);
        await using var host = new MllpHost(new MllpServerOptions { Port = 0, MaxInFlightPerConnection = 3 }, async (frame, _, token) =>
        {
            Interlocked.Increment(ref started);
            most = Math.Max(most, Interlocked.Increment(ref running));
            await release.WaitAsync(token);
            Interlocked.Decrement(ref running);
            return Echo(frame);
        });
        await using var client = await host.ConnectAsync();
        for (var i = 0; i < 10; i++)
        {
            await client.WriteAsync(Bytes("x"), host.Token);
        }

        await Until(() => Volatile.Read(ref started) == 3, "three calls have started");
        release.Release(10);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal("x!", Text(await client.ReadAsync(host.Token)));
        }

        Assert.Equal(3, most);
    }

    [Fact]
    public async Task Large_frames_take_the_place_of_several()
    {
        var started = 0;
        var release = new SemaphoreSlim(0);
        await using var host = new MllpHost(new MllpServerOptions { Port = 0, MaxInFlightPerConnection = 4, MaxFrameBytes = 4096 }, async (frame, _, token) =>
        {
            Interlocked.Increment(ref started);
            await release.WaitAsync(token);
            return Echo(frame);
        });
        await using var client = await host.ConnectAsync();
        await client.WriteAsync(new byte[4096].Select(_ => (byte)'x').ToArray(), host.Token);
        await client.WriteAsync(Bytes("small"), host.Token);
        await Until(() => Volatile.Read(ref started) == 1, "the large frame is in hand");
        release.Release(1);
        Assert.Equal(4097, Text(await client.ReadAsync(host.Token)).Length);
        release.Release(1);
        Assert.Equal("small!", Text(await client.ReadAsync(host.Token)));
    }

    [Fact]
    public async Task A_frame_at_the_bound_passes_and_one_byte_more_is_answered_as_a_problem_and_costs_no_other()
    {
        await using var host = new MllpHost(
            new MllpServerOptions { Port = 0, MaxFrameBytes = 1024 },
            (frame, _, _) => ValueTask.FromResult(MllpReply.Answer(Bytes($"{frame.Bytes.Length}"))),
            hooks => hooks with { OnProblem = (problem, _, _) => ValueTask.FromResult(MllpReply.Answer(Bytes($"{problem.Kind}"))) });
        await using var client = await host.ConnectAsync();
        Assert.Equal("1024", Text(await client.SendAsync(Letters(1024), host.Token)));
        Assert.Equal("TooLong", Text(await client.SendAsync(Letters(1025), host.Token)));
        Assert.Equal("3", Text(await client.SendAsync(Letters(3), host.Token)));
    }

    [Fact]
    public async Task Frames_cut_anywhere_and_garbage_between_them_are_read()
    {
        var problems = new ConcurrentQueue<MllpProblemKind>();
        await using var host = new MllpHost(new MllpServerOptions { Port = 0 }, (frame, _, _) => ValueTask.FromResult(Echo(frame)), hooks => hooks with
        {
            OnProblem = (problem, _, _) =>
            {
                problems.Enqueue(problem.Kind);
                return ValueTask.FromResult(MllpReply.Nothing);
            },
        });
        using var socket = await host.ConnectSocketAsync();
        foreach (var value in Encoding.Latin1.GetBytes("junk\u000bone\u001c\r\u000bcut\u000btwo\u001c\r"))
        {
            await socket.SendAsync(new[] { value }, host.Token);
        }

        Assert.Equal("\u000bone!\u001c\r\u000btwo!\u001c\r", await ReadTextAsync(socket, 14, host.Token));
        Assert.Equal([MllpProblemKind.Garbage, MllpProblemKind.MissingEnd], problems);
    }

    [Fact]
    public async Task When_nothing_can_be_kept_earlier_answers_go_out_and_the_connection_closes()
    {
        await using var host = new MllpHost(new MllpServerOptions { Port = 0 }, async (frame, _, token) =>
        {
            await Task.Yield();
            return frame.Number == 2 ? MllpReply.Close : Echo(frame);
        });
        await using var client = await host.ConnectAsync();
        for (var i = 0; i < 3; i++)
        {
            await client.WriteAsync(Bytes("x"), host.Token);
        }

        Assert.Equal("x!", Text(await client.ReadAsync(host.Token)));
        Assert.Equal(MllpAnswerKind.Closed, (await client.ReadAsync(host.Token)).Kind);
        Assert.Equal(MllpEnd.HandlerClosed, await host.EndAsync());
    }

    [Fact]
    public async Task A_failing_handler_closes_its_connection_without_an_answer_and_no_other()
    {
        await using var host = new MllpHost(new MllpServerOptions { Port = 0 }, (frame, _, _) =>
            Encoding.UTF8.GetString(frame.Bytes.Span) == "bad" ? throw new InvalidOperationException("defect") : ValueTask.FromResult(Echo(frame)));
        await using var other = await host.ConnectAsync();
        Assert.Equal("x!", Text(await other.SendAsync(Bytes("x"), host.Token)));
        await using var client = await host.ConnectAsync();
        Assert.Equal(MllpAnswerKind.Closed, (await client.SendAsync(Bytes("bad"), host.Token)).Kind);
        Assert.Equal(MllpEnd.HandlerFailed, await host.EndAsync(connection: 2));
        Assert.IsType<InvalidOperationException>(host.LastFailure);
        Assert.Equal("y!", Text(await other.SendAsync(Bytes("y"), host.Token)));
    }

    [Fact]
    public async Task No_answer_may_be_wanted()
    {
        await using var host = new MllpHost(new MllpServerOptions { Port = 0 }, (frame, _, _) =>
            ValueTask.FromResult(frame.Number == 1 ? MllpReply.Nothing : Echo(frame)));
        await using var client = await host.ConnectAsync();
        await client.WriteAsync(Bytes("quiet"), host.Token);
        Assert.Equal("loud!", Text(await client.SendAsync(Bytes("loud"), host.Token)));
    }

    [Fact]
    public async Task One_connection_over_the_bound_is_refused_and_taken_once_there_is_room()
    {
        await using var host = new MllpHost(new MllpServerOptions { Port = 0, MaxConnections = 2 }, (frame, _, _) => ValueTask.FromResult(Echo(frame)));
        await using var first = await host.ConnectAsync();
        var second = await host.ConnectAsync();
        Assert.Equal("x!", Text(await first.SendAsync(Bytes("x"), host.Token)));
        Assert.Equal("x!", Text(await second.SendAsync(Bytes("x"), host.Token)));
        await using (var third = await host.ConnectAsync())
        {
            Assert.Equal(MllpAnswerKind.Closed, (await third.ReadAsync(host.Token)).Kind);
        }

        Assert.Equal(1, host.Refused);
        await second.DisposeAsync();
        await Until(() => host.Server.ConnectionCount == 1, "the second connection has ended");
        await using var fourth = await host.ConnectAsync();
        Assert.Equal("x!", Text(await fourth.SendAsync(Bytes("x"), host.Token)));
    }

    [Theory]
    [InlineData("", MllpEnd.Idle)]
    [InlineData("\u000bone\u001c\r", MllpEnd.Idle)]
    [InlineData("\u000bhalf", MllpEnd.HalfFrame)]
    [InlineData("no MLLP at all", MllpEnd.HalfFrame)]
    public async Task A_silent_peer_is_closed(string sent, MllpEnd expected)
    {
        var idle = expected == MllpEnd.Idle ? Short : Patience;
        var half = expected == MllpEnd.HalfFrame ? Short : Patience;
        await using var host = new MllpHost(
            new MllpServerOptions { Port = 0, IdleTimeout = idle, HalfFrameTimeout = half }, (frame, _, _) => ValueTask.FromResult(Echo(frame)));
        using var socket = await host.ConnectSocketAsync();
        await socket.SendAsync(Encoding.Latin1.GetBytes(sent), host.Token);
        Assert.Equal(expected, await host.EndAsync());
    }

    [Fact]
    public async Task A_peer_that_drips_a_frame_is_closed()
    {
        await using var host = new MllpHost(new MllpServerOptions { Port = 0, HalfFrameTimeout = Short * 5 }, (frame, _, _) => ValueTask.FromResult(Echo(frame)));
        using var socket = await host.ConnectSocketAsync();
        var end = host.EndAsync();
        await socket.SendAsync(Encoding.Latin1.GetBytes("\u000b"), host.Token);
        while (!end.IsCompleted)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, host.Token);
            try
            {
                await socket.SendAsync(Bytes("x"), host.Token);
            }
            catch (SocketException)
            {
                break;
            }
        }

        Assert.Equal(MllpEnd.HalfFrame, await end);
    }

    [Fact]
    public async Task A_peer_that_waits_for_a_slow_answer_is_not_idle()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = new MllpHost(new MllpServerOptions { Port = 0, IdleTimeout = Short * 3 }, async (frame, _, _) =>
        {
            await release.Task;
            return Echo(frame);
        });
        await using var client = await host.ConnectAsync();
        await client.WriteAsync(Bytes("x"), host.Token);
        // Only time can show that nothing happens: the idle time-out must pass.
        await Task.Delay(Short * 7, TimeProvider.System, host.Token);
        release.SetResult();
        Assert.Equal("x!", Text(await client.ReadAsync(host.Token)));
        Assert.Equal("y!", Text(await client.SendAsync(Bytes("y"), host.Token)));
    }

    [Fact]
    public async Task A_peer_that_never_reads_its_answers_is_closed()
    {
        var large = MllpReply.Answer(Letters(1024 * 1024));
        await using var host = new MllpHost(new MllpServerOptions { Port = 0, WriteTimeout = Short }, (_, _, _) => ValueTask.FromResult(large));
        using var socket = await host.ConnectSocketAsync();
        socket.ReceiveBufferSize = 4096;
        for (var i = 0; i < 32; i++)
        {
            await socket.SendAsync(MllpFraming.Wrap(Bytes("x")), host.Token);
        }

        Assert.Equal(MllpEnd.PeerDoesNotRead, await host.EndAsync());
    }

    [Fact]
    public async Task A_stop_finishes_what_is_in_hand_and_takes_nothing_new()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = new MllpHost(new MllpServerOptions { Port = 0 }, async (frame, _, _) =>
        {
            started.TrySetResult();
            await release.Task;
            return Echo(frame);
        });
        await using var client = await host.ConnectAsync();
        await client.WriteAsync(Bytes("in hand"), host.Token);
        await started.Task.WaitAsync(host.Token);
        var stop = host.Server.StopAsync(host.Token);
        await host.UntilClosedForNewAsync();
        await client.WriteAsync(Bytes("too late"), host.Token);
        release.SetResult();
        Assert.Equal("in hand!", Text(await client.ReadAsync(host.Token)));
        Assert.Equal(MllpAnswerKind.Closed, (await client.ReadAsync(host.Token)).Kind);
        await stop;
        Assert.Equal(MllpEnd.ServerStopped, await host.EndAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stop_gives_up_on_a_handler_after_its_time_whether_it_honours_its_token_or_not(bool honours)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = new MllpHost(new MllpServerOptions { Port = 0, StopTimeout = Short }, async (frame, _, token) =>
        {
            started.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, honours ? token : CancellationToken.None);
            return Echo(frame);
        });
        await using var client = await host.ConnectAsync();
        await client.WriteAsync(Bytes("x"), host.Token);
        await started.Task.WaitAsync(host.Token);
        await host.Server.StopAsync(CancellationToken.None).WaitAsync(host.Token);
        Assert.Equal(MllpAnswerKind.Closed, (await client.ReadAsync(host.Token)).Kind);
    }

    [Fact]
    public async Task A_client_says_when_no_answer_came_in_time()
    {
        await using var host = new MllpHost(new MllpServerOptions { Port = 0 }, (_, _, _) => ValueTask.FromResult(MllpReply.Nothing));
        await using var client = await MllpClient.ConnectAsync("127.0.0.1", host.Server.LocalEndPoint.Port, Short, TimeProvider.System, host.Token);
        Assert.Equal(MllpAnswerKind.TimedOut, (await client.SendAsync(Bytes("x"), host.Token)).Kind);
    }

    [Fact]
    public void Wrong_options_are_a_defect_of_the_caller() =>
        Assert.Throws<ArgumentException>(() => new MllpServer(new MllpServerOptions { Port = -1 }, (_, _, _) => default, new MllpHooks(), TimeProvider.System));

    private static MllpReply Echo(MllpFrame frame) => MllpReply.Answer((byte[])[.. frame.Bytes.Span, (byte)'!']);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Letters(int number) => Bytes(new string('x', number));

    private static string Text(MllpAnswer answer)
    {
        Assert.Equal(MllpAnswerKind.Answered, answer.Kind);
        return Encoding.UTF8.GetString(answer.Bytes.Span);
    }

    private static async Task<string> ReadTextAsync(Socket socket, int length, CancellationToken token)
    {
        var bytes = new byte[length];
        for (var read = 0; read < length;)
        {
            var more = await socket.ReceiveAsync(bytes.AsMemory(read), token);
            Assert.NotEqual(0, more);
            read += more;
        }

        return Encoding.Latin1.GetString(bytes);
    }

    private static async Task Until(Func<bool> reached, string step)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (!reached())
        {
            Assert.False(deadline.IsCancellationRequested, $"Not reached in time: {step}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
        }
    }
}
