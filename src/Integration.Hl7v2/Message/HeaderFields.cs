using System.Runtime.CompilerServices;
using System.Text;

namespace Integration.Hl7v2.Message;

/// <summary>Where the fields of an MSH line end.</summary>
internal readonly struct HeaderFields
{
    /// <summary>Nothing that is routed on or answered with stands behind MSH-25, and the line may be megabytes of something else.</summary>
    private const int Last = 25;

    private readonly Ends ends;
    private readonly int count;

    /// <param name="line">Begins with the name; the byte after it is MSH-1.</param>
    public HeaderFields(ReadOnlySpan<byte> line, byte separator)
    {
        ends[1] = 3;
        for (count = 2; count <= Last; count++)
        {
            var from = ends[count - 1] + 1;
            var length = line[from..].IndexOf(separator);
            ends[count] = length < 0 ? line.Length : from + length;
            if (length < 0)
            {
                return;
            }
        }

        count = Last;
    }

    /// <summary>The highest field number read.</summary>
    public int Count => count;

    /// <summary>The first line that is not blank, if it is MSH.</summary>
    public static bool TryFind(ReadOnlySpan<byte> text, out int start, out ReadOnlySpan<byte> line)
    {
        start = Math.Max(text.IndexOfAnyExcept(" \t\r\n"u8), 0);
        var end = text[start..].IndexOfAny((byte)'\r', (byte)'\n');
        line = end < 0 ? text[start..] : text.Slice(start, end);
        return line.Length >= 4 && Ascii.EqualsIgnoreCase(line[..3], "MSH"u8);
    }

    /// <summary>Whether the end of the first line that is not blank is there.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> text)
    {
        var start = text.IndexOfAnyExcept(" \t\r\n"u8);
        return start >= 0 && text[start..].IndexOfAny((byte)'\r', (byte)'\n') >= 0;
    }

    public static Hl7Delimiters? ReadDelimiters(ReadOnlySpan<byte> line)
    {
        var rest = line[4..];
        var length = rest.IndexOf(line[3]);
        return Hl7Delimiters.Read(line[3], length < 0 ? rest : rest[..length]);
    }

    /// <summary>A component of the first repetition.</summary>
    public static ReadOnlySpan<byte> Component(ReadOnlySpan<byte> field, int number, scoped in Hl7Delimiters delimiters)
    {
        var end = field.IndexOf(delimiters.Repetition);
        field = end < 0 ? field : field[..end];
        for (; number > 1; number--)
        {
            var next = field.IndexOf(delimiters.Component);
            field = next < 0 ? default : field[(next + 1)..];
        }

        end = field.IndexOf(delimiters.Component);
        return end < 0 ? field : field[..end];
    }

    public Range RangeOf(int field) => field < 2 || field > count ? default : (ends[field - 1] + 1)..ends[field];

    [InlineArray(Last + 1)]
    private struct Ends
    {
        private int first;
    }
}
