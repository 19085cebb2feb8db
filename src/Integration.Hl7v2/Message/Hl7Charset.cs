using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Integration.Hl7v2.Message;

/// <summary>The character sets this library reads (HL7 table 0211). All but UTF-16 contain ASCII byte for byte, so delimiters are single bytes.</summary>
public enum Hl7Charset
{
    Utf8,
    Iso88591,
    Windows1252,
    Ascii,

    /// <summary>Only with a byte-order mark.</summary>
    Utf16LittleEndian,

    /// <summary>Only with a byte-order mark.</summary>
    Utf16BigEndian,
}

/// <summary>
/// Decoding without replacement characters. UTF-16 messages are held as UTF-8 inside (see <see cref="TextForm"/>), so here they decode as UTF-8.
/// </summary>
internal static class Charsets
{
    // 0x80 to 0x9F of windows-1252 (Unicode consortium, CP1252.TXT); '\0' marks the five bytes without a meaning.
    private const string Windows1252Upper =
        "\u20AC\0\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\0\u017D\0\0\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\0\u017E\u0178";

    private static readonly SearchValues<byte> Windows1252Undefined = SearchValues.Create([0x00, 0x81, 0x8D, 0x8F, 0x90, 0x9D]);

    /// <summary>Table 0211 and the spellings seen in real headers; null for anything else.</summary>
    public static Hl7Charset? FromDeclared(string declared) =>
        declared.Trim().ToUpperInvariant() switch
        {
            "UNICODE UTF-8" or "UTF-8" or "UTF8" or "UNICODE" => Hl7Charset.Utf8,
            "8859/1" or "ISO-8859-1" or "ISO8859-1" or "ISO 8859-1" or "ISO_8859-1" or "LATIN1" => Hl7Charset.Iso88591,
            "WINDOWS-1252" or "CP1252" or "WIN-1252" => Hl7Charset.Windows1252,
            "ASCII" or "US-ASCII" or "ISO IR6" => Hl7Charset.Ascii,
            _ => null,
        };

    /// <summary>The index of the first byte that is no text in this character set, or -1. NUL is none in any of them.</summary>
    public static int FirstUndecodable(Hl7Charset charset, ReadOnlySpan<byte> text)
    {
        switch (charset)
        {
            case Hl7Charset.Iso88591:
                return text.IndexOf((byte)0);
            case Hl7Charset.Windows1252:
                return text.IndexOfAny(Windows1252Undefined);
            case Hl7Charset.Ascii:
                return Earliest(text.IndexOf((byte)0), text.IndexOfAnyExceptInRange((byte)0, (byte)0x7F));
            default:
                return Earliest(text.IndexOf((byte)0), Utf8.IsValid(text) ? -1 : FirstInvalidUtf8(text));
        }
    }

    /// <summary>The text, or null where a byte has no meaning.</summary>
    public static string? TryDecode(Hl7Charset charset, ReadOnlySpan<byte> text) =>
        FirstUndecodable(charset, text) >= 0 ? null : Decode(charset, text);

    /// <summary>Decodes bytes that are known to be decodable.</summary>
    public static string Decode(Hl7Charset charset, ReadOnlySpan<byte> text) =>
        charset switch
        {
            Hl7Charset.Iso88591 => Encoding.Latin1.GetString(text),
            Hl7Charset.Windows1252 => DecodeWindows1252(text),
            Hl7Charset.Ascii => Encoding.ASCII.GetString(text),
            Hl7Charset.Utf8 or Hl7Charset.Utf16LittleEndian or Hl7Charset.Utf16BigEndian => Encoding.UTF8.GetString(text),
            _ => throw new UnreachableException(),
        };

    /// <summary>The bytes for the wire, with a byte-order mark for UTF-16. What the character set cannot express becomes a question mark.</summary>
    public static byte[] Encode(Hl7Charset charset, string text) =>
        charset switch
        {
            Hl7Charset.Utf8 => Encoding.UTF8.GetBytes(text),
            Hl7Charset.Iso88591 => Encoding.Latin1.GetBytes(text),
            Hl7Charset.Windows1252 => EncodeWindows1252(text),
            Hl7Charset.Ascii => Encoding.ASCII.GetBytes(text),
            Hl7Charset.Utf16LittleEndian => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)],
            Hl7Charset.Utf16BigEndian => [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(text)],
            _ => throw new UnreachableException(),
        };

    /// <summary>The text with each character that the character set lacks written as its code point, <c>U+20AC</c>: nothing becomes a question mark in silence.</summary>
    public static string Expressible(Hl7Charset charset, string text)
    {
        if (charset is not (Hl7Charset.Iso88591 or Hl7Charset.Windows1252 or Hl7Charset.Ascii) || Ascii.IsValid(text))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var itself = rune.ToString();
            result.Append(Decode(charset, Encode(charset, itself)) == itself ? itself : string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}"));
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

    private static string DecodeWindows1252(ReadOnlySpan<byte> text) =>
        string.Create(text.Length, text, static (characters, bytes) =>
        {
            for (var i = 0; i < bytes.Length; i++)
            {
                characters[i] = bytes[i] is >= 0x80 and <= 0x9F ? Windows1252Upper[bytes[i] - 0x80] : (char)bytes[i];
            }
        });

    private static byte[] EncodeWindows1252(string text)
    {
        var bytes = new byte[text.Length];
        for (var i = 0; i < text.Length; i++)
        {
            var upper = text[i] == '\0' ? -1 : Windows1252Upper.IndexOf(text[i], StringComparison.Ordinal);
            bytes[i] = upper >= 0 ? (byte)(0x80 + upper)
                : text[i] is < '\x80' or (>= '\xA0' and <= '\xFF') ? (byte)text[i]
                : (byte)'?';
        }

        return bytes;
    }
}
