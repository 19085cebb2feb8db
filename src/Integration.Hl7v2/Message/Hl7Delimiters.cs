namespace Integration.Hl7v2.Message;

/// <summary>The delimiters of one message (MSH-1 and MSH-2; HL7 v2.9.1 chapter 2, "Message delimiters").</summary>
/// <param name="Field">MSH-1.</param>
/// <param name="Component">First character of MSH-2.</param>
/// <param name="Repetition">Second character of MSH-2.</param>
/// <param name="Escape">Third character of MSH-2.</param>
/// <param name="SubComponent">Fourth character of MSH-2; null where the sender declares only three.</param>
/// <param name="Truncation">Fifth character of MSH-2, since version 2.7; null where not declared.</param>
public readonly record struct Hl7Delimiters(
    byte Field, byte Component, byte Repetition, byte Escape, byte? SubComponent, byte? Truncation)
{
    /// <summary><c>|^~\&amp;</c></summary>
    public static Hl7Delimiters Standard { get; } = new((byte)'|', (byte)'^', (byte)'~', (byte)'\\', (byte)'&', null);

    /// <summary>MSH-2 as the sender would write it.</summary>
    public string EncodingCharacters =>
        $"{(char)Component}{(char)Repetition}{(char)Escape}{(SubComponent is { } sub ? (char)sub : null)}{(Truncation is { } cut ? (char)cut : null)}";

    /// <summary>Reads MSH-2. Any distinct punctuation is accepted; letters, digits, blanks and controls are what corruption looks like.</summary>
    internal static Hl7Delimiters? Read(byte field, ReadOnlySpan<byte> encoding)
    {
        // A tool that escapes the backslash once too often sends ^~\\& and means ^~\&.
        Span<byte> characters = stackalloc byte[5];
        if (encoding.Length is < 3 or > 5)
        {
            return null;
        }

        encoding.CopyTo(characters);
        characters = characters[..encoding.Length];
        if (characters.Length == 5 && characters[2] == characters[3])
        {
            characters[3] = characters[4];
            characters = characters[..4];
        }

        if (!IsPunctuation(field))
        {
            return null;
        }

        for (var i = 0; i < characters.Length; i++)
        {
            if (!IsPunctuation(characters[i]) || characters[i] == field || characters[..i].Contains(characters[i]))
            {
                return null;
            }
        }

        return new Hl7Delimiters(field, characters[0], characters[1], characters[2],
            characters.Length > 3 ? characters[3] : null, characters.Length > 4 ? characters[4] : null);
    }

    /// <summary>What to read the header with when only MSH-1 can be used: the standard characters, unless MSH-1 is one of them.</summary>
    internal static Hl7Delimiters? Fallback(byte field) =>
        IsPunctuation(field) && !"^~\\&"u8.Contains(field) ? Standard with { Field = field } : null;

    // A quotation mark would take the explicit null apart; point, plus and minus would take numbers and time stamps apart.
    private static bool IsPunctuation(byte value) =>
        value < 0x80 && (char.IsPunctuation((char)value) || char.IsSymbol((char)value)) && !"\".+-"u8.Contains(value);
}
