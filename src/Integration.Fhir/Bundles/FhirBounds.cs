namespace Integration.Fhir.Bundles;

/// <summary>How much is taken apart. What is over a bound is named as a problem, never cut off in silence.</summary>
public sealed record FhirBounds
{
    /// <summary>Bytes of all that came in one piece: a request's body, a page, a file.</summary>
    public long MaxPayloadBytes { get; init; } = 200L * 1024 * 1024;

    /// <summary>Bytes of one entry of a bundle, of one line, or of a resource by itself.</summary>
    public int MaxResourceBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Entries of a bundle, or lines.</summary>
    public int MaxEntries { get; init; } = 100_000;

    /// <summary>Bytes of one message: a resource with those it refers to. Half of what a reader takes (<see cref="Elements.FhirReadOptions.MaxBytes"/>).</summary>
    public int MaxMessageBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Bytes of a bundle whose entries are taken all together or not at all: they go into one commit.</summary>
    public int MaxTransactionBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Resources kept with the one that changed.</summary>
    public int MaxContext { get; init; } = 49;

    /// <summary>How deep elements may stand in each other.</summary>
    public int MaxDepth { get; init; } = 128;
}
