using Integration.Hl7v2.Message;

namespace Integration.Hl7v2.Conformance;

/// <summary>How much a finding matters. None of them makes a message unreadable.</summary>
public enum Hl7Severity
{
    /// <summary>The standard allows it; whoever connects the sender should know.</summary>
    Note,

    /// <summary>The standard forbids it.</summary>
    Warning,
}

/// <summary>What a readable message does that the standard does not, or that is easily misread.</summary>
/// <param name="Rule">Name of the rule, such as <c>RequiredField</c>.</param>
/// <param name="Location">Where.</param>
/// <param name="Expected">What should stand there, in a plain sentence without content of the message.</param>
/// <param name="Excerpt">The shape of what stands there; empty where nothing does.</param>
public sealed record Hl7Finding(Hl7Severity Severity, string Rule, Hl7Location Location, string Expected, string Excerpt);
