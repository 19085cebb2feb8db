using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Integration.Hl7v2.Mllp;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Mllp;

/// <summary>The MLLP server over TLS: who gets in, who does not and why, and what happens to its certificate while it runs.</summary>
public sealed class MllpTlsTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task Messages_travel_over_TLS_and_a_slow_answer_is_waited_for()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = Host(_authority.Files("server", _authority.Issue("server")), options => options with { IdleTimeout = TimeSpan.FromMilliseconds(300) }, async (frame, _, _) =>
        {
            await release.Task;
            return Echo(frame);
        });
        await using var client = await host.ConnectAsync(new MllpClientTls(_authority.Trust, null));
        await client.WriteAsync(Bytes("x"), host.Token);
        // Only time can show that nothing happens: the idle time-out must pass.
        await Task.Delay(TimeSpan.FromMilliseconds(700), TimeProvider.System, host.Token);
        release.SetResult();
        Assert.Equal("x!", Text(await client.ReadAsync(host.Token)));
        var large = new byte[1_000_000];
        Array.Fill(large, (byte)'x');
        Assert.Equal(1_000_001, Text(await client.SendAsync(large, host.Token)).Length);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, true)]
    [InlineData(SslProtocols.Tls13, true)]
#pragma warning disable CA5397, SYSLIB0039 // What must be refused has to be tried.
    [InlineData(SslProtocols.Tls11, false)]
