namespace Integration.Worker.Inspection;

/// <summary>What one FHIR resource of a file is, and what is wrong with it. Holds nothing of its content but what it is called by.</summary>
/// <param name="File">The path as it was given.</param>
/// <param name="At">Where in the file: <c>Bundle.entry[3].resource</c>, <c>line 4</c>, or <c>line 4 Bundle.entry[3].resource</c>; empty where it is the file.</param>
/// <param name="ResourceType">Empty where it does not say.</param>
/// <param name="Id">Logical id; empty where it has none.</param>
/// <param name="Version"><c>meta.versionId</c>; empty where none is given.</param>
/// <param name="Updated"><c>meta.lastUpdated</c> as written; empty where none is given.</param>
/// <param name="Profiles">What it claims to conform to.</param>
/// <param name="Problems">Of a bundle, those outside the resources of its entries: each of these has its own.</param>
internal sealed record InspectedResource(
    string File,
    string At,
    string ResourceType,
    string Id,
    string Version,
    string Updated,
    IReadOnlyList<string> Profiles,
    IReadOnlyList<InspectionProblem> Problems,
    bool Readable);
