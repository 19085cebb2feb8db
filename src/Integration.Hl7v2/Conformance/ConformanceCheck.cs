using Integration.Hl7v2.Message;

namespace Integration.Hl7v2.Conformance;

/// <summary>
/// Holds a readable message against the standard: what is missing, what does not belong, what cannot be what it says. It refuses nothing; it tells whoever connects a sender what to expect of it.
/// </summary>
public static class ConformanceCheck
{
    /// <param name="most">Bound of the list.</param>
    public static IReadOnlyList<Hl7Finding> Check(Hl7Message message, int most)
    {
        ArgumentNullException.ThrowIfNull(message);
        var findings = new Findings(most);
        MessageRules.Check(message, findings);
        foreach (var segment in message.Segments)
        {
            SegmentRules.Check(segment, findings);
        }

        ObservationRules.Check(message, findings);
        EscapeRules.Check(message, findings);
        return findings.All;
    }
}
