namespace Integration.Fhir.Bundles;

/// <summary>
/// One change of one resource, however it came: posted by itself, as an entry of a bundle, with a notification, as a line of a file, or found by a search. It is what the journal calls a message.
/// </summary>
/// <param name="Type">Resource type: <c>Appointment</c>.</param>
/// <param name="Id">Logical id at the server; empty where it has none yet.</param>
/// <param name="VersionId"><c>meta.versionId</c>, or that of the entry's <c>response.etag</c>; empty where none is given.</param>
/// <param name="LastUpdated"><c>meta.lastUpdated</c> as written, or the entry's <c>response.lastModified</c>; empty where none is given.</param>
/// <param name="IsDelete">The resource was deleted: there is no content.</param>
/// <param name="Location">Where it stood in what was received: <c>Bundle.entry[3].resource</c>; empty for a resource by itself.</param>
/// <param name="Body">What is journalled: UTF-8 JSON that FhirMessage reads. The bytes of each resource in it are those that were received.</param>
public sealed record FhirChange(string Type, string Id, string VersionId, string LastUpdated, bool IsDelete, string Location, ReadOnlyMemory<byte> Body)
{
    /// <summary>The bytes of the resource alone; empty for a deletion.</summary>
    public ReadOnlyMemory<byte> Focus { get; init; }

    /// <summary>A resource that was deleted by its address: nobody says which version that made, or when.</summary>
    public static FhirChange Deletion(string type, string id)
    {
        var fields = default(EntryFields) with { FullUrl = "", Etag = "", LastModified = "" };
        return new FhirChange(type, id, "", "", IsDelete: true, "", ChangeBody.Deletion(fields, type, id));
    }
}
