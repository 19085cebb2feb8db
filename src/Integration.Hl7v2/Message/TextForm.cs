using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Integration.Hl7v2.Message;

/// <summary>
/// The bytes in the form they are parsed in: without byte-order mark, and UTF-16 turned into UTF-8 so that a delimiter is one byte.
/// </summary>
/// <param name="Text">What is parsed.</param>
/// <param name="MarkedCharset">What the byte-order mark says; null without one.</param>
/// <param name="Broken">Offset in the original of the first byte that is no UTF-16; -1 where there is none.</param>
internal readonly record struct TextForm(ReadOnlyMemory<byte> Text, Hl7Charset? MarkedCharset, int Broken)
{
    public static TextForm Of(ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        if (span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            return new TextForm(bytes[3..], Hl7Charset.Utf8, -1);
        }

        if (span.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
        {
            return FromUtf16(span[2..], Hl7Charset.Utf16LittleEndian);
        }

        return span.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])
            ? FromUtf16(span[2..], Hl7Charset.Utf16BigEndian)
            : new TextForm(bytes, null, -1);
    }

    /// <summary>The offset in the bytes as received of a place in <see cref="Text"/>.</summary>
    public int OriginalOffset(int offset) =>
        MarkedCharset is null ? offset
            : MarkedCharset == Hl7Charset.Utf8 ? offset + 3
            : 2 + (2 * Encoding.UTF8.GetCharCount(Text.Span[..offset]));

    private static TextForm FromUtf16(ReadOnlySpan<byte> bytes, Hl7Charset charset)
    {
        var units = MemoryMarshal.Cast<byte, ushort>(bytes);
        if (BitConverter.IsLittleEndian != (charset == Hl7Charset.Utf16LittleEndian))
        {
            var swapped = new ushort[units.Length];
            BinaryPrimitives.ReverseEndianness(units, swapped);
            units = swapped;
        }

        var characters = MemoryMarshal.Cast<ushort, char>(units);
        var text = new byte[characters.Length * 3];
        var status = Utf8.FromUtf16(characters, text, out var read, out var written, replaceInvalidSequences: false);
        var broken = status != OperationStatus.Done ? 2 + (read * 2) : bytes.Length % 2 == 1 ? 2 + bytes.Length - 1 : -1;
        return new TextForm(text.AsMemory(0, written), charset, broken);
    }
}
