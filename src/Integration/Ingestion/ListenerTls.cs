using Integration.Contracts;
using Integration.Hl7v2.Mllp;
using Microsoft.Extensions.Logging;

namespace Integration.Ingestion;

/// <summary>Opens the certificates of a listening interface; changed files are taken up while it runs.</summary>
internal static class ListenerTls
{
    /// <returns>Null for an interface without TLS.</returns>
    /// <exception cref="IOException">They cannot be used; the message says why.</exception>
    public static MllpServerTls? Open(InterfaceDefinition definition, TimeProvider time, ILogger log)
    {
        if (definition.Tls is not { } tls)
        {
            return null;
        }

        var opened = MllpServerTls.Open(
            new MllpTlsFiles(tls.Certificate, tls.Key, tls.PasswordFile, tls.ClientAuthorities),
            time,
            identity => IngestionLog.CertificateTaken(log, definition.Name, identity.Certificate.Subject, identity.NotAfter),
            error => IngestionLog.CertificateNotTaken(log, definition.Name, error),
            out var error);
        if (opened is null)
        {
            throw new IOException($"Interface {definition.Name} cannot listen: {error}");
        }

        IngestionLog.CertificateTaken(log, definition.Name, opened.Identity.Certificate.Subject, opened.Identity.NotAfter);
        return opened;
    }
}
