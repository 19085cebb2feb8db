using System.Diagnostics;

namespace Integration.Hl7v2.Message;

/// <summary>Names of character sets as interfaces write them.</summary>
public static class CharacterSets
{
    public static IReadOnlyList<string> Names { get; } = ["UTF-8", "ISO-8859-1", "windows-1252", "ASCII"];

    /// <exception cref="ArgumentException">Not one of <see cref="Names"/>; the interface file refuses it at start.</exception>
    public static Hl7Charset Read(string name) => name switch
    {
        "UTF-8" => Hl7Charset.Utf8,
        "ISO-8859-1" => Hl7Charset.Iso88591,
        "windows-1252" => Hl7Charset.Windows1252,
        "ASCII" => Hl7Charset.Ascii,
        _ => throw new ArgumentException($"There is no character set '{name}' here; there are {string.Join(", ", Names)}.", nameof(name)),
    };

    /// <summary>The name of a character set for people, also of those only a byte-order mark announces.</summary>
    public static string Name(Hl7Charset charset) => charset switch
    {
        Hl7Charset.Utf8 => "UTF-8",
        Hl7Charset.Iso88591 => "ISO-8859-1",
        Hl7Charset.Windows1252 => "windows-1252",
        Hl7Charset.Ascii => "ASCII",
        Hl7Charset.Utf16LittleEndian => "UTF-16LE",
        Hl7Charset.Utf16BigEndian => "UTF-16BE",
        _ => throw new UnreachableException(),
    };
}
