using Integration.Hl7v2.Message;

namespace Integration.Ingestion.Files;

/// <summary>The messages of a file, and what is wrong with the file as such.</summary>
/// <param name="Messages">Each with the byte at which it begins. Text outside every message is one too: it is refused and so has an outcome.</param>
/// <param name="Problems">Sentences without content.</param>
internal sealed record DroppedContents(IReadOnlyList<(long Offset, ReadOnlyMemory<byte> Body)> Messages, IReadOnlyList<string> Problems)
{
    public static DroppedContents Read(byte[] bytes)
    {
        var contents = Hl7File.Read(bytes);
        var mark = MarkOf(contents.MarkedCharset);
        return new DroppedContents(
            [.. contents.Messages.Select(piece => ((long)piece.ByteOffset, Marked(piece.Bytes, mark)))],
            [
                .. contents.Problems.Select(problem => $"{problem.Location}: expected {problem.Expected} (byte {problem.ByteOffset})"),
                .. contents.Messages.Count == 0 ? ["There is no message in it."] : Array.Empty<string>(),
            ]);
    }

    /// <summary>A byte-order mark at the head of a file speaks for all its messages: where it matters each is kept with it, because it is read apart from the others later.</summary>
    private static ReadOnlyMemory<byte> Marked(ReadOnlyMemory<byte> body, byte[] mark)
    {
        var matters = mark.Length == 2 || (mark.Length == 3 && body.Span.ContainsAnyExceptInRange((byte)0, (byte)0x7F));
        return !matters || body.Span.StartsWith(mark) ? body : (byte[])[.. mark, .. body.Span];
    }

    private static byte[] MarkOf(Hl7Charset? charset) =>
        charset == Hl7Charset.Utf8 ? [0xEF, 0xBB, 0xBF]
        : charset == Hl7Charset.Utf16LittleEndian ? [0xFF, 0xFE]
        : charset == Hl7Charset.Utf16BigEndian ? [0xFE, 0xFF]
        : [];
}
