using System.Buffers;

namespace Integration.Fhir.Bundles;

/// <summary>Finds the lines of a file that hold anything.</summary>
internal static class LineIndex
{
    private const int Buffer = 64 * 1024;

    /// <param name="most">Lines after which it is enough.</param>
    public static List<EntryIndex> Read(Stream content, int most)
    {
        var lines = new List<EntryIndex>();
        var buffer = ArrayPool<byte>.Shared.Rent(Buffer);
        content.Position = 0;
        long begin = 0, at = 0;
        var isBlank = true;
        for (var read = content.Read(buffer); read > 0 && lines.Count < most; read = content.Read(buffer))
        {
            var rest = buffer.AsSpan(0, read);
            while (rest.Length > 0 && lines.Count < most)
            {
                var end = rest.IndexOf((byte)'\n');
                var line = end < 0 ? rest : rest[..end];
                isBlank &= !line.ContainsAnyExcept(" \t\r"u8) || (at == 0 && line.SequenceEqual("\uFEFF"u8));
                at += line.Length;
                if (end >= 0)
                {
                    Add(lines, begin, at, isBlank);
                    (begin, isBlank) = (++at, true);
                }

                rest = rest[(end < 0 ? rest.Length : end + 1)..];
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
        if (lines.Count < most)
        {
            Add(lines, begin, at, isBlank);
        }

        return lines;
    }

    private static void Add(List<EntryIndex> lines, long begin, long end, bool isBlank)
    {
        if (!isBlank)
        {
            lines.Add(new EntryIndex { Index = lines.Count, Offset = begin, Length = end - begin, ResourceOffset = begin, ResourceLength = end - begin });
        }
    }
}
