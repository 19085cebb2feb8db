namespace Integration.Fhir.Bundles;

/// <summary>Where an entry stands, and as much of it as finding others needs. There may be a hundred thousand: no texts but the type, which is shared.</summary>
internal sealed class EntryIndex
{
    public required int Index { get; init; }

    /// <summary>The byte at which the entry begins.</summary>
    public required long Offset { get; init; }

    public long Length { get; set; }

    public long ResourceOffset { get; set; }

    /// <summary>0 where there is no resource.</summary>
    public long ResourceLength { get; set; }

    public string Type { get; set; } = "";

    public FhirMethod Method { get; set; }

    /// <summary>Whether the entry says a method at all.</summary>
    public bool HasRequest { get; set; }

    /// <summary>A key stood twice, so that it is open which one is meant.</summary>
    public bool IsAmbiguous { get; set; }

    /// <summary><see cref="ReferenceKey"/> of its address; 0 for none.</summary>
    public ulong FullUrl { get; set; }

    /// <summary><see cref="ReferenceKey"/> of type and id; 0 for none.</summary>
    public ulong Identity { get; set; }

    /// <summary>Of the version; 0 for none.</summary>
    public ulong Version { get; set; }

    /// <summary>What it refers to.</summary>
    public ulong[] References { get; set; } = [];

    /// <summary>No mapping may know who a patient is.</summary>
    public bool IsPerson => Type is "Patient" or "Person" or "RelatedPerson";
}
