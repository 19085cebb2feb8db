using System.Globalization;
using Integration.Fhir.Elements;

namespace Integration.Fhir.Bundles;

/// <summary>What has to hold for a bundle as such (FHIR R4, Bundle; http, transaction; messaging).</summary>
internal static class BundleRules
{
    /// <summary>Problems told one by one; the rest of their kind is only counted.</summary>
    public const int MostTold = 100;

    public static IEnumerable<FhirProblem> Check(string type, IReadOnlyList<EntryIndex> entries, long length, FhirBounds bounds)
    {
        if (!FhirArrival.IsTaken(type))
        {
            yield return Problem(FhirSeverity.Error, "Bundle.type", "WrongCode", "transaction, batch, collection, searchset, history, message or document", 0);
            yield break;
        }

        if (type is "transaction" or "message" && length > bounds.MaxTransactionBytes)
        {
            yield return Problem(FhirSeverity.Error, "Bundle", "TooLong", $"at most {bounds.MaxTransactionBytes} bytes where all or nothing is taken; send a batch", 0);
        }

        if (type == "message" && (entries.Count == 0 || entries[0].Type != "MessageHeader"))
        {
            yield return Problem(FhirSeverity.Error, "Bundle.entry[0].resource", "Required", "a MessageHeader as the first resource of a message", entries.Count == 0 ? 0 : entries[0].Offset);
        }

        foreach (var problem in (type == "transaction" ? Overlapping(entries) : type == "history" ? [] : SameAddress(entries)).Take(MostTold))
        {
            yield return problem;
        }
    }

    /// <summary>FHIR R4, http, transaction processing rules: identities that overlap make the transaction fail.</summary>
    private static IEnumerable<FhirProblem> Overlapping(IReadOnlyList<EntryIndex> entries) =>
        Repeated(entries.Where(entry => entry.Method is FhirMethod.Put or FhirMethod.Delete), entry => entry.Identity)
            .Concat(Repeated(entries.Where(entry => entry.Method == FhirMethod.Post), entry => entry.FullUrl))
            .Select(entry => Problem(FhirSeverity.Error, At(entry), "Overlapping", "one entry for each resource a transaction changes", entry.Offset));

    private static IEnumerable<FhirProblem> SameAddress(IReadOnlyList<EntryIndex> entries) =>
        Repeated(entries, entry => entry.FullUrl == 0 ? 0 : entry.FullUrl ^ entry.Version)
            .Select(entry => Problem(FhirSeverity.Warning, $"{At(entry)}.fullUrl", "DuplicateFullUrl", "an address that no other entry has; references to it lead to the first one", entry.Offset));

    private static IEnumerable<EntryIndex> Repeated(IEnumerable<EntryIndex> entries, Func<EntryIndex, ulong> key)
    {
        var seen = new HashSet<ulong>();
        return entries.Where(entry => key(entry) is > 0 and var own && !seen.Add(own));
    }

    private static string At(EntryIndex entry) => string.Create(CultureInfo.InvariantCulture, $"Bundle.entry[{entry.Index}]");

    private static FhirProblem Problem(FhirSeverity severity, string location, string rule, string expected, long offset) => new(severity, location, rule, expected, offset);
}
