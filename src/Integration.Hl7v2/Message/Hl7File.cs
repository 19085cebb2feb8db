namespace Integration.Hl7v2.Message;

/// <summary>
/// Cuts a file into messages: one message, a batch (FHS, BHS, BTS and FTS are dropped; their counts are often wrong), bare concatenation, or MLLP frames
/// written to disk. What stands before the first message and is no batch header comes out as a piece of its own, so that it is not lost in silence.
/// </summary>
public static class Hl7File
{
    private const byte StartBlock = 0x0B;
    private const byte EndBlock = 0x1C;

    /// <summary>The pieces in the order of the file; empty for a file without anything but blanks. UTF-16 files are one piece.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> bytes)
    {
        var pieces = new List<ReadOnlyMemory<byte>>();
        if (bytes.Span.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.Span.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return [bytes];
        }

        var span = bytes.Span;
        int start = 0, at = 0;
        while (at < span.Length)
        {
            var length = span[at..].IndexOfAny((byte)'\r', (byte)'\n', EndBlock);
            var next = length < 0 ? span.Length : at + length + 1;
            var line = WithoutMark(span[at..next]);
            if (IsName(line, "MSH"u8))
            {
                Add(pieces, bytes[start..at]);
                start = at;
            }
            else if (IsName(line, "FHS"u8) || IsName(line, "BHS"u8) || IsName(line, "BTS"u8) || IsName(line, "FTS"u8))
            {
                Add(pieces, bytes[start..at]);
                start = next;
            }

            at = next;
        }

        Add(pieces, bytes[start..]);
        return pieces;
    }

    private static void Add(List<ReadOnlyMemory<byte>> pieces, ReadOnlyMemory<byte> piece)
    {
        piece = piece.TrimStart([StartBlock, (byte)'\r', (byte)'\n', (byte)' ']);
        var end = piece.Span.TrimEnd([EndBlock, (byte)'\r', (byte)'\n', (byte)' ']).Length;
        if (end > 0)
        {
            // The end of the last segment is kept; that of the transport's frame is not part of the message.
            pieces.Add(piece[..(end < piece.Length && piece.Span[end] != EndBlock ? end + 1 : end)]);
        }
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> line)
    {
        line = line.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? line[3..] : line;
        return line.TrimStart([StartBlock, (byte)' ', (byte)'\t']);
    }

    private static bool IsName(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name) =>
        line.Length > 3 && System.Text.Ascii.EqualsIgnoreCase(line[..3], name) && !char.IsAsciiLetterOrDigit((char)line[3]) && line[3] > (byte)' ';
}
