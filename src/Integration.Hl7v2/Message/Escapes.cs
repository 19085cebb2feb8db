using System.Buffers;
using System.Globalization;
using System.Text;

namespace Integration.Hl7v2.Message;

/// <summary>Escape sequences of text fields (HL7 v2.9.1 chapter 2, "Use of escape sequences in text fields").</summary>
internal static class Escapes
{
    /// <summary>
    /// Decodes and un-escapes. A sequence that is unknown, unfinished or not text in the message's character set is kept as sent: nothing is
    /// dropped and nothing guessed.
    /// </summary>
    public static string Decode(ReadOnlySpan<byte> text, in Hl7Delimiters delimiters, Hl7Charset charset)
    {
        var next = text.IndexOf(delimiters.Escape);
        if (next < 0)
        {
            return Charsets.Decode(charset, text);
        }

        var result = new StringBuilder(text.Length);
        while (next >= 0)
        {
            result.Append(Charsets.Decode(charset, text[..next]));
            text = text[next..];
            var length = AppendSequence(result, text, delimiters, charset);
            text = text[length..];
            next = text.IndexOf(delimiters.Escape);
        }

        return result.Append(Charsets.Decode(charset, text)).ToString();
    }

    /// <summary>Escapes the delimiters of <paramref name="text"/>; control characters, which would break the segment, become blanks.</summary>
    public static string Encode(string text, in Hl7Delimiters delimiters)
    {
        var result = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            Append(result, char.IsControl(character) ? ' ' : character, delimiters);
        }

        return result.ToString();
    }

    /// <summary>Escapes so that <see cref="Decode"/> gives the same text again: control characters as hex, and two quotation marks so that they do not mean deletion.</summary>
    public static string EncodeExactly(string text, in Hl7Delimiters delimiters)
    {
        var result = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (character < ' ' || text == "\"\"")
            {
                AppendHexOf(result, character, delimiters.Escape);
            }
            else
            {
                Append(result, character, delimiters);
            }
        }

        return result.ToString();
    }

    private static void AppendHexOf(StringBuilder result, char character, byte escape) =>
        result.Append((char)escape).Append('X').Append(((int)character).ToString("X2", CultureInfo.InvariantCulture)).Append((char)escape);

    private static void Append(StringBuilder result, char character, in Hl7Delimiters delimiters)
    {
        var name =
            character == delimiters.Escape ? 'E'
            : character == delimiters.Field ? 'F'
            : character == delimiters.Component ? 'S'
            : character == delimiters.Repetition ? 'R'
            : character == delimiters.SubComponent ? 'T'
            : character == delimiters.Truncation ? 'P'
            : '\0';
        if (name == '\0')
        {
            result.Append(character);
        }
        else
        {
            result.Append((char)delimiters.Escape).Append(name).Append((char)delimiters.Escape);
        }
    }

    /// <summary>Appends what the sequence at the start of <paramref name="text"/> stands for; returns how many bytes it took.</summary>
    private static int AppendSequence(StringBuilder result, ReadOnlySpan<byte> text, in Hl7Delimiters delimiters, Hl7Charset charset)
    {
        var end = text[1..].IndexOf(delimiters.Escape);
        if (end < 0)
        {
            result.Append(Charsets.Decode(charset, text));
            return text.Length;
        }

        var body = text.Slice(1, end);
        if (body.Length > 2 && body[0] == (byte)'X')
        {
            return AppendHex(result, text, delimiters, charset);
        }

        var length = end + 2;
        var meaning = Meaning(body, delimiters);
        result.Append(meaning ?? Charsets.Decode(charset, text[..length]));
        return length;
    }

    private static string? Meaning(ReadOnlySpan<byte> body, in Hl7Delimiters delimiters) =>
        body.Length == 1
            ? (char)body[0] switch
            {
                'F' => Of(delimiters.Field),
                'S' => Of(delimiters.Component),
                'R' => Of(delimiters.Repetition),
                'E' => Of(delimiters.Escape),
                'T' when delimiters.SubComponent is { } sub => Of(sub),
                'P' when delimiters.Truncation is { } cut => Of(cut),
                // Highlighting on and off: presentation, not text.
                'H' or 'N' => "",
                _ => null,
            }
            : body.SequenceEqual(".br"u8) ? "\n" : null;

    private static string Of(byte delimiter) => ((char)delimiter).ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Neighbouring hex sequences are decoded together, because senders write one byte each of a character that takes several (<c>\XC3\\X89\</c>).
    /// </summary>
    private static int AppendHex(StringBuilder result, ReadOnlySpan<byte> text, in Hl7Delimiters delimiters, Hl7Charset charset)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var length = 0;
        while (TryReadHex(text[length..], delimiters.Escape, bytes, out var taken))
        {
            length += taken;
        }

        if (length == 0)
        {
            length = text[1..].IndexOf(delimiters.Escape) + 2;
        }

        var decoded = bytes.WrittenCount > 0 ? Charsets.TryDecode(charset, bytes.WrittenSpan) : null;
        result.Append(decoded ?? Charsets.Decode(charset, text[..length]));
        return length;
    }

    private static bool TryReadHex(ReadOnlySpan<byte> text, byte escape, ArrayBufferWriter<byte> bytes, out int length)
    {
        length = 0;
        if (text.Length < 5 || text[0] != escape || text[1] != (byte)'X')
        {
            return false;
        }

        var end = text[2..].IndexOf(escape);
        if (end < 2 || end % 2 != 0
            || Convert.FromHexString(text.Slice(2, end), bytes.GetSpan(end / 2), out _, out var written) != OperationStatus.Done)
        {
            return false;
        }

        bytes.Advance(written);
        length = end + 3;
        return true;
    }
}
