using Integration.Fhir.Bundles;
using Integration.Fhir.Elements;

namespace Integration.Mapping.Inbound.Sources;

/// <summary>What is read of a change of a resource: values that a path gave, not those it passed on its way.</summary>
internal sealed class FhirTraceRecorder(FhirMessage message) : TraceRecorder
{
    private readonly HashSet<FhirElement> _seen = [];

    public void Read(FhirElement? element)
    {
        if (element is { Text: { } text } && _seen.Add(element))
        {
            Add(new FieldSeen(FhirProblem.PlaceOf(FhirRun.Where(element)), text));
        }
    }

    public override IReadOnlyList<FieldSeen> Unused()
    {
        var unused = new List<FieldSeen>();
        foreach (var resource in message.Resources)
        {
            AddUnused(unused, resource);
        }

        return unused;
    }

    private void AddUnused(List<FieldSeen> unused, FhirElement element)
    {
        if (element is { Text: { Length: > 0 } text } && !_seen.Contains(element))
        {
            unused.Add(new FieldSeen(FhirProblem.PlaceOf(FhirRun.Where(element)), text));
        }

        foreach (var child in element.Children)
        {
            AddUnused(unused, child);
        }
    }
}
