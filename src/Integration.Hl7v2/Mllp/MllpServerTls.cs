using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Integration.Hl7v2.Mllp;

/// <summary>
/// The TLS side of a server. Its files may be replaced while it runs: new connections get what is there, and while that cannot be used, what was there before.
/// </summary>
public sealed class MllpServerTls
{
    private const string ForClients = "1.3.6.1.5.5.7.3.2";
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private readonly MllpTlsFiles files;
    private readonly TimeProvider time;
    private readonly Action<MllpTlsIdentity> onReloaded;
    private readonly Action<string> onReloadFailed;
    private readonly Lock gate = new();
    private MllpTlsIdentity identity;
    private string stamp;
    private bool doubtful;
    private long lookedAt;

    private MllpServerTls(
        MllpTlsFiles files, string stamp, MllpTlsIdentity identity, TimeProvider time, Action<MllpTlsIdentity> onReloaded, Action<string> onReloadFailed)
    {
        this.onReloaded = onReloaded;
        this.onReloadFailed = onReloadFailed;
        this.files = files;
        this.stamp = stamp;
        this.identity = identity;
        this.time = time;
        lookedAt = time.GetTimestamp();
    }

    /// <summary>What new connections get.</summary>
    public MllpTlsIdentity Identity
    {
        get
        {
            Look();
            return Volatile.Read(ref identity);
        }
    }

    /// <param name="files">Read now, and again when one changes.</param>
    /// <param name="time">Says how often to look.</param>
    /// <param name="onReloaded">Called with the new certificate after a change of the files was taken up; must not block or throw.</param>
    /// <param name="onReloadFailed">Called with what is wrong, and where, when a change of the files cannot be used; once for each change, and only when the files stay as they are.</param>
    /// <param name="error">What is wrong, and where.</param>
    /// <returns>Null when the files cannot be used.</returns>
    public static MllpServerTls? Open(MllpTlsFiles files, TimeProvider time, Action<MllpTlsIdentity> onReloaded, Action<string> onReloadFailed, out string error)
    {
        ArgumentNullException.ThrowIfNull(files);
        var stamp = Stamp(files);
        var load = files.Load();
        error = load.Error ?? "";
        return load.Identity is null ? null : new MllpServerTls(files, stamp, load.Identity, time, onReloaded, onReloadFailed);
    }

    /// <summary>How to shake hands with one peer.</summary>
    /// <param name="judge">Sees what is wrong with a client's certificate; not asked where none is required.</param>
    public SslServerAuthenticationOptions Options(RemoteCertificateValidationCallback judge)
    {
        var current = Identity;
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = current.Context,
#pragma warning disable CA5398 // What the system allows today may still hold TLS 1.0; 1.2 is the promise.
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
#pragma warning restore CA5398
            ClientCertificateRequired = current.Authorities is not null,
            CertificateChainPolicy = current.Authorities is null ? null : Policy(current.Authorities),
            RemoteCertificateValidationCallback = current.Authorities is null ? null : judge,
            AllowRenegotiation = false,

            // A resumed session would outlive a change of the certificates, and connections are long.
            AllowTlsResume = false,
        };
    }

    private static X509ChainPolicy Policy(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        policy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid(ForClients));
        return policy;
    }

    /// <summary>Changes with what is in the files: times say little where links move, and two changes may have the same.</summary>
    private static string Stamp(MllpTlsFiles files) => string.Join('|', files.Paths.Select(path =>
    {
        try
        {
            using var file = File.OpenRead(path);
            return Convert.ToHexString(SHA256.HashData(file));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return "-";
        }
    }));

    private void Look()
    {
        MllpTlsLoad load;
        lock (gate)
        {
            if (time.GetElapsedTime(lookedAt) < LookEvery)
            {
                return;
            }

            lookedAt = time.GetTimestamp();
            var now = Stamp(files);
            var rests = now == stamp;
            if (rests && !doubtful)
            {
                return;
            }

            stamp = now;
            load = Judge(files.Load());
            if (load.Identity is not null)
            {
                Volatile.Write(ref identity, load.Identity);
            }

            // A key that is there before its certificate, or half a file, is no error yet: it is one when nothing more happens to it.
            doubtful = load.Identity is null && !rests;
            if (doubtful)
            {
                return;
            }
        }

        if (load.Identity is { } changed)
        {
            onReloaded(changed);
        }
        else
        {
            onReloadFailed(load.Error!);
        }
    }

    private MllpTlsLoad Judge(MllpTlsLoad load) => load.Identity is { } next && next.NotAfter <= time.GetUtcNow() && identity.NotAfter > next.NotAfter
        ? new MllpTlsLoad(null, $"{files.Certificate} cannot be used: it ended on {next.NotAfter:u}.")
        : load;
}
