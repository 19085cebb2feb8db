using System.Globalization;
using System.Text.Json;

namespace Integration.Ingestion.Fhir.Polling;

/// <summary>One page of a search or history, as far as the poller looks into it.</summary>
/// <param name="Next">Where the next one is; null for the last.</param>
/// <param name="IsSorted">The server says that it answered in order of lastUpdated (FHIR R4, search: the self link holds what it took notice of).</param>
/// <param name="IsSortedBack">The same, the newest first.</param>
/// <param name="Outcomes">Issue codes the server added (FHIR R4, search.mode outcome).</param>
internal sealed record FhirPage(IReadOnlyList<PageEntry> Entries, string? Next, bool IsSorted, bool IsSortedBack, IReadOnlyList<string> Outcomes)
{
    /// <exception cref="FhirServerException">It is no bundle.</exception>
    public static FhirPage Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var bundle = json.RootElement;
            if (bundle.Text("resourceType") != "Bundle")
            {
                throw new FhirServerException(FhirServerFault.NotUnderstood, "it answered something else than a Bundle");
            }

            return new FhirPage(
                [.. bundle.Items("entry").Select(Entry)],
                Link(bundle, "next"),
                IsSortedBy(bundle, "_lastUpdated"),
                IsSortedBy(bundle, "-_lastUpdated"),
                [.. bundle.Items("entry").SelectMany(entry => entry.Child("resource") is { } resource ? FhirOutcome.Codes(resource) : [])]);
        }
        catch (JsonException fault)
        {
            throw new FhirServerException(FhirServerFault.NotUnderstood, "it answered something else than JSON", fault);
        }
    }

    private static string? Link(JsonElement bundle, string relation) => bundle.Items("link").Where(link => link.Text("relation") == relation).Select(link => link.Text("url")).FirstOrDefault();

    private static bool IsSortedBy(JsonElement bundle, string order) => Uri.UnescapeDataString(Link(bundle, "self") ?? "").Contains($"_sort={order}", StringComparison.Ordinal);

    private static PageEntry Entry(JsonElement entry)
    {
        var resource = entry.Child("resource");
        var isDelete = entry.Child("request")?.Text("method") == "DELETE";
        var type = resource?.Text("resourceType") ?? "";
        var mode = entry.Child("search")?.Text("mode");
        var written = (isDelete ? null : resource?.Child("meta")?.Text("lastUpdated")) ?? entry.Child("response")?.Text("lastModified");
        return new PageEntry(mode is null or "match" && type != "OperationOutcome", written, Instant(written));
    }

    /// <summary>A FHIR instant; digits beyond the clock's hundred nanoseconds are cut off.</summary>
    public static DateTimeOffset? Instant(string? text) =>
        text is not null && text.Contains('T', StringComparison.Ordinal)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant : null;
}

/// <param name="IsMatch">It was asked for; else it comes with what was.</param>
/// <param name="LastUpdated">As written; null where it is not.</param>
/// <param name="At">The instant that means.</param>
internal sealed record PageEntry(bool IsMatch, string? LastUpdated, DateTimeOffset? At);
