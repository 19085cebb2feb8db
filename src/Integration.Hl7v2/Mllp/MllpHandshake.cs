using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Integration.Hl7v2.Mllp;

/// <summary>The TLS handshake with one peer: a stream, or why there is none.</summary>
internal sealed class MllpHandshake(Socket socket, MllpServerOptions options, TimeProvider time)
{
    private const byte TlsHandshakeRecord = 0x16;
    private MllpTlsFault? judged;

    public MllpTlsFault Fault { get; private set; }

    /// <summary>What the system said; null where the fault says all.</summary>
    public Exception? Reason { get; private set; }

    /// <summary>The certificate of the other end of a stream that came out of a handshake; null without one.</summary>
    public static MllpCertificate? Shown(Stream stream) => stream is SslStream { RemoteCertificate: { } shown } ? MllpCertificate.Of(shown as X509Certificate2 ?? new X509Certificate2(shown)) : null;

    /// <returns>Null after a fault.</returns>
    public async Task<SslStream?> RunAsync(MllpServerTls tls, CancellationToken stopping)
    {
        using var late = new CancellationTokenSource(options.HandshakeTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stopping);
        SslStream? stream = null;
        try
        {
            if (await RefusesFirstByteAsync(either.Token))
            {
                return null;
            }

            stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await stream.AuthenticateAsServerAsync(tls.Options(Judge), either.Token);
            return stream;
        }
        catch (OperationCanceledException)
        {
            Fault = MllpTlsFault.TimedOut;
        }
        catch (AuthenticationException refused)
        {
            (Fault, Reason) = (judged ?? MllpTlsFault.NotAgreed, refused);
        }
        catch (Exception gone) when (gone is IOException or SocketException)
        {
            (Fault, Reason) = (judged ?? MllpTlsFault.Gone, gone);
        }

        if (stream is not null)
        {
            await stream.DisposeAsync();
        }

        return null;
    }

    /// <summary>The first byte tells a sender without TLS from one with it, in words that help; it is left where it is.</summary>
    private async Task<bool> RefusesFirstByteAsync(CancellationToken cancellationToken)
    {
        var first = new byte[1];
        MllpTlsFault? fault = await socket.ReceiveAsync(first, SocketFlags.Peek, cancellationToken) == 0 ? MllpTlsFault.Gone : first[0] switch
        {
            TlsHandshakeRecord => null,
            MllpFraming.StartBlock => MllpTlsFault.PlainText,
            _ => MllpTlsFault.NotTls,
        };
        Fault = fault ?? default;
        return fault is not null;
    }

    private bool Judge(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        judged = certificate is null ? MllpTlsFault.NoCertificate
            : chain is not null && chain.ChainStatus.Any(status => status.Status.HasFlag(X509ChainStatusFlags.NotTimeValid)) ? MllpTlsFault.CertificateNotInTime
            : MllpTlsFault.CertificateNotTrusted;
        return false;
    }
}
