using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Integration.Sandbox.Fhir.Authorisation;

/// <summary>Looks at a client's assertion as SMART App Launch 2.0 (Backend Services, Protocol details) asks of a server: signed with a key of its key set, for this address, for at most five minutes, once.</summary>
internal sealed class AssertionCheck(TimeProvider time)
{
    private const int LongestSeconds = 300;
    private readonly ConcurrentDictionary<string, bool> _seen = [];

    /// <returns>What is wrong with it; null where nothing is.</returns>
    public string? Refusal(string assertion, string client, string audience, string keySet)
    {
        try
        {
            var parts = assertion.Split('.');
            if (parts.Length != 3) return "the assertion is no JWT";
            var header = Decode(parts[0]);
            var claims = Decode(parts[1]);
            if (Text(header, "typ") != "JWT" || Key(keySet, Text(header, "kid"), Text(header, "alg")) is not { } key) return "no key of the key set has the kid and alg of the assertion";
            if (!Verify(key, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]))) return "the signature is wrong";
            if (Text(claims, "iss") != client || Text(claims, "sub") != client) return "iss and sub are not the client";
            if (Text(claims, "aud") != audience) return "aud is not the token address";
            var left = claims.GetProperty("exp").GetInt64() - time.GetUtcNow().ToUnixTimeSeconds();
            if (left is <= 0 or > LongestSeconds) return "exp is over, or more than five minutes ahead";
            return Text(claims, "jti") is { Length: > 0 } id && _seen.TryAdd(id, true) ? null : "jti is missing or was used before";
        }
        catch (Exception error) when (error is JsonException or FormatException or KeyNotFoundException or InvalidOperationException or CryptographicException)
        {
            return $"the assertion cannot be read: {error.Message}";
        }
    }

    private static JsonElement? Key(string keySet, string? id, string? algorithm) =>
        JsonSerializer.Deserialize<JsonElement>(keySet).GetProperty("keys").EnumerateArray()
            .Where(key => Text(key, "kid") == id && algorithm == (Text(key, "kty") == "RSA" ? "RS384" : "ES384")).Select(key => (JsonElement?)key).FirstOrDefault();

    private static bool Verify(JsonElement key, byte[] signed, byte[] signature)
    {
        if (Text(key, "kty") == "RSA")
        {
            using var rsa = RSA.Create(new RSAParameters { Modulus = Bytes(key, "n"), Exponent = Bytes(key, "e") });
            return rsa.VerifyData(signed, signature, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1);
        }

        using var curve = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP384, Q = new ECPoint { X = Bytes(key, "x"), Y = Bytes(key, "y") } });
        return curve.VerifyData(signed, signature, HashAlgorithmName.SHA384);
    }

    private static JsonElement Decode(string part) => JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(part));

    private static byte[] Bytes(JsonElement key, string name) => Base64Url.DecodeFromChars(Text(key, name));

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
