using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Integration.Hl7v2.Mllp;

/// <summary>The certificate a peer showed and that was found good.</summary>
/// <param name="Fingerprint">SHA-256 over the certificate, 64 upper-case hexadecimal digits.</param>
/// <param name="Names">Common names of the subject and DNS names among its alternative names.</param>
public sealed record MllpCertificate(string Fingerprint, IReadOnlyList<string> Names)
{
    private const string CommonName = "2.5.4.3";

    /// <summary>Whether a name of a list means this certificate: a fingerprint in any spelling, a common name or a DNS name.</summary>
    public bool Is(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var digits = name.Replace(":", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        return string.Equals(digits, Fingerprint, StringComparison.OrdinalIgnoreCase) || Names.Contains(name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>What a certificate says of itself; whether it is good is for the handshake to judge.</summary>
    public static MllpCertificate Of(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var common = certificate.SubjectName.EnumerateRelativeDistinguishedNames()
            .Where(part => !part.HasMultipleElements && part.GetSingleElementType().Value == CommonName)
            .Select(part => part.GetSingleElementValue() ?? "");
        var alternative = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(extension => extension.EnumerateDnsNames());
        return new MllpCertificate(certificate.GetCertHashString(HashAlgorithmName.SHA256), [.. common.Concat(alternative).Where(name => name.Length > 0).Distinct()]);
    }
}
