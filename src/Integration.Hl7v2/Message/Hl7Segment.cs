namespace Integration.Hl7v2.Message;

/// <summary>Where a segment stands in the text, and which of its name it is.</summary>
internal readonly record struct SegmentSpan(string Name, int Occurrence, int Start, int Length);

/// <summary>One segment. Its fields are found on first access.</summary>
public sealed class Hl7Segment
{
    private readonly Hl7Message message;
    private readonly SegmentSpan span;
    private int[]? fieldEnds;

    internal Hl7Segment(Hl7Message message, SegmentSpan span)
    {
        this.message = message;
        this.span = span;
    }

    /// <summary>Three characters, upper case whatever was sent.</summary>
    public string Name => span.Name;

    /// <summary>Which segment of this name in the whole message, from 1.</summary>
    public int Occurrence => span.Occurrence;

    /// <summary>The highest field number present.</summary>
    public int FieldCount => IsHeader ? FieldEnds.Length : FieldEnds.Length - 1;

    internal SegmentSpan Span => span;

    // In MSH the separator itself is field 1, so that what follows the name is field 2.
    private bool IsHeader => span.Name == "MSH";

    private int[] FieldEnds => fieldEnds ??= FindFieldEnds();

    /// <summary>How often a field is repeated; 0 where it is empty.</summary>
    public int RepetitionCount(int field)
    {
        var content = Field(field);
        return content.IsEmpty ? 0 : IsHeader && field <= 2 ? 1 : content.Count(message.Header.Delimiters.Repetition) + 1;
    }

    /// <summary>A whole field as sent, escapes and delimiters of the sender included, for echoing; empty where it is missing.</summary>
    internal string Raw(int field) => Charsets.Decode(message.Header.Charset, Field(field));

    /// <summary>
    /// Reads one value. 0 for <paramref name="component"/> or <paramref name="subComponent"/> means the whole of what stands before it: its parts
    /// joined by <c>^</c> and <c>&amp;</c> whatever the sender's delimiters are, without empty parts at the end. A part of something that has no
    /// such parts is that thing itself for part 1, and empty for all others.
    /// </summary>
    public Hl7Value Read(int field, int repetition = 1, int component = 0, int subComponent = 0)
    {
        var location = new Hl7Location(Name, Occurrence, field, repetition, component, subComponent);
        var delimiters = message.Header.Delimiters;
        var content = Field(field);
        if (IsHeader && field <= 2)
        {
            var literal = field == 1 ? ((char)delimiters.Field).ToString() : delimiters.EncodingCharacters;
            return repetition == 1 && component <= 1 && subComponent <= 1 ? Of(literal, location) : Of("", location);
        }

        content = Part(content, delimiters.Repetition, repetition);
        if (IsNull(content))
        {
            return Null(location);
        }

        if (component == 0)
        {
            return Of(JoinComponents(content), location);
        }

        content = Part(content, delimiters.Component, component);
        if (IsNull(content))
        {
            return Null(location);
        }

        if (subComponent == 0)
        {
            return Of(JoinSubComponents(content), location);
        }

        content = delimiters.SubComponent is { } separator ? Part(content, separator, subComponent) : subComponent == 1 ? content : default;
        return IsNull(content) ? Null(location) : Of(Decode(content), location);
    }

    private static Hl7Value Of(string text, Hl7Location location) =>
        new(text, text.Length == 0 ? Hl7Presence.Empty : Hl7Presence.Value, location);

    private static Hl7Value Null(Hl7Location location) => new("", Hl7Presence.ExplicitNull, location);

    private static bool IsNull(ReadOnlySpan<byte> content) => content.SequenceEqual("\"\""u8);

    private static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> content, byte separator, int number)
    {
        for (; number > 1; number--)
        {
            var end = content.IndexOf(separator);
            if (end < 0)
            {
                return default;
            }

            content = content[(end + 1)..];
        }

        var length = content.IndexOf(separator);
        return length < 0 ? content : content[..length];
    }

    private string JoinComponents(ReadOnlySpan<byte> content)
    {
        var delimiters = message.Header.Delimiters;
        var separator = delimiters.Component;
        if (!content.Contains(separator))
        {
            return JoinSubComponents(content);
        }

        // What most fields are: components as they will be joined, with nothing inside them to undo.
        if (separator == (byte)'^' && !content.ContainsAny(delimiters.Escape, delimiters.SubComponent ?? delimiters.Escape))
        {
            return Charsets.Decode(message.Header.Charset, content.TrimEnd(separator));
        }

        var parts = new List<string>();
        foreach (var range in content.Split(separator))
        {
            parts.Add(JoinSubComponents(content[range]));
        }

        return Join('^', parts);
    }

    private string JoinSubComponents(ReadOnlySpan<byte> content)
    {
        if (message.Header.Delimiters.SubComponent is not { } separator || !content.Contains(separator))
        {
            return Decode(content);
        }

        var parts = new List<string>();
        foreach (var range in content.Split(separator))
        {
            parts.Add(Decode(content[range]));
        }

        return Join('&', parts);
    }

    private static string Join(char separator, List<string> parts)
    {
        while (parts is [.., ""])
        {
            parts.RemoveAt(parts.Count - 1);
        }

        return string.Join(separator, parts);
    }

    private string Decode(ReadOnlySpan<byte> content) => Escapes.Decode(content, message.Header.Delimiters, message.Header.Charset);

    private ReadOnlySpan<byte> Field(int number)
    {
        // Entry 0 is the end of the name, or of MSH-1 in MSH.
        var index = IsHeader ? number - 1 : number;
        if (index < 1 || index >= FieldEnds.Length)
        {
            return number == 1 && IsHeader ? message.Text.Span.Slice(span.Start + 3, 1) : default;
        }

        var start = FieldEnds[index - 1] + 1;
        return message.Text.Span[(span.Start + start)..(span.Start + FieldEnds[index])];
    }

    private int[] FindFieldEnds()
    {
        var content = message.Text.Span.Slice(span.Start, span.Length);
        var separator = message.Header.Delimiters.Field;
        var ends = new int[content.Count(separator) + 1];
        var at = 0;
        for (var i = 0; i < ends.Length; i++)
        {
            var length = content[at..].IndexOf(separator);
            ends[i] = length < 0 ? content.Length : at + length;
            at = ends[i] + 1;
        }

        return ends;
    }
}
