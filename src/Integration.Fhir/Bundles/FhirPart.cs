using Integration.Fhir.Elements;

namespace Integration.Fhir.Bundles;

/// <summary>What an entry asks for (FHIR R4, Bundle.entry.request.method).</summary>
public enum FhirMethod
{
    /// <summary>There is no request, as in a collection.</summary>
    None,
    Post,
    Put,
    Delete,

    /// <summary>GET, HEAD, PATCH, or a word that is none: not taken here.</summary>
    Other,
}

/// <summary>One entry, line or resource of what was received, and what is to be done about it.</summary>
/// <param name="Index">Which it was, from 0.</param>
/// <param name="Offset">The byte at which it begins, from 0.</param>
/// <param name="Type">Resource type; empty where none is said.</param>
/// <param name="Location">Where it stands: <c>Bundle.entry[3].resource</c>; empty for a resource by itself.</param>
/// <param name="Change">Null for one that only keeps others company, and for one that cannot be taken.</param>
/// <param name="Problems">With an error it cannot be taken.</param>
public sealed record FhirPart(int Index, long Offset, string Type, FhirMethod Method, string Location, FhirChange? Change, IReadOnlyList<FhirProblem> Problems)
{
    public bool IsRefused => Problems.Any(problem => problem.Severity == FhirSeverity.Error);

    /// <summary>The beginning of one that cannot be taken, for the journal; empty otherwise.</summary>
    public ReadOnlyMemory<byte> Head { get; init; }
}
