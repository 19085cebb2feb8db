using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Integration.Sandbox.Fhir;

namespace Integration.SystemTests.Fhir;

/// <summary>The stand-in EHR gives tokens to whom it knows: by secret, and by assertion as SMART Backend Services asks.</summary>
public sealed class FhirSandboxTokenTests
{
    [Fact]
    public async Task A_secret_gives_a_token_that_opens_the_server()
    {
        await using var ehr = await StandInEhr.StartAsync(new FhirSandboxOptions { Client = new FhirClient("hub", "right") });
        Assert.Equal(HttpStatusCode.Unauthorized, (await ehr.SendAsync(HttpMethod.Get, "Appointment")).Status);
        Assert.Equal(HttpStatusCode.OK, (await ehr.SendAsync(HttpMethod.Get, "metadata")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(ehr, ("client_id", "hub"), ("client_secret", "wrong"))).Status);

        var given = await AskAsync(ehr, ("client_id", "hub"), ("client_secret", "right"));
        var token = given.Body.GetProperty("access_token").GetString();
        Assert.Equal(HttpStatusCode.OK, (await ehr.SendAsync(HttpMethod.Get, "Appointment", null, ("Authorization", $"Bearer {token}"))).Status);
    }

    [Theory]
    [InlineData("RS384")]
    [InlineData("ES384")]
    public async Task An_assertion_is_good_once_and_only_with_its_own_signature(string algorithm)
    {
        using var rsa = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var keys = algorithm == "RS384" ? KeySet(rsa) : KeySet(curve);
        await using var ehr = await StandInEhr.StartAsync(new FhirSandboxOptions { Client = new FhirClient("hub", KeySet: _ => Task.FromResult(keys)) });
        byte[] Sign(byte[] bytes) => algorithm == "RS384" ? rsa.SignData(bytes, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1) : curve.SignData(bytes, HashAlgorithmName.SHA384);

        var good = Assertion(ehr, algorithm, TimeSpan.FromMinutes(4), Sign);
        Assert.Equal(HttpStatusCode.OK, (await AssertAsync(ehr, good)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AssertAsync(ehr, good)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AssertAsync(ehr, Assertion(ehr, algorithm, TimeSpan.FromMinutes(6), Sign))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AssertAsync(ehr, Assertion(ehr, algorithm, TimeSpan.FromMinutes(4), bytes => Sign([.. bytes, 0])))).Status);
        Assert.Equal(1, ehr.Server.TokensGiven);
    }

    private static Task<(HttpStatusCode Status, JsonElement Body)> AssertAsync(StandInEhr ehr, string assertion) =>
        AskAsync(ehr, ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), ("client_assertion", assertion));

    private static async Task<(HttpStatusCode Status, JsonElement Body)> AskAsync(StandInEhr ehr, params (string Name, string Value)[] fields)
    {
        using var http = new HttpClient();
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("grant_type", "client_credentials"), .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]);
        using var response = await http.PostAsync(ehr.Server.TokenUrl, form);
        return (response.StatusCode, JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()));
    }

    private static string Assertion(StandInEhr ehr, string algorithm, TimeSpan life, Func<byte[], byte[]> sign)
    {
        var header = new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT", ["kid"] = "k1" };
        var claims = new JsonObject
        {
            ["iss"] = "hub",
            ["sub"] = "hub",
            ["aud"] = ehr.Server.TokenUrl.ToString(),
            ["exp"] = (TimeProvider.System.GetUtcNow() + life).ToUnixTimeSeconds(),
            ["jti"] = Guid.CreateVersion7().ToString(),
        };
        var signed = $"{Encode(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Encode(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return $"{signed}.{Encode(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string KeySet(RSA key)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return new JsonObject { ["keys"] = new JsonArray(new JsonObject { ["kty"] = "RSA", ["kid"] = "k1", ["n"] = Encode(parameters.Modulus!), ["e"] = Encode(parameters.Exponent!) }) }.ToJsonString();
    }

    private static string KeySet(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return new JsonObject { ["keys"] = new JsonArray(new JsonObject { ["kty"] = "EC", ["crv"] = "P-384", ["kid"] = "k1", ["x"] = Encode(point.X!), ["y"] = Encode(point.Y!) }) }.ToJsonString();
    }

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
