using System.Collections.Frozen;

namespace Integration.Hl7v2.Message;

/// <summary>Names of character sets: as interface files write them, and as senders do in MSH-18.</summary>
public static class CharacterSets
{
    /// <summary>HL7 table 0211 and what stands in real headers, compared by letters and digits alone; the numbers are those of ISO-IR, as in DICOM.</summary>
    private static readonly (Hl7Charset Charset, string Name, string[] Declared)[] Known =
    [
        (Hl7Charset.Utf8, "UTF-8", ["UNICODEUTF8", "UTF8", "UNICODE", "ISOIR192"]),
        (Hl7Charset.Iso88591, "ISO-8859-1", ["88591", "ISO88591", "LATIN1", "ISOIR100"]),
        (Hl7Charset.Iso88592, "ISO-8859-2", ["88592", "ISO88592", "LATIN2", "ISOIR101"]),
        (Hl7Charset.Iso88593, "ISO-8859-3", ["88593", "ISO88593", "LATIN3", "ISOIR109"]),
        (Hl7Charset.Iso88594, "ISO-8859-4", ["88594", "ISO88594", "LATIN4", "ISOIR110"]),
        (Hl7Charset.Iso88595, "ISO-8859-5", ["88595", "ISO88595", "ISOIR144"]),
        (Hl7Charset.Iso88596, "ISO-8859-6", ["88596", "ISO88596", "ISOIR127"]),
        (Hl7Charset.Iso88597, "ISO-8859-7", ["88597", "ISO88597", "ISOIR126"]),
        (Hl7Charset.Iso88598, "ISO-8859-8", ["88598", "ISO88598", "ISOIR138"]),
        (Hl7Charset.Iso88599, "ISO-8859-9", ["88599", "ISO88599", "LATIN5", "ISOIR148"]),
        (Hl7Charset.Iso885915, "ISO-8859-15", ["885915", "ISO885915", "LATIN9", "ISOIR203"]),
        (Hl7Charset.Windows1250, "windows-1250", ["WINDOWS1250", "CP1250", "WIN1250"]),
        (Hl7Charset.Windows1251, "windows-1251", ["WINDOWS1251", "CP1251", "WIN1251"]),
        (Hl7Charset.Windows1252, "windows-1252", ["WINDOWS1252", "CP1252", "WIN1252"]),
        (Hl7Charset.Ascii, "ASCII", ["ASCII", "USASCII", "ISOIR6"]),
    ];

    private static readonly FrozenDictionary<string, Hl7Charset> ByDeclared =
        Known.SelectMany(one => one.Declared.Select(declared => (declared, one.Charset))).ToFrozenDictionary(pair => pair.declared, pair => pair.Charset);

    private static readonly int LongestDeclared = ByDeclared.Keys.Max(declared => declared.Length);

    /// <summary>What an interface file may name.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(one => one.Name)];

    /// <exception cref="ArgumentException">Not one of <see cref="Names"/>; the interface file refuses it at start.</exception>
    public static Hl7Charset Read(string name) =>
        Array.Find(Known, one => one.Name == name) is { Name: not null } found ? found.Charset
            : throw new ArgumentException($"There is no character set '{name}' here; there are {string.Join(", ", Names)}.", nameof(name));

    /// <summary>The name of a character set for people, also of those only the bytes announce.</summary>
    public static string Name(Hl7Charset charset) =>
        charset == Hl7Charset.Utf16LittleEndian ? "UTF-16LE"
        : charset == Hl7Charset.Utf16BigEndian ? "UTF-16BE"
        : Array.Find(Known, one => one.Charset == charset).Name;

    /// <summary>MSH-18 for a text in this character set (table 0211; the windows sets are not in it and go by their own names).</summary>
    internal static string Declaration(Hl7Charset charset) =>
        charset == Hl7Charset.Utf8 ? "UNICODE UTF-8"
        : charset is Hl7Charset.Utf16LittleEndian or Hl7Charset.Utf16BigEndian ? "UNICODE UTF-16"
        : Name(charset).Replace("ISO-8859-", "8859/", StringComparison.Ordinal);

    /// <summary>A name of MSH-18; null for what is not supported.</summary>
    internal static Hl7Charset? FromDeclared(ReadOnlySpan<byte> declared)
    {
        Span<char> plain = stackalloc char[LongestDeclared + 1];
        var length = 0;
        foreach (var letter in declared)
        {
            if (char.IsAsciiLetterOrDigit((char)letter) && length < plain.Length)
            {
                plain[length++] = char.ToUpperInvariant((char)letter);
            }
        }

        return ByDeclared.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(plain[..length], out var charset) ? charset : null;
    }
}
