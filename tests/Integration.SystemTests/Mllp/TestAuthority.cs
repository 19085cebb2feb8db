using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Integration.Hl7v2.Mllp;

namespace Integration.SystemTests.Mllp;

/// <summary>A certification authority of one test, and the PEM files of whom it certifies.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly X509Certificate2 _root;
    private readonly bool _ownsFolder;
    private int _serial;

    public TestAuthority(string name = "Test authority", DirectoryInfo? folder = null)
    {
        _ownsFolder = folder is null;
        Folder = folder ?? Directory.CreateTempSubdirectory("integration-tls-");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _root = request.CreateSelfSigned(Now.AddDays(-400), Now.AddDays(400));
        File.WriteAllText(RootFile = System.IO.Path.Combine(Folder.FullName, $"{name.Replace(' ', '-')}.pem"), _root.ExportCertificatePem());
    }

    public DirectoryInfo Folder { get; }

    public string RootFile { get; }

    public X509Certificate2Collection Trust => [_root];

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>A certificate with its key. Valid for the names loopback has, for servers and clients.</summary>
    public X509Certificate2 Issue(string name, int daysLeft = 100)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        using var issued = request.Create(_root, Now.AddDays(-300), Now.AddDays(daysLeft), BitConverter.GetBytes(++_serial));
        return issued.CopyWithPrivateKey(key);
    }

    /// <summary>The files of a server; with authorities it asks its clients for a certificate.</summary>
    public MllpTlsFiles Files(string name, X509Certificate2 certificate, string? clientAuthorities = null)
    {
        var files = new MllpTlsFiles(Path($"{name}.pem"), Path($"{name}.key"), null, clientAuthorities);
        Write(files, certificate);
        return files;
    }

    public static void Write(MllpTlsFiles files, X509Certificate2 certificate)
    {
        File.WriteAllText(files.Key!, certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(files.Certificate, certificate.ExportCertificatePem());
    }

    public string Path(string name) => System.IO.Path.Combine(Folder.FullName, name);

    public void Dispose()
    {
        _root.Dispose();
        if (_ownsFolder)
        {
            Folder.Delete(recursive: true);
        }
    }
}
