using Integration.Fhir.Definitions;

namespace Integration.Fhir.Elements;

public enum FhirSeverity
{
    /// <summary>The resource cannot be read as FHIR R4 at this place.</summary>
    Error,

    /// <summary>It can be read; the sender should mend it.</summary>
    Warning,
}

/// <summary>What is wrong with a resource, and where.</summary>
/// <param name="Location">A FHIRPath (<c>Appointment.participant[1].status</c>) in the sender's own names, for whoever has the resource; empty where there is no element, as in text that is no JSON.</param>
/// <param name="Rule">A name for the kind of problem, in one word: <c>UnknownElement</c>.</param>
/// <param name="Expected">What was expected there, in words, never what was sent: values may name a patient.</param>
/// <param name="ByteOffset">The byte of the input at which it was seen, from 0.</param>
public sealed record FhirProblem(FhirSeverity Severity, string Location, string Rule, string Expected, long ByteOffset)
{
    /// <summary>The location for logs, answers and the journal: a name that R4 does not have may be anybody's and is a question mark.</summary>
    public string Place => PlaceOf(Location);

    /// <inheritdoc cref="Place"/>
    /// <param name="location">A path as in <see cref="Location"/>.</param>
    public static string PlaceOf(string location)
    {
        ArgumentNullException.ThrowIfNull(location);
        return string.Join('.', location.Split('.').Select(step => IsKnown(step) ? step : "?"));
    }

    /// <returns>With the byte where the place alone does not lead there.</returns>
    public override string ToString() => $"{(Place.Length == 0 ? $"byte {ByteOffset}" : Place.Contains('?', StringComparison.Ordinal) ? $"{Place} (byte {ByteOffset})" : Place)}: {Expected}";

    private static bool IsKnown(string step)
    {
        var index = step.IndexOf('[', StringComparison.Ordinal);
        var name = (index < 0 ? step : step[..index]).TrimStart('_');
        // Lines of NDJSON are counted by us.
        return name.Length == 0 || name == "resourceType" || name.StartsWith("line ", StringComparison.Ordinal) || FhirDefinitions.ElementNames.Contains(name) || FhirDefinitions.Type(name) is not null;
    }
}
