using Integration.Fhir.Elements;

namespace Integration.Fhir.Paths;

/// <summary>What an expression may use beside the element it is evaluated on.</summary>
/// <param name="Resolve">Finds what a <c>Reference</c>, or an element of type <c>uri</c>, <c>url</c> or <c>canonical</c>, points at; null where it is not at hand. Nothing is fetched.</param>
public sealed record FhirPathContext(Func<FhirElement, FhirElement?> Resolve)
{
    /// <summary>No reference can be followed.</summary>
    public static FhirPathContext Alone { get; } = new(_ => null);
}
