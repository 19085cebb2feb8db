namespace Integration.Fhir.Elements;

/// <summary>The bounds of one resource, or of one bundle that is read whole.</summary>
public sealed record FhirReadOptions
{
    /// <summary>Bytes of the JSON. Documents travel as base64 in attachments, hence megabytes.</summary>
    public int MaxBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Objects and lists within each other, the resource itself being the first.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Elements of the tree, with those of contained resources and of a bundle's entries.</summary>
    public int MaxElements { get; init; } = 500_000;

    /// <summary>Of the errors, and of the warnings, so many are told; more help nobody.</summary>
    public int MaxProblems { get; init; } = 100;
}
