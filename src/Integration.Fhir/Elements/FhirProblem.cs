namespace Integration.Fhir.Elements;

public enum FhirSeverity
{
    /// <summary>The resource cannot be read as FHIR R4 at this place.</summary>
    Error,

    /// <summary>It can be read; the sender should mend it.</summary>
    Warning,
}

/// <summary>What is wrong with a resource, and where.</summary>
/// <param name="Location">A FHIRPath (<c>Appointment.participant[1].status</c>); empty where there is no element, as in text that is no JSON.</param>
/// <param name="Rule">A name for the kind of problem, in one word: <c>UnknownElement</c>.</param>
/// <param name="Expected">What was expected there, in words, never what was sent: values may name a patient.</param>
/// <param name="ByteOffset">The byte of the input at which it was seen, from 0.</param>
public sealed record FhirProblem(FhirSeverity Severity, string Location, string Rule, string Expected, long ByteOffset)
{
    public override string ToString() => $"{(Location.Length == 0 ? $"byte {ByteOffset}" : Location)}: {Expected}";
}
