using System.Text.Json.Nodes;
using Integration.Contracts;

namespace Integration.Ingestion.Fhir.Authorising;

/// <summary>The key set at <c>/.well-known/jwks.json</c>, by which servers check who asks for a token. Public parts only.</summary>
internal static class PublishedKeys
{
    /// <returns>A JSON Web Key Set (RFC 7517, section 5); empty where nothing is signed.</returns>
    /// <exception cref="FhirServerException">The key cannot be read.</exception>
    public static string Of(FhirFeed feed)
    {
        if (feed.Authorisation is not { Kind: FhirAuthorisationKind.SmartBackend, Key: { } source } authorisation)
        {
            return """{"keys":[]}""";
        }

        using var key = AssertionKey.Read(SecretText.Read(source), authorisation.KeyId);
        return new JsonObject { ["keys"] = new JsonArray(key.PublicKey()) }.ToJsonString();
    }
}
