namespace Integration.Hl7v2.Message;

/// <summary>The three things a field can say (HL7 v2.9.1 chapter 2, "Null and empty").</summary>
public enum Hl7Presence
{
    /// <summary>Nothing is sent: no change.</summary>
    Empty,

    /// <summary><c>""</c> is sent: delete what is known.</summary>
    ExplicitNull,

    /// <summary>A text is sent.</summary>
    Value,
}

/// <summary>One value read from a message.</summary>
/// <param name="Text">Decoded and un-escaped, blanks kept as sent; empty unless <paramref name="Presence"/> is <see cref="Hl7Presence.Value"/>.</param>
/// <param name="Presence">Whether something is said, and what.</param>
/// <param name="Location">Where it stands; the occurrence counts through the whole message.</param>
public readonly record struct Hl7Value(string Text, Hl7Presence Presence, Hl7Location Location)
{
    public bool HasValue => Presence == Hl7Presence.Value;
}
