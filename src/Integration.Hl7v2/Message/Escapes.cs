using System.Buffers;
using System.Globalization;
using System.Text;

namespace Integration.Hl7v2.Message;

/// <summary>Escape sequences of text fields (HL7 v2.9.1 chapter 2, "Use of escape sequences in text fields").</summary>
internal static class Escapes
{
    /// <summary>Every delimiter as a text: delimiters are ASCII.</summary>
    private static readonly string[] Signs = [.. Enumerable.Range(0, 128).Select(sign => ((char)sign).ToString(CultureInfo.InvariantCulture))];

    /// <summary>
    /// Decodes and un-escapes. A sequence that is unknown, unfinished or not text in the message's character set is kept as sent: nothing is
    /// dropped and nothing guessed.
    /// </summary>
    public static string Decode(ReadOnlySpan<byte> text, in Hl7Delimiters delimiters, Hl7Charset charset)
    {
        var at = text.IndexOf(delimiters.Escape);
        if (at < 0)
        {
            return Charsets.Decode(charset, text);
        }

        var result = new StringBuilder(text.Length);
        var hex = default(ArrayBufferWriter<byte>);
        var kept = 0;
        while (at < text.Length)
        {
            var (meaning, length) = ReadSequence(text[at..], delimiters, charset, ref hex);
            if (meaning is not null)
            {
                result.Append(Charsets.Decode(charset, text[kept..at])).Append(meaning);
                kept = at + length;
            }

            at += length;
            var next = text[at..].IndexOf(delimiters.Escape);
            at = next < 0 ? text.Length : at + next;
        }

        return result.Append(Charsets.Decode(charset, text[kept..])).ToString();
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

    /// <summary>What the sequence at the start of <paramref name="text"/> stands for, null where it is kept as sent, and how many bytes it takes.</summary>
    private static (string? Meaning, int Length) ReadSequence(ReadOnlySpan<byte> text, in Hl7Delimiters delimiters, Hl7Charset charset, ref ArrayBufferWriter<byte>? hex)
    {
        var end = text[1..].IndexOf(delimiters.Escape);
        if (end < 0)
        {
            return (null, text.Length);
        }

        var body = text.Slice(1, end);
        return body.Length > 2 && body[0] == (byte)'X' ? ReadHex(text, end + 2, delimiters.Escape, charset, hex ??= new ArrayBufferWriter<byte>()) : (Meaning(body, delimiters), end + 2);
    }

    private static string? Meaning(ReadOnlySpan<byte> body, in Hl7Delimiters delimiters) =>
        body.Length == 1
            ? (char)body[0] switch
            {
                'F' => Signs[delimiters.Field],
                'S' => Signs[delimiters.Component],
                'R' => Signs[delimiters.Repetition],
                'E' => Signs[delimiters.Escape],
                'T' when delimiters.SubComponent is { } sub => Signs[sub],
                'P' when delimiters.Truncation is { } cut => Signs[cut],
                // Highlighting on and off: presentation, not text.
                'H' or 'N' => "",
                _ => null,
            }
            : body.SequenceEqual(".br"u8) ? "\n" : null;

    /// <summary>
    /// Neighbouring hex sequences are decoded together, because senders write one byte each of a character that takes several (<c>\XC3\\X89\</c>).
    /// </summary>
    private static (string? Meaning, int Length) ReadHex(ReadOnlySpan<byte> text, int first, byte escape, Hl7Charset charset, ArrayBufferWriter<byte> bytes)
    {
        bytes.ResetWrittenCount();
        var length = 0;
        while (TryReadHex(text[length..], escape, bytes, out var taken))
        {
            length += taken;
        }

        return length == 0 ? (null, first) : (Charsets.TryDecode(charset, bytes.WrittenSpan), length);
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
