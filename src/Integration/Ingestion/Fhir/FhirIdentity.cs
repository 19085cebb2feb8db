using System.Security.Cryptography;
using System.Text;
using Integration.Contracts;
using Integration.Fhir.Bundles;

namespace Integration.Ingestion.Fhir;

/// <summary>
/// What makes two changes the same (rule 7, decision 0017): type, id and version, whichever way they came. Where one of them is missing, or the sender's versions tell nothing apart, it is the resource itself, without the white space that servers put in differently.
/// </summary>
internal static class FhirIdentity
{
    /// <summary>Whether id and version say which change it is.</summary>
    public static bool IsNamed(FhirChange change, ControlIdUse use) => use == ControlIdUse.Unique && change.Id.Length > 0 && change.VersionId.Length > 0;

    /// <summary>SHA-256.</summary>
    public static byte[] Hash(FhirChange change, ControlIdUse use)
    {
        var head = $"fhir\0{change.Type}\0{change.Id}\0{(change.IsDelete ? "deleted" : "")}\0";
        return IsNamed(change, use)
            ? SHA256.HashData(Encoding.UTF8.GetBytes($"fhir\0{change.Type}\0{change.Id}\0{change.VersionId}"))
            : SHA256.HashData([.. Encoding.UTF8.GetBytes(change.IsDelete ? head + change.LastUpdated : head), .. JsonText.Compact(change.Focus.Span)]);
    }

    /// <summary>As people find it: <c>id/version</c>.</summary>
    public static string ControlId(FhirChange change) => change.VersionId.Length == 0 ? change.Id : $"{change.Id}/{change.VersionId}";
}
