using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Integration.Hl7v2.Mllp;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Mllp;

/// <summary>Peers that are slow, half-dead or hostile, over TCP and TLS: others are answered meanwhile and afterwards, and so is whatever good frame they send themselves.</summary>
public sealed class HostilePeerTests : IDisposable
{
    private const string One = "\u000bone\u001c\r";
    private const string Two = "\u000btwo\u001c\r";
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(150);
    private readonly TestAuthority _authority = new();

    public static TheoryData<bool, string, int, string> Streams
    {
        get
        {
            var data = new TheoryData<bool, string, int, string>();
            foreach (var tls in new[] { false, true })
            {
                data.Add(tls, One + Two, 1, "one! two!");
                data.Add(tls, One + Two + One, 1000, "one! two! one!");
                data.Add(tls, "junk" + One + "\r\n\u0000more junk" + Two, 1000, "one! two!");
                data.Add(tls, "lost start\u001c\r" + Two, 1000, "two!");
                data.Add(tls, "\u000blost end" + Two, 1000, "two!");
                data.Add(tls, "\u000bone\u001c" + Two, 1000, "one! two!");
                data.Add(tls, "\u000bone\u001c\n" + Two, 3, "one! two!");
                data.Add(tls, "\u000bwith \u001c inside\u001c\r" + Two, 1000, "with \u001c inside! two!");
                data.Add(tls, "\u001c\r\u001c\u001c\r" + Two, 1000, "two!");
                data.Add(tls, "\u000b" + new string('x', 5000) + "\u001c\r" + Two, 700, "two!");
            }

            return data;
        }
    }

