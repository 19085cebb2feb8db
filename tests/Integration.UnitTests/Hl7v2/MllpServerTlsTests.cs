using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Integration.Hl7v2.Mllp;
using Integration.UnitTests.Odoo;

namespace Integration.UnitTests.Hl7v2;

/// <summary>How a change of certificate files is taken up.</summary>
public sealed class MllpServerTlsTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("integration-test-");
    private readonly List<string> _said = [];
    private readonly MllpTlsFiles _files;

    public MllpServerTlsTests()
    {
        _files = new MllpTlsFiles(At("a.pem"), At("a.key"), null, null);
        Write("first");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_whole_change_is_taken_up_after_a_second()
    {
        var tls = Open();
        Write("second");
        Assert.Equal("CN=first", Shown(tls, 0));
        Assert.Equal("CN=second", Shown(tls, 1));
        Assert.Equal(["CN=second"], _said);
    }

    [Fact]
    public void Half_a_change_is_told_only_when_nothing_more_happens_and_once()
    {
        var tls = Open();
        File.WriteAllText(_files.Certificate, File.ReadAllText(_files.Certificate)[..200]);
        Assert.Equal("CN=first", Shown(tls, 1));
        Assert.Empty(_said);
        Assert.Equal("CN=first", Shown(tls, 1));
        Assert.Contains(_files.Certificate, Assert.Single(_said), StringComparison.Ordinal);
        Assert.Equal("CN=first", Shown(tls, 10));
        Assert.Single(_said);
    }

    [Fact]
    public void A_key_that_comes_before_its_certificate_is_no_error()
    {
        var tls = Open();
        var certificate = File.ReadAllText(_files.Certificate);
        Write("second");
        var second = File.ReadAllText(_files.Certificate);
        File.WriteAllText(_files.Certificate, certificate);
        Assert.Equal("CN=first", Shown(tls, 1));
        File.WriteAllText(_files.Certificate, second);
        Assert.Equal("CN=second", Shown(tls, 1));
        Assert.Equal(["CN=second"], _said);
    }

    [Fact]
    public void Files_behind_a_link_that_moves_are_taken_up()
    {
        // As a secret is mounted into a container: the names stay, and a link in between moves.
        foreach (var name in new[] { "one", "two" })
        {
            Directory.CreateDirectory(At(name));
            Write(name, new MllpTlsFiles(At($"{name}/a.pem"), At($"{name}/a.key"), null, null));
        }

        Directory.CreateSymbolicLink(At("data"), At("one"));
        File.CreateSymbolicLink(At("linked.pem"), At("data/a.pem"));
        File.CreateSymbolicLink(At("linked.key"), At("data/a.key"));
        var tls = Open(new MllpTlsFiles(At("linked.pem"), At("linked.key"), null, null));
        Assert.Equal("CN=one", Shown(tls, 1));
        Directory.Delete(At("data"));
        Directory.CreateSymbolicLink(At("data"), At("two"));

        Assert.Equal("CN=two", Shown(tls, 1));
    }

    [Fact]
    public void A_certificate_that_has_ended_does_not_take_the_place_of_a_good_one()
    {
        var tls = Open();
        Write("second", days: -1);
        Assert.Equal("CN=first", Shown(tls, 1));
        Assert.Equal("CN=first", Shown(tls, 1));
        Assert.Contains("it ended on", Assert.Single(_said), StringComparison.Ordinal);
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private MllpServerTls Open(MllpTlsFiles? files = null) =>
        MllpServerTls.Open(files ?? _files, _time, identity => _said.Add(identity.Certificate.Subject), _said.Add, out _)!;

    private string Shown(MllpServerTls tls, int seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        return tls.Identity.Certificate.Subject;
    }

    private void Write(string name, MllpTlsFiles? files = null, int days = 90)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var end = _time.GetUtcNow().AddDays(days);
        using var certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(end.AddDays(-100), end);
        File.WriteAllText((files ?? _files).Key!, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText((files ?? _files).Certificate, certificate.ExportCertificatePem());
    }
}
