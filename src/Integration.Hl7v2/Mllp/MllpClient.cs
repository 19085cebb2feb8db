using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

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

/// <summary>How a client speaks TLS.</summary>
/// <param name="Authorities">Roots the server's certificate is judged by, and by nothing else; null for those of the system.</param>
/// <param name="Certificate">Shown to a server that asks for one.</param>
public sealed record MllpClientTls(X509Certificate2Collection? Authorities, X509Certificate2? Certificate);

/// <summary>Sends frames over one connection. Not safe for several threads.</summary>
public sealed class MllpClient : IAsyncDisposable
{
    private const int MaxAnswerBytes = 1024 * 1024;
    private readonly Socket socket;
    private readonly Stream stream;
    private readonly PipeReader reader;
    private readonly MllpDecoder decoder = new(MaxAnswerBytes);
    private readonly TimeSpan answerTimeout;
    private readonly TimeProvider time;

    private MllpClient(Socket socket, Stream stream, TimeSpan answerTimeout, TimeProvider time)
    {
        this.socket = socket;
        this.answerTimeout = answerTimeout;
        this.time = time;
        this.stream = stream;
        reader = PipeReader.Create(stream);
    }

    /// <summary>Over plain TCP.</summary>
    /// <param name="host">Name or address.</param>
    /// <param name="port">TCP port.</param>
    /// <param name="answerTimeout">How long to wait for each answer.</param>
    /// <param name="time">The clock of that time-out.</param>
    /// <param name="cancellationToken">Also bounds the connecting.</param>
    /// <exception cref="SocketException">The server cannot be reached.</exception>
    public static Task<MllpClient> ConnectAsync(string host, int port, TimeSpan answerTimeout, TimeProvider time, CancellationToken cancellationToken) =>
        ConnectAsync(host, port, null, answerTimeout, time, cancellationToken);

    /// <param name="host">Name or address; over TLS the server's certificate must be for it.</param>
    /// <param name="port">TCP port.</param>
    /// <param name="tls">TLS 1.2 or later; null for plain TCP.</param>
    /// <param name="answerTimeout">How long to wait for each answer, and for the TLS handshake.</param>
    /// <param name="time">The clock of that time-out.</param>
    /// <param name="cancellationToken">Also bounds the connecting.</param>
    /// <exception cref="SocketException">The server cannot be reached.</exception>
    /// <exception cref="AuthenticationException">The two cannot agree on TLS, or the server's certificate is not trusted.</exception>
    /// <exception cref="IOException">The server hangs up during the handshake, or takes longer than the time-out.</exception>
    public static async Task<MllpClient> ConnectAsync(
        string host, int port, MllpClientTls? tls, TimeSpan answerTimeout, TimeProvider time, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            return new MllpClient(socket, tls is null ? stream : await SecureAsync(stream, host, tls, answerTimeout, time, cancellationToken), answerTimeout, time);
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

    private static async Task<Stream> SecureAsync(
        Stream plain, string host, MllpClientTls tls, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var stream = new SslStream(plain);
        try
        {
            await stream.AuthenticateAsClientAsync(Options(host, tls), either.Token);
            return stream;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await stream.DisposeAsync();
            throw new IOException($"The server did not finish the TLS handshake within {patience}.");
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    private static SslClientAuthenticationOptions Options(string host, MllpClientTls tls)
    {
        X509ChainPolicy? policy = null;
        if (tls.Authorities is not null)
        {
            policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(tls.Authorities);
        }

        return new SslClientAuthenticationOptions
        {
            TargetHost = host,
#pragma warning disable CA5398 // What the system allows today may still hold TLS 1.0; 1.2 is the promise.
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
#pragma warning restore CA5398
            CertificateChainPolicy = policy,
            ClientCertificateContext = tls.Certificate is null ? null : SslStreamCertificateContext.Create(tls.Certificate, null, offline: true),
        };
    }

    public async ValueTask DisposeAsync()
    {
        await reader.CompleteAsync();
        await stream.DisposeAsync();
        socket.Dispose();
    }
}