#pragma warning restore CA5397, SYSLIB0039
    public async Task Only_TLS_1_2_and_later_is_spoken(SslProtocols protocol, bool spoken)
    {
        await using var host = Host(_authority.Files("server", _authority.Issue("server")));
        using var socket = await host.ConnectSocketAsync();
        await using var stream = new SslStream(new NetworkStream(socket));
        var shake = stream.AuthenticateAsClientAsync(Trusting(protocol), host.Token);

        if (spoken)
        {
            await shake;
            Assert.Equal(protocol, stream.SslProtocol);
        }
        else
        {
            await Assert.ThrowsAnyAsync<Exception>(() => shake);
        }
    }

    [Fact]
    public async Task A_server_of_another_authority_or_name_is_not_believed()
    {
        await using var host = Host(_authority.Files("server", _authority.Issue("server")));
        using var other = new TestAuthority("Other authority");

        await Assert.ThrowsAsync<AuthenticationException>(() => host.ConnectAsync(new MllpClientTls(other.Trust, null)));
    }

    [Fact]
    public async Task The_handler_learns_which_certificate_a_client_showed()
    {
        var certificate = _authority.Issue("or-gateway");
        await using var host = Host(
            _authority.Files("server", _authority.Issue("server"), _authority.RootFile),
            handler: (_, peer, _) => ValueTask.FromResult(MllpReply.Answer(Bytes($"{peer.Certificate!.Fingerprint} {string.Join(' ', peer.Certificate.Names)}"))));
        await using var client = await host.ConnectAsync(new MllpClientTls(_authority.Trust, certificate));

        var answer = Text(await client.SendAsync(Bytes("x"), host.Token));

        Assert.Equal($"{certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256)} or-gateway localhost", answer);
    }

    [Theory]
    [InlineData("none", MllpTlsFault.NoCertificate)]
    [InlineData("other", MllpTlsFault.CertificateNotTrusted)]
    [InlineData("ended", MllpTlsFault.CertificateNotInTime)]
    public async Task A_client_without_a_good_certificate_does_not_get_in(string shown, MllpTlsFault fault)
    {
        using var other = new TestAuthority("Other authority");
        var certificate = shown switch { "none" => null, "other" => other.Issue("or-gateway"), _ => _authority.Issue("or-gateway", daysLeft: -1) };
        await using var host = Host(_authority.Files("server", _authority.Issue("server"), _authority.RootFile), handler: (_, _, _) => throw new InvalidOperationException("Nothing may arrive."));

        Assert.False(await GetsInAsync(host, certificate));
        Assert.Equal(fault, await host.FaultAsync());
    }

    [Theory]
    [InlineData("", MllpTlsFault.TimedOut)]
    [InlineData("\u0016\u0003\u0001\u0002\u0000\u0001", MllpTlsFault.TimedOut)]
    [InlineData("\u000bMSH|^~\\&|A\r\u001c\r", MllpTlsFault.PlainText)]
    [InlineData("GET / HTTP/1.1\r\n\r\n", MllpTlsFault.NotTls)]
    [InlineData("\u0016 garbage in place of a record, longer than its header", MllpTlsFault.NotAgreed)]
    public async Task A_peer_that_speaks_no_TLS_is_closed_for_a_named_reason_and_others_are_served_meanwhile(string sent, MllpTlsFault fault)
    {
        await using var host = Host(_authority.Files("server", _authority.Issue("server")), options => options with { HandshakeTimeout = TimeSpan.FromSeconds(1) });
        using var socket = await host.ConnectSocketAsync();
        await socket.SendAsync(Encoding.Latin1.GetBytes(sent), host.Token);

        await AssertServesAsync(host);
        Assert.Equal(fault, await host.FaultAsync());
        await AssertServesAsync(host);
    }

    [Fact]
    public async Task A_new_certificate_is_taken_up_by_new_connections_and_standing_ones_go_on()
    {
        var said = new ConcurrentQueue<string>();
        var first = _authority.Issue("first");
        var files = _authority.Files("server", first);
        await using var host = Host(files, onReloaded: identity => said.Enqueue(identity.Certificate.Subject));
        await using var standing = await host.ConnectAsync(new MllpClientTls(_authority.Trust, null));
        Assert.Equal(first.Thumbprint, await ThumbprintAsync(host));

        var second = _authority.Issue("second");
        TestAuthority.Write(files, second);
        await Poll.UntilAsync("the new certificate is shown", TimeSpan.FromSeconds(10), async () => await ThumbprintAsync(host) == second.Thumbprint);
        Assert.Equal("CN=second", Assert.Single(said));
        Assert.Equal("x!", Text(await standing.SendAsync(Bytes("x"), host.Token)));
    }

    [Theory]
    [InlineData("no key", "cannot be read")]
    [InlineData("other key", "cannot be used")]
    [InlineData("no PEM", "cannot be used")]
    [InlineData("no authority", "cannot be used")]
    public void Files_that_cannot_be_used_are_named(string wrong, string told)
    {
        var files = _authority.Files("server", _authority.Issue("server"), _authority.RootFile);
        var blamed = wrong switch { "no PEM" => files.Certificate, "no authority" => files.ClientAuthorities!, _ => files.Key! };
        switch (wrong)
        {
            case "no key": File.Delete(blamed); break;
            case "other key": File.WriteAllText(blamed, File.ReadAllText(_authority.Files("other", _authority.Issue("other")).Key!)); break;
            default: File.WriteAllText(blamed, "nothing of the kind"); break;
        }

        var error = files.Load().Error;

        Assert.Contains(blamed, error, StringComparison.Ordinal);
        Assert.Contains(told, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_PKCS_12_file_with_a_password_is_read()
    {
        var certificate = _authority.Issue("server");
        File.WriteAllBytes(_authority.Path("server.pfx"), certificate.Export(X509ContentType.Pkcs12, "secret"));
        File.WriteAllText(_authority.Path("password"), "secret\n");

        var load = new MllpTlsFiles(_authority.Path("server.pfx"), null, _authority.Path("password"), null).Load();

        Assert.True(load.Identity is { Certificate.HasPrivateKey: true }, load.Error);
        Assert.Equal(certificate.Thumbprint, load.Identity.Certificate.Thumbprint);
        Assert.Contains("server.pfx", new MllpTlsFiles(_authority.Path("server.pfx"), null, null, null).Load().Error, StringComparison.Ordinal);
    }

    private static MllpHost Host(
        MllpTlsFiles files,
        Func<MllpServerOptions, MllpServerOptions>? change = null,
        MllpHandler? handler = null,
        Action<MllpTlsIdentity>? onReloaded = null)
    {
        var tls = MllpServerTls.Open(files, TimeProvider.System, onReloaded ?? (_ => { }), _ => { }, out var error);
        Assert.True(tls is not null, error);
        var options = new MllpServerOptions { Port = 0, Tls = tls };
        return new MllpHost(change is null ? options : change(options), handler ?? ((frame, _, _) => ValueTask.FromResult(Echo(frame))));
    }

    /// <summary>With TLS 1.3 a client believes that it is in until it reads.</summary>
    private async Task<bool> GetsInAsync(MllpHost host, X509Certificate2? certificate)
    {
        try
        {
            await using var client = await host.ConnectAsync(new MllpClientTls(_authority.Trust, certificate));
            return (await client.SendAsync(Bytes("x"), host.Token)).Kind == MllpAnswerKind.Answered;
        }
        catch (Exception refused) when (refused is AuthenticationException or IOException)
        {
            return false;
        }
    }

    private async Task AssertServesAsync(MllpHost host)
    {
        await using var good = await host.ConnectAsync(new MllpClientTls(_authority.Trust, null));
        Assert.Equal("good!", Text(await good.SendAsync(Bytes("good"), host.Token)));
    }

    private SslClientAuthenticationOptions Trusting(SslProtocols protocol)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(_authority.Trust);
        return new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = protocol, CertificateChainPolicy = policy };
    }

    private async Task<string> ThumbprintAsync(MllpHost host)
    {
        using var socket = await host.ConnectSocketAsync();
        await using var stream = new SslStream(new NetworkStream(socket));
        await stream.AuthenticateAsClientAsync(Trusting(SslProtocols.None), host.Token);
        return ((X509Certificate2)stream.RemoteCertificate!).Thumbprint;
    }

    private static MllpReply Echo(MllpFrame frame) => MllpReply.Answer((byte[])[.. frame.Bytes.Span, (byte)'!']);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(MllpAnswer answer)
    {
        Assert.Equal(MllpAnswerKind.Answered, answer.Kind);
        return Encoding.UTF8.GetString(answer.Bytes.Span);
    }
}
