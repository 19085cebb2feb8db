namespace Integration.Fhir.Elements;

/// <summary>What came of reading a resource.</summary>
/// <param name="Root">The resource; null where there is none to be had: no JSON, no resource type, or beyond a bound. Then there is an error that says so.</param>
/// <param name="Problems">In the order they were met.</param>
public sealed record FhirReadResult(FhirElement? Root, IReadOnlyList<FhirProblem> Problems)
{
    /// <summary>There is a resource, and all of it could be read as it was meant.</summary>
    public bool IsReadable => Root is not null && !Problems.Any(problem => problem.Severity == FhirSeverity.Error);
}
