using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Integration.Hl7v2.Mllp;

/// <summary>Where a certificate, its key and the authorities of the other side are.</summary>
/// <param name="Certificate">PEM (the certificate first, then its intermediates), or PKCS #12 with its key where the name ends in <c>.pfx</c> or <c>.p12</c>.</param>
/// <param name="Key">PEM of the private key; null where it is in the certificate's file.</param>
/// <param name="PasswordFile">A file with the password of the key; its last line end does not count. Null for none.</param>
/// <param name="ClientAuthorities">PEM of the roots (and intermediates) client certificates are judged by, and by nothing else; null asks for no client certificate.</param>
public sealed record MllpTlsFiles(string Certificate, string? Key, string? PasswordFile, string? ClientAuthorities)
{
    /// <summary>All files there are.</summary>
    public IEnumerable<string> Paths => new[] { Certificate, Key, PasswordFile, ClientAuthorities }.OfType<string>();

    /// <summary>Reads everything; the files may be in the middle of being replaced.</summary>
    public MllpTlsLoad Load()
    {
        var file = Certificate;
        try
        {
            var password = PasswordFile is null ? null : Text(PasswordFile).TrimEnd('\r', '\n');
            var chain = new X509Certificate2Collection();
            var certificate = IsPkcs12(Certificate) ? Pkcs12(password, chain) : Pem(password, chain);
            X509Certificate2Collection? authorities = null;
            if (ClientAuthorities is not null)
            {
                file = ClientAuthorities;
                authorities = ReadAuthorities(ClientAuthorities);
            }

            return new MllpTlsLoad(new MllpTlsIdentity(certificate, chain, authorities), null);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            return new MllpTlsLoad(null, $"{file}{(file == Certificate && Key is not null ? $" with the key {Key}" : "")} cannot be used: {fault.Message}");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new MllpTlsLoad(null, $"A file cannot be read: {fault.Message}");
        }

        string Text(string path)
        {
            file = path;
            return File.ReadAllText(path);
        }

        X509Certificate2 Pem(string? password, X509Certificate2Collection chain)
        {
            var key = Text(Key ?? Certificate);
            var text = Text(Certificate);
            var certificate = password is null ? X509Certificate2.CreateFromPem(text, key) : X509Certificate2.CreateFromEncryptedPem(text, key, password);
            chain.ImportFromPem(text);
            return certificate;
        }
    }

    /// <summary>The certificates of a PEM file.</summary>
    /// <exception cref="CryptographicException">There are none, or one cannot be read.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static X509Certificate2Collection ReadAuthorities(string path)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(path);
        return authorities.Count > 0 ? authorities : throw new CryptographicException("it holds no certificate.");
    }

    private static bool IsPkcs12(string path) => Path.GetExtension(path).ToUpperInvariant() is ".PFX" or ".P12";

    private X509Certificate2 Pkcs12(string? password, X509Certificate2Collection chain)
    {
        chain.AddRange(X509CertificateLoader.LoadPkcs12Collection(File.ReadAllBytes(Certificate), password));
        return chain.FirstOrDefault(one => one.HasPrivateKey) ?? throw new CryptographicException("it holds no private key.");
    }
}

/// <summary>What became of reading: an identity, or what is wrong and where.</summary>
public sealed record MllpTlsLoad(MllpTlsIdentity? Identity, string? Error);

/// <summary>A certificate with its key, and the authorities of the other side.</summary>
public sealed class MllpTlsIdentity
{
    internal MllpTlsIdentity(X509Certificate2 certificate, X509Certificate2Collection chain, X509Certificate2Collection? authorities)
    {
        Certificate = certificate;
        Context = SslStreamCertificateContext.Create(certificate, chain, offline: true);
        Authorities = authorities;
    }

    /// <summary>With its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>From when on nobody believes it any more.</summary>
    public DateTimeOffset NotAfter => new(Certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero);

    internal SslStreamCertificateContext Context { get; }

    internal X509Certificate2Collection? Authorities { get; }
}