    public void Dispose() => _authority.Dispose();

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Whatever_stands_around_them_good_frames_are_answered(bool tls, string sent, int chunk, string answers)
    {
        await using var host = Host(tls, options => options with { MaxFrameBytes = 4096 });
        await using var peer = await RawAsync(host, tls);
        foreach (var part in Encoding.Latin1.GetBytes(sent).Chunk(chunk))
        {
            await peer.WriteAsync(part, host.Token);
        }

        var expected = string.Concat(answers.Split(' ').Aggregate(new List<string>(), Join).Select(answer => $"\u000b{answer}\u001c\r"));
        var read = new byte[expected.Length];
        await peer.ReadExactlyAsync(read, host.Token);
        Assert.Equal(expected, Encoding.Latin1.GetString(read));

        // An answer ends in an exclamation mark; what stands before it belongs to it.
        static List<string> Join(List<string> found, string word)
        {
            if (found.Count > 0 && !found[^1].EndsWith('!'))
            {
                found[^1] += " " + word;
            }
            else
            {
                found.Add(word);
            }

            return found;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_frame_without_end_is_given_up_and_others_are_answered_meanwhile(bool tls)
    {
        await using var host = Host(tls, options => options with { HalfFrameTimeout = Short });
        await using var peer = await RawAsync(host, tls);
        await peer.WriteAsync(Encoding.Latin1.GetBytes("\u000b" + new string('x', 100_000)), host.Token);

        await AssertServesAsync(host, tls);
        Assert.Equal(MllpEnd.HalfFrame, await host.EndAsync());
        await AssertServesAsync(host, tls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_peer_that_never_reads_is_given_up_and_others_are_answered_meanwhile(bool tls)
    {
        var large = MllpReply.Answer(new byte[1024 * 1024]);
        await using var host = Host(tls, options => options with { WriteTimeout = Short }, (frame, _, _) => ValueTask.FromResult(frame.Bytes.Length == 1 ? large : Echo(frame)));
        await using var peer = await RawAsync(host, tls);
        for (var at = 0; at < 16; at++)
        {
            await peer.WriteAsync(MllpFraming.Wrap("x"u8), host.Token);
        }

        await AssertServesAsync(host, tls);
        Assert.Equal(MllpEnd.PeerDoesNotRead, await host.EndAsync());
        await AssertServesAsync(host, tls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_peer_that_closes_its_sending_half_still_gets_its_answer(bool tls)
    {
        await using var host = Host(tls);
        using var socket = await host.ConnectSocketAsync();
        await using var peer = await RawAsync(socket, host, tls);
        await peer.WriteAsync(Encoding.Latin1.GetBytes(One), host.Token);
        if (peer is SslStream secure)
        {
            await secure.ShutdownAsync();
        }

        socket.Shutdown(SocketShutdown.Send);
        var read = new byte["\u000bone!\u001c\r".Length];
        await peer.ReadExactlyAsync(read, host.Token);
        Assert.Equal("\u000bone!\u001c\r", Encoding.Latin1.GetString(read));
        Assert.Equal(MllpEnd.PeerClosed, await host.EndAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reset_in_the_middle_of_a_frame_ends_that_connection_alone(bool tls)
    {
        await using var host = Host(tls);
        using var socket = await host.ConnectSocketAsync();
        var peer = await RawAsync(socket, host, tls);
        await peer.WriteAsync(Encoding.Latin1.GetBytes(One + "\u000bhalf"), host.Token);
        await peer.ReadExactlyAsync(new byte[1], host.Token);
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();

        Assert.Equal(MllpEnd.PeerBroken, await host.EndAsync());
        await AssertServesAsync(host, tls);
    }

    [Fact]
    public async Task When_the_budget_is_used_up_large_frames_wait_small_ones_do_not_and_what_is_held_stays_bounded()
    {
        const int Most = 1024 * 1024;
        var budget = new MllpBudget(Most);
        var (started, release) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var host = Host(false, options => options with { Budget = budget, MaxFrameBytes = Most }, async (frame, _, _) =>
        {
            if (frame.Bytes.Length == Most)
            {
                started.SetResult();
                await release.Task;
            }

            return MllpReply.Answer(Encoding.UTF8.GetBytes($"{frame.Bytes.Length}"));
        });
        await using var first = await host.ConnectAsync();
        await first.WriteAsync(new byte[Most].Select(_ => (byte)'x').ToArray(), host.Token);
        await started.Task.WaitAsync(host.Token);
        var second = await host.ConnectAsync();
        var waiting = second.SendAsync(new byte[Most / 2].Select(_ => (byte)'y').ToArray(), host.Token);

        for (var at = 0; at < 20; at++)
        {
            await using var small = await host.ConnectAsync();
            Assert.Equal("4", Text(await small.SendAsync("good"u8.ToArray(), host.Token)));
        }

        Assert.False(waiting.IsCompleted);
        Assert.InRange(budget.UsedBytes, Most, Most + MllpBudget.SmallBytes + (64 * 1024));
        release.SetResult();
        Assert.Equal($"{Most}", Text(await first.ReadAsync(host.Token)));
        Assert.Equal($"{Most / 2}", Text(await waiting));
        await second.DisposeAsync();
        await Poll.UntilAsync("everything was let go", TimeSpan.FromSeconds(10), () => Task.FromResult(budget.UsedBytes == 0));
    }

    [Fact]
    public async Task Halves_that_use_up_the_budget_do_not_stop_each_other_for_good()
    {
        const int Most = 256 * 1024;
        var budget = new MllpBudget(Most);
        await using var host = Host(false, options => options with { Budget = budget, MaxFrameBytes = Most });
        var halves = new List<Stream>();
        var half = Encoding.Latin1.GetBytes("\u000b" + new string('x', Most / 2));
        for (var at = 0; at < 4; at++)
        {
            halves.Add(await RawAsync(host, tls: false));
            await halves[at].WriteAsync(half, host.Token);
        }

        await Task.WhenAll(halves.Select(async peer =>
        {
            await peer.WriteAsync(Encoding.Latin1.GetBytes("end\u001c\r"), host.Token);
            var answer = new byte[half.Length + "end!\u001c\r".Length];
            await peer.ReadExactlyAsync(answer, host.Token);
        }));
        halves.ForEach(peer => peer.Dispose());
    }

    [Fact]
    public async Task Two_thousand_connections_that_wait_cost_little_and_one_more_that_sends_is_answered()
    {
        const int Idle = 2000;
        await using var host = Host(false, options => options with { MaxConnections = Idle + 1 });
        await AssertServesAsync(host, tls: false);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var sockets = new List<Socket>();
        for (var at = 0; at < Idle; at++)
        {
            sockets.Add(await host.ConnectSocketAsync());
            if (at % 10 == 0)
            {
                await sockets[at].SendAsync(Encoding.Latin1.GetBytes(One), host.Token);
                Assert.NotEqual(0, await sockets[at].ReceiveAsync(new byte[16], host.Token));
            }
        }

        await AssertServesAsync(host, tls: false);
        Assert.InRange(host.Server.ConnectionCount, Idle, Idle + 1);
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Idle;

        // Both ends are counted: the clients' sockets are in this process.
        Assert.InRange(each, 0, 32 * 1024);
        sockets.ForEach(socket => socket.Dispose());
    }

    [Theory]
    [InlineData("10.0.0.0/8", false)]
    [InlineData("127.0.0.0/8", true)]
    [InlineData("127.0.0.1/32", true)]
    [InlineData("127.0.0.2/32", false)]
    public async Task Only_the_networks_of_the_list_get_in(string network, bool allowed)
    {
        var turnedAway = 0;
        await using var host = new MllpHost(
            new MllpServerOptions { Port = 0, From = [System.Net.IPNetwork.Parse("fd00::/8"), System.Net.IPNetwork.Parse(network)] },
            (frame, _, _) => ValueTask.FromResult(Echo(frame)),
            hooks => hooks with { OnNotAllowed = _ => Interlocked.Increment(ref turnedAway) });
        await using var client = await host.ConnectAsync();

        Assert.Equal(allowed ? MllpAnswerKind.Answered : MllpAnswerKind.Closed, (await client.SendAsync("x"u8.ToArray(), host.Token)).Kind);
        Assert.Equal(allowed ? 0 : 1, turnedAway);
    }

    private MllpHost Host(bool tls, Func<MllpServerOptions, MllpServerOptions>? change = null, MllpHandler? handler = null)
    {
        var secure = tls ? MllpServerTls.Open(_authority.Files("server", _authority.Issue("server")), TimeProvider.System, _ => { }, _ => { }, out _) : null;
        var options = new MllpServerOptions { Port = 0, Tls = secure };
        return new MllpHost(change is null ? options : change(options), handler ?? ((frame, _, _) => ValueTask.FromResult(Echo(frame))));
    }

    private async Task<Stream> RawAsync(MllpHost host, bool tls) => await RawAsync(await host.ConnectSocketAsync(), host, tls);

    private async Task<Stream> RawAsync(Socket socket, MllpHost host, bool tls)
    {
        var plain = new NetworkStream(socket, ownsSocket: true);
        if (!tls)
        {
            return plain;
        }

        var stream = new SslStream(plain);
        var policy = new System.Security.Cryptography.X509Certificates.X509ChainPolicy
        {
            TrustMode = System.Security.Cryptography.X509Certificates.X509ChainTrustMode.CustomRootTrust,
            RevocationMode = System.Security.Cryptography.X509Certificates.X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.AddRange(_authority.Trust);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = policy }, host.Token);
        return stream;
    }

    private async Task AssertServesAsync(MllpHost host, bool tls)
    {
        await using var good = await host.ConnectAsync(tls ? new MllpClientTls(_authority.Trust, null) : null);
        Assert.Equal("good!", Text(await good.SendAsync("good"u8.ToArray(), host.Token)));
    }

    private static MllpReply Echo(MllpFrame frame) => MllpReply.Answer((byte[])[.. frame.Bytes.Span, (byte)'!']);

    private static string Text(MllpAnswer answer)
    {
        Assert.Equal(MllpAnswerKind.Answered, answer.Kind);
        return Encoding.UTF8.GetString(answer.Bytes.Span);
    }
}
