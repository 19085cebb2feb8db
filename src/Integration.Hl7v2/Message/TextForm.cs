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
/// <param name="MarkedCharset">What the byte-order mark says, or for UTF-16 the zeros between the first letters; null without either.</param>
/// <param name="MarkLength">Bytes of the byte-order mark.</param>
/// <param name="Broken">Offset in the original of the first byte that is no UTF-16; -1 where there is none.</param>
internal readonly record struct TextForm(ReadOnlyMemory<byte> Text, Hl7Charset? MarkedCharset, int MarkLength, int Broken)
{
    public static TextForm Of(ReadOnlyMemory<byte> bytes)
    {
        var (charset, mark) = Detect(bytes.Span);
        return charset is Hl7Charset.Utf16LittleEndian or Hl7Charset.Utf16BigEndian
            ? FromUtf16(bytes.Span[mark..], charset.Value, mark)
            : new TextForm(bytes[mark..], charset, mark, -1);
    }

    /// <summary>
    /// The byte-order mark and its length. Senders of UTF-16 often leave it out; a message begins with three ASCII letters, and no other character set
    /// puts zeros between them.
    /// </summary>
    public static (Hl7Charset? Charset, int MarkLength) Detect(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? (Hl7Charset.Utf8, 3)
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) ? (Hl7Charset.Utf16LittleEndian, 2)
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? (Hl7Charset.Utf16BigEndian, 2)
        : IsWideAscii(bytes, 0) ? (Hl7Charset.Utf16LittleEndian, 0)
        : IsWideAscii(bytes, 1) ? (Hl7Charset.Utf16BigEndian, 0)
        : (null, 0);

    /// <summary>The offset in the bytes as received of a place in <see cref="Text"/>.</summary>
    public int OriginalOffset(int offset) =>
        MarkedCharset is Hl7Charset.Utf16LittleEndian or Hl7Charset.Utf16BigEndian
            ? MarkLength + (2 * Encoding.UTF8.GetCharCount(Text.Span[..offset]))
            : MarkLength + offset;

    private static bool IsWideAscii(ReadOnlySpan<byte> bytes, int low)
    {
        if (bytes.Length < 8)
        {
            return false;
        }

        for (var at = 0; at < 8; at += 2)
        {
            // The fourth character is the field separator; the first may be the start block of a frame or a blank.
            if (bytes[at + low] is 0 or > 0x7F || bytes[at + 1 - low] != 0)
            {
                return false;
            }
        }

        return true;
    }

    private static TextForm FromUtf16(ReadOnlySpan<byte> bytes, Hl7Charset charset, int mark)
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
        var broken = status != OperationStatus.Done ? mark + (read * 2) : bytes.Length % 2 == 1 ? mark + bytes.Length - 1 : -1;
        return new TextForm(text.AsMemory(0, written), charset, mark, broken);
    }
}
