using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Integration.Hl7v2.Message;

/// <summary>
/// Decoding without replacement characters. UTF-16 messages are held as UTF-8 inside (see <see cref="TextForm"/>), so here they decode as UTF-8.
/// </summary>
internal static class Charsets
{
    /// <summary>The index of the first byte that is no text in this character set, or -1. NUL is none in any of them.</summary>
    public static int FirstUndecodable(Hl7Charset charset, ReadOnlySpan<byte> text) =>
        CodePageTable.Of(charset) is { } table ? table.FirstUndefined(text)
        : charset == Hl7Charset.Iso88591 ? text.IndexOf((byte)0)
        : charset == Hl7Charset.Ascii ? Earliest(text.IndexOf((byte)0), text.IndexOfAnyExceptInRange((byte)0, (byte)0x7F))
        : Earliest(text.IndexOf((byte)0), Utf8.IsValid(text) ? -1 : FirstInvalidUtf8(text));

    /// <summary>The text, or null where a byte has no meaning.</summary>
    public static string? TryDecode(Hl7Charset charset, ReadOnlySpan<byte> text) =>
        FirstUndecodable(charset, text) >= 0 ? null : Decode(charset, text);

    /// <summary>Decodes bytes that are known to be decodable.</summary>
    public static string Decode(Hl7Charset charset, ReadOnlySpan<byte> text) =>
        CodePageTable.Of(charset) is { } table ? table.Decode(text)
        : charset == Hl7Charset.Iso88591 ? Encoding.Latin1.GetString(text)
        : charset == Hl7Charset.Ascii ? Encoding.ASCII.GetString(text)
        : Encoding.UTF8.GetString(text);

    /// <summary>The index of the first character that cannot be written in this character set, or -1. NUL and half a surrogate pair cannot in any.</summary>
    public static int FirstUnencodable(Hl7Charset charset, string text)
    {
        var last = charset == Hl7Charset.Ascii ? '\x7F' : charset == Hl7Charset.Iso88591 ? '\xFF' : char.MaxValue;
        var table = CodePageTable.Of(charset);
        for (var i = 0; i < text.Length; i++)
        {
            if (Rune.TryGetRuneAt(text, i, out var rune) && text[i] is not '\0' && text[i] <= last && (table is null || table.CanEncode(text[i])))
            {
                i += rune.Utf16SequenceLength - 1;
                continue;
            }

            return i;
        }

        return -1;
    }

    /// <summary>The bytes for the wire, with a byte-order mark for UTF-16. What the character set cannot express becomes a question mark.</summary>
    public static byte[] Encode(Hl7Charset charset, string text) =>
        CodePageTable.Of(charset) is { } table ? table.Encode(text)
        : charset == Hl7Charset.Iso88591 ? Encoding.Latin1.GetBytes(text)
        : charset == Hl7Charset.Ascii ? Encoding.ASCII.GetBytes(text)
        : charset == Hl7Charset.Utf16LittleEndian ? [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)]
        : charset == Hl7Charset.Utf16BigEndian ? [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(text)]
        : Encoding.UTF8.GetBytes(text);

    /// <summary>The text with each character that the character set lacks written as its code point, <c>U+20AC</c>: nothing becomes a question mark in silence.</summary>
    public static string Expressible(Hl7Charset charset, string text)
    {
        if (FirstUnencodable(charset, text) < 0)
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var itself = rune.ToString();
            result.Append(FirstUnencodable(charset, itself) < 0 ? itself : string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}"));
        }

        return result.ToString();
    }

    /// <summary>Undoes <see cref="Decode"/>: the bytes as they stand in <see cref="TextForm"/>.</summary>
    public static byte[] EncodeInside(Hl7Charset charset, string text) =>
        Encode(charset is Hl7Charset.Utf16LittleEndian or Hl7Charset.Utf16BigEndian ? Hl7Charset.Utf8 : charset, text);

    private static int Earliest(int left, int right) => left < 0 ? right : right < 0 ? left : Math.Min(left, right);

    private static int FirstInvalidUtf8(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(text[at..], out _, out var length) == OperationStatus.Done)
        {
            at += length;
        }

        return at;
    }
}
