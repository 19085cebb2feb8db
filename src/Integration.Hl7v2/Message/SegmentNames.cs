namespace Integration.Hl7v2.Message;

/// <summary>One text for each segment name that can be, made when it is first seen: messages repeat the same few names for ever.</summary>
internal static class SegmentNames
{
    private const int Letters = 26;
    private const int Signs = 36;

    private static readonly string?[] Names = new string?[Letters * Signs * Signs];

    /// <summary>The first three bytes in upper case: a letter and two letters or digits. Null where they are anything else.</summary>
    public static string? Of(ReadOnlySpan<byte> line)
    {
        var (first, second, third) = (IndexOf(line[0]), IndexOf(line[1]), IndexOf(line[2]));
        if (first is < 0 or >= Letters || second < 0 || third < 0)
        {
            return null;
        }

        ref var name = ref Names[(((first * Signs) + second) * Signs) + third];
        return name ??= string.Create(3, (first, second, third), static (letters, indexes) =>
        {
            letters[0] = Sign(indexes.first);
            letters[1] = Sign(indexes.second);
            letters[2] = Sign(indexes.third);
        });
    }

    private static int IndexOf(byte sign) =>
        sign switch
        {
            >= (byte)'A' and <= (byte)'Z' => sign - 'A',
            >= (byte)'a' and <= (byte)'z' => sign - 'a',
            >= (byte)'0' and <= (byte)'9' => sign - '0' + Letters,
            _ => -1,
        };

    private static char Sign(int index) => (char)(index < Letters ? 'A' + index : '0' + index - Letters);
}
