using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Integration.Contracts;
using Integration.Ingestion.Fhir;
using Integration.Ingestion.Fhir.Authorising;
using Integration.UnitTests.Odoo;

namespace Integration.UnitTests.Ingestion.Fhir;

public sealed class AuthorisingTests : IDisposable
{
    private static readonly Uri s_tokenAddress = new("https://login.example/token");
    private readonly string _folder = Directory.CreateTempSubdirectory("integration-secret-").FullName;

    [Theory]
    [InlineData("RS384")]
    [InlineData("ES384")]
    public async Task The_published_key_verifies_what_the_private_one_signed(string algorithm)
    {
        var server = new ScriptedServer().Answer("""{"access_token":"t","token_type":"bearer","expires_in":300}""");
        var authorisation = Signing(algorithm == "RS384" ? RSA.Create(2048).ExportPkcs8PrivateKeyPem() : ECDsa.Create(ECCurve.NamedCurves.nistP384).ExportECPrivateKeyPem());
        using var tokens = server.Tokens(authorisation);
        Assert.Equal("t", await tokens.GetAsync(default));

        var form = server.Bodies[0].Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1].Replace('+', ' ')));
        Assert.Equal(("client_credentials", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "system/Appointment.rs system/Task.rs"), (form["grant_type"], form["client_assertion_type"], form["scope"]));
        var parts = form["client_assertion"].Split('.');
        var (header, claims) = (Json(parts[0]), Json(parts[1]));
        var key = JsonDocument.Parse(PublishedKeys.Of(Feed(authorisation))).RootElement.GetProperty("keys")[0];
        Assert.Equal((algorithm, "k1", "k1", algorithm), (Text(header, "alg"), Text(header, "kid"), Text(key, "kid"), Text(key, "alg")));
        Assert.True(Verifies(key, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2])));
        Assert.False(Verifies(key, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}x"), Base64Url.DecodeFromChars(parts[2])));
        Assert.Equal(("us", "us", s_tokenAddress.AbsoluteUri), (Text(claims, "iss"), Text(claims, "sub"), Text(claims, "aud")));
        Assert.InRange(claims.GetProperty("exp").GetInt64() - TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(), 60, 300);
        Assert.True(Text(claims, "jti").Length >= 32);
        Assert.DoesNotContain(key.EnumerateObject(), member => member.Name is "d" or "p" or "q" or "dp" or "dq" or "qi");
    }

    [Fact]
    public async Task A_token_is_kept_until_shortly_before_its_end_and_fetched_by_one_at_a_time()
    {
        var server = new ScriptedServer().Answer("""{"access_token":"first","token_type":"Bearer","expires_in":300}""").Answer("""{"access_token":"second","token_type":"Bearer"}""");
        var time = new ManualTime();
        using var tokens = server.Tokens(WithSecret("s3cret"), time);
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => tokens.GetAsync(default).AsTask())), token => Assert.Equal("first", token));
        time.Advance(TimeSpan.FromSeconds(239));
        Assert.Equal("first", await tokens.GetAsync(default));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("second", await tokens.GetAsync(default));
        Assert.Equal(2, server.Asked.Count);
        Assert.EndsWith($"Basic {Convert.ToBase64String("us:s3cret"u8)}", server.Asked[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_not_taken_is_renewed_once()
    {
        const string First = """{"access_token":"first","token_type":"bearer","expires_in":300}""";
        var server = new ScriptedServer().Answer(First).Answer("{}", HttpStatusCode.Unauthorized).Answer(First.Replace("first", "second", StringComparison.Ordinal)).Answer("{}")
            .Answer("{}", HttpStatusCode.Unauthorized).Answer(First.Replace("first", "third", StringComparison.Ordinal)).Answer("{}", HttpStatusCode.Unauthorized);
        using var ehr = server.Open(WithSecret("s3cret"));
        await ehr.GetAsync(ehr.At("metadata"), null, default);
        var refused = await Assert.ThrowsAsync<FhirServerException>(() => ehr.GetAsync(ehr.At("metadata"), null, default));
        Assert.Equal(FhirServerFault.NotAuthorised, refused.Fault);
        Assert.Equal(["Bearer first", "Bearer second", "Bearer second", "Bearer third"], server.Asked.Where(asked => asked.StartsWith("GET", StringComparison.Ordinal)).Select(asked => asked["GET /metadata ".Length..]));
    }

    [Fact]
    public async Task A_refused_client_is_told_by_the_standards_word_and_no_other()
    {
        using var tokens = new ScriptedServer().Answer("""{"error":"invalid_client","error_description":"secret s3cret of us is wrong"}""", HttpStatusCode.BadRequest)
            .Answer("""{"error":"s3cret"}""", HttpStatusCode.BadRequest).Tokens(WithSecret("s3cret"));
        Assert.Equal("the token endpoint answered 400 invalid_client", (await Assert.ThrowsAsync<FhirServerException>(async () => await tokens.GetAsync(default))).Message);
        Assert.Equal("the token endpoint answered 400", (await Assert.ThrowsAsync<FhirServerException>(async () => await tokens.GetAsync(default))).Message);
    }

    [Fact]
    public async Task A_bearer_token_is_read_when_it_is_used_and_a_missing_one_names_its_place()
    {
        var file = Path.Combine(_folder, "token");
        var bearer = new FhirAuthorisation(FhirAuthorisationKind.Bearer, null, "", "", new SecretSource(file, null), null, "", null, null);
        using var tokens = new ScriptedServer().Tokens(bearer);
        Assert.Contains(file, (await Assert.ThrowsAsync<FhirServerException>(async () => await tokens.GetAsync(default))).Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, "one\n");
        Assert.Equal("one", await tokens.GetAsync(default));
        await File.WriteAllTextAsync(file, "two\n");
        Assert.Equal("two", await tokens.GetAsync(default));
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(0)]
    public void A_key_that_is_too_weak_or_none_is_refused(int bits) =>
        Assert.Throws<FhirServerException>(() => PublishedKeys.Of(Feed(Signing(bits == 0 ? "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----" : RSA.Create(bits).ExportPkcs8PrivateKeyPem()))));

    [Fact]
    public void Nothing_is_published_where_nothing_is_signed() => Assert.Equal("""{"keys":[]}""", PublishedKeys.Of(Feed(null)));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private FhirAuthorisation Signing(string pem) =>
        new(FhirAuthorisationKind.SmartBackend, s_tokenAddress, "us", "system/Appointment.rs system/Task.rs", null, Secret("key.pem", pem), "k1", null, null);

    private FhirAuthorisation WithSecret(string secret) => new(FhirAuthorisationKind.ClientCredentials, s_tokenAddress, "us", "", Secret("secret", secret), null, "", null, null);

    private SecretSource Secret(string name, string text)
    {
        File.WriteAllText(Path.Combine(_folder, name), text);
        return new SecretSource(Path.Combine(_folder, name), null);
    }

    private static FhirFeed Feed(FhirAuthorisation? authorisation) => new(null, TimeSpan.FromMinutes(1), TimeSpan.Zero, 100, [], null, null, authorisation);

    private static bool Verifies(JsonElement key, byte[] signed, byte[] signature)
    {
        if (Text(key, "kty") == "RSA")
        {
            using var rsa = RSA.Create(new RSAParameters { Modulus = Base64Url.DecodeFromChars(Text(key, "n")), Exponent = Base64Url.DecodeFromChars(Text(key, "e")) });
            return rsa.VerifyData(signed, signature, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1);
        }

        var point = new ECPoint { X = Base64Url.DecodeFromChars(Text(key, "x")), Y = Base64Url.DecodeFromChars(Text(key, "y")) };
        using var curve = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP384, Q = point });
        return curve.VerifyData(signed, signature, HashAlgorithmName.SHA384, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static JsonElement Json(string part) => JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(part));

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
