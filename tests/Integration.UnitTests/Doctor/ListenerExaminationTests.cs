using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Integration.Contracts;
using Integration.UnitTests.Mapping;
using Integration.UnitTests.Odoo;
using Integration.Worker.Doctor;

namespace Integration.UnitTests.Doctor;

public sealed class ListenerExaminationTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("integration-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(30, "Good", "30 days left")]
    [InlineData(29, "Warning", "29 days left")]
    [InlineData(0, "Warning", "0 days left")]
    [InlineData(-1, "Bad", "ended on 2030-12-31")]
    public void The_end_of_a_certificate_is_called_out_thirty_days_before(int days, string state, string detail)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var end = _time.GetUtcNow().AddDays(days).AddHours(1);
        using var certificate = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSelfSigned(end.AddDays(-90), end);
        File.WriteAllText(Path.Combine(_folder.FullName, "a.pem"), certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());

        var finding = Examine("a.pem");

        Assert.Equal(state, finding?.State.ToString());
        Assert.Contains(detail, finding?.Detail, StringComparison.Ordinal);
        Assert.Equal("certificate of north-or-schedule", finding?.Subject);
    }

    [Fact]
    public void Files_that_cannot_be_used_fail() => Assert.Equal(FindingState.Bad, Examine("missing.pem")?.State);

    [Fact]
    public void An_interface_without_TLS_has_no_line() => Assert.Null(ListenerExamination.Certificate(Shipped.Interface("north-or-schedule"), _time));

    private Finding? Examine(string file) => ListenerExamination.Certificate(
        Shipped.Interface("north-or-schedule") with { Tls = new InterfaceTls(Path.Combine(_folder.FullName, file), null, null, null, new Dictionary<string, IReadOnlyList<string>>()) },
        _time);
}
