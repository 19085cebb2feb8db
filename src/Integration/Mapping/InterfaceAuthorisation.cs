using Integration.Contracts;
using Integration.Mapping.Files;

namespace Integration.Mapping;

/// <summary>Reads how this product shows who it is to an EHR. Each kind needs its own keys, and another kind's are unknown to it.</summary>
internal static class InterfaceAuthorisation
{
    public static FhirAuthorisation Read(YamlMap map)
    {
        var kind = InterfaceFhir.Word<FhirAuthorisationKind>(map, "kind");
        var asksForTokens = kind is FhirAuthorisationKind.ClientCredentials or FhirAuthorisationKind.SmartBackend;
        var certificate = kind == FhirAuthorisationKind.MutualTls ? map.Text("certificate") : null;
        var read = new FhirAuthorisation(
            kind,
            asksForTokens ? InterfaceFhir.Address(map, "token-address", map.Need("token-address")) : null,
            asksForTokens ? map.Text("client-id") : "",
            asksForTokens ? map.OptionalText("scope") ?? "" : "",
            kind is FhirAuthorisationKind.Bearer or FhirAuthorisationKind.ClientCredentials ? Secret(map, "secret") : null,
            kind == FhirAuthorisationKind.SmartBackend ? Secret(map, "key") : null,
            kind == FhirAuthorisationKind.SmartBackend ? map.Text("key-id") : "",
            certificate is null ? null : map.FullPath(certificate),
            kind == FhirAuthorisationKind.MutualTls && map.OptionalText("certificate-key") is { } key ? map.FullPath(key) : null);
        map.Close();
        return read;
    }

    private static SecretSource? Secret(YamlMap map, string key) => map.Need(key) is { } node ? InterfaceFhir.Secret(map, node, key) : null;
}
