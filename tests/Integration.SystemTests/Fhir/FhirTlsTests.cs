using System.Security.Cryptography.X509Certificates;
using System.Text;
using Integration.Contracts;
using Integration.SystemTests.Journal;
using Integration.SystemTests.Mllp;

namespace Integration.SystemTests.Fhir;

/// <summary>Who may post where callers show certificates.</summary>
public sealed class FhirTlsTests() : FhirEdge(new SqliteStore())
{
    [Fact]
    public async Task A_certificate_that_is_listed_may_post_and_no_other()
    {
        using var authority = new TestAuthority();
        using var strangers = new TestAuthority("Strangers");
        using var server = authority.Issue("server");
        using var known = authority.Issue("ehr.north.example");
        using var unlisted = authority.Issue("somebody");
        using var foreign = strangers.Issue("ehr.north.example");
        var files = authority.Files("server", server, authority.RootFile);
        await ListenAsync(hasSecret: false, tls: new InterfaceTls(files.Certificate, files.Key, null, files.ClientAuthorities, new Dictionary<string, IReadOnlyList<string>> { ["ehr.north.example"] = [] }));

        Assert.Equal(201, (await PostAsync(known, authority)).Status);
        Assert.Equal(403, (await PostAsync(unlisted, authority)).Status);
        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(foreign, authority));
        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(null, authority));
        Assert.Single(await KeptAsync());
        Assert.Equal(["ConnectionRefused its certificate is not listed"], Noted);
        await HushAsync();
    }

    private async Task<Told> PostAsync(X509Certificate2? certificate, TestAuthority authority)
    {
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(authority.Trust);
        handler.SslOptions.ClientCertificates = certificate is null ? null : [certificate];
        using var client = new HttpClient(handler);
        return await SendAsync(HttpMethod.Post, "/Appointment", new StringContent(Case, Encoding.UTF8, "application/fhir+json"), request => request.Headers.Authorization = null, client);
    }
}
