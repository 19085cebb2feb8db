using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Integration.Ingestion.Fhir.Authorising;

/// <summary>
/// The private key this product signs with who it is (SMART App Launch 2.0, Client Authentication: Asymmetric; RFC 7523). RSA signs RS384, a key on P-384 signs ES384 (RFC 7518, 3.3 and 3.4).
/// </summary>
internal sealed class AssertionKey : IDisposable
{
    /// <summary>SMART allows five minutes; clocks differ.</summary>
    private static readonly TimeSpan s_life = TimeSpan.FromMinutes(4);

    private readonly RSA? _rsa;
    private readonly ECDsa? _curve;
    private readonly string _id;

    private AssertionKey(RSA? rsa, ECDsa? curve, string id)
    {
        _rsa = rsa;
        _curve = curve;
        _id = id;
    }

    private string Algorithm => _rsa is null ? "ES384" : "RS384";

    /// <param name="pem">PKCS #8, PKCS #1 or SEC 1, not encrypted.</param>
    /// <param name="id"><c>kid</c>.</param>
    /// <exception cref="FhirServerException">It is no such key.</exception>
    public static AssertionKey Read(string pem, string id)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            if (rsa.KeySize >= 2048)
            {
                return new AssertionKey(rsa, null, id);
            }
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            // It is no RSA key: the other kind is tried, and what neither can read is refused below.
            _ = fault;
        }

        rsa.Dispose();
        var curve = ECDsa.Create();
        try
        {
            curve.ImportFromPem(pem);
            if (curve.KeySize == 384)
            {
                return new AssertionKey(null, curve, id);
            }
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            curve.Dispose();
            throw NoKey(fault);
        }

        curve.Dispose();
        throw NoKey(null);
    }

    /// <summary>A signed assertion for one token request: it is never used twice.</summary>
    public string Sign(string clientId, Uri tokenAddress, DateTimeOffset now)
    {
        var header = new JsonObject { ["alg"] = Algorithm, ["kid"] = _id, ["typ"] = "JWT" };
        var claims = new JsonObject
        {
            ["iss"] = clientId,
            ["sub"] = clientId,
            ["aud"] = tokenAddress.AbsoluteUri,
            ["jti"] = Convert.ToHexString(RandomNumberGenerator.GetBytes(16)),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + s_life).ToUnixTimeSeconds(),
        };
        var signed = $"{Encoded(header)}.{Encoded(claims)}";
        var bytes = Encoding.ASCII.GetBytes(signed);
        var signature = _rsa?.SignData(bytes, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1)
            ?? _curve!.SignData(bytes, HashAlgorithmName.SHA384, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>The public part as a JSON Web Key (RFC 7517).</summary>
    public JsonObject PublicKey()
    {
        var key = new JsonObject { ["kid"] = _id, ["use"] = "sig", ["alg"] = Algorithm, ["key_ops"] = new JsonArray("verify") };
        if (_rsa is not null)
        {
            var numbers = _rsa.ExportParameters(includePrivateParameters: false);
            (key["kty"], key["n"], key["e"]) = ("RSA", Base64Url.EncodeToString(numbers.Modulus), Base64Url.EncodeToString(numbers.Exponent));
            return key;
        }

        var point = _curve!.ExportParameters(includePrivateParameters: false).Q;
        (key["kty"], key["crv"], key["x"], key["y"]) = ("EC", "P-384", Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        return key;
    }

    public void Dispose()
    {
        _rsa?.Dispose();
        _curve?.Dispose();
    }

    private static string Encoded(JsonObject part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));

    private static FhirServerException NoKey(Exception? fault) =>
        new(FhirServerFault.NotAuthorised, "the key must be PEM of RSA with at least 2048 bits or of the curve P-384, and not encrypted", fault);
}
