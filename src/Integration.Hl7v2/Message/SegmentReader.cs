namespace Integration.Hl7v2.Message;

/// <summary>Splits the text into segments and holds each against the bounds, in one pass.</summary>
internal static class SegmentReader
{
    private const byte CarriageReturn = (byte)'\r';
    private const byte LineFeed = (byte)'\n';
    private const int ExpectedSegments = 16;
    private const int FewSegments = 64;

    public static List<SegmentSpan> Read(ParseContext context, in Hl7Delimiters delimiters)
    {
        var text = context.Text;
        var spans = new List<SegmentSpan>(ExpectedSegments);
        Dictionary<string, int>? counts = null;
        var at = 0;
        while (at < text.Length && !context.IsFull)
        {
            var length = text[at..].IndexOfAnyExcept(CarriageReturn, LineFeed);
            at = length < 0 ? text.Length : at + length;
            length = text[at..].IndexOfAny(CarriageReturn, LineFeed);
            var end = length < 0 ? text.Length : at + length;
            var start = at + SkipBlanks(text[at..end]);
            at = end + 1;
            if (start == end)
            {
                continue;
            }

            if (NameOf(text[start..end], delimiters.Field) is { } name)
            {
                if (spans.Count == context.Options.MaxSegments)
                {
                    context.Add(Hl7ProblemKind.LimitExceeded, Hl7Location.Message, start, $"at most {context.Options.MaxSegments} segments");
                    break;
                }

                spans.Add(new SegmentSpan(name, NextOccurrence(name, spans, ref counts), start, end - start));
            }
            else
            {
                Continue(context, spans, start, end);
            }
        }

        foreach (var span in spans)
        {
            Check(context, span, delimiters);
        }

        return spans;
    }

    /// <summary>Looking back is cheaper than a dictionary for the few segments that most messages have.</summary>
    private static int NextOccurrence(string name, List<SegmentSpan> spans, ref Dictionary<string, int>? counts)
    {
        if (spans.Count < FewSegments)
        {
            var before = spans.FindLastIndex(span => ReferenceEquals(span.Name, name));
            return before < 0 ? 1 : spans[before].Occurrence + 1;
        }

        counts ??= spans.GroupBy(span => span.Name).ToDictionary(group => group.Key, group => group.Count());
        return counts[name] = counts.GetValueOrDefault(name) + 1;
    }

    /// <summary>The place a byte offset lies in, for a message that may be broken there.</summary>
    public static Hl7Location Locate(ReadOnlySpan<byte> text, int offset, in Hl7Delimiters delimiters)
    {
        var start = text[..offset].LastIndexOfAny(CarriageReturn, LineFeed) + 1;
        start += SkipBlanks(text[start..offset]);
        var line = text[start..offset];
        if (line.Length < 4 || NameOf(line, delimiters.Field) is not { } name)
        {
            return Hl7Location.Message;
        }

        var occurrence = 1;
        foreach (var earlier in text[..start].SplitAny(CarriageReturn, LineFeed))
        {
            var other = text[earlier];
            occurrence += NameOf(other[SkipBlanks(other)..], delimiters.Field) == name ? 1 : 0;
        }

        var separator = line.LastIndexOf(delimiters.Field);
        var field = line.Count(delimiters.Field) + (name == "MSH" ? 1 : 0);
        var content = line[(separator + 1)..];
        var repetition = content.Count(delimiters.Repetition) + 1;
        content = content[(content.LastIndexOf(delimiters.Repetition) + 1)..];
        return new Hl7Location(name, occurrence, field, repetition, content.Count(delimiters.Component) + 1);
    }

    private static int SkipBlanks(ReadOnlySpan<byte> line)
    {
        var first = line.IndexOfAnyExcept((byte)' ', (byte)'\t');
        return first < 0 ? line.Length : first;
    }

    /// <summary>
    /// Three characters and the field separator make a segment; without a separator only if they are upper case, because <c>end</c> or <c>for</c>
    /// alone on a line is text with a line break in it.
    /// </summary>
    private static string? NameOf(ReadOnlySpan<byte> line, byte separator)
    {
        if (line.Length < 3 || SegmentNames.Of(line) is not { } name)
        {
            return null;
        }

        return line.Length > 3 && line[3] == separator ? name
            : line[..3].ContainsAnyInRange((byte)'a', (byte)'z') || line[3..].ContainsAnyExcept((byte)' ') ? null
            : name;
    }

    /// <summary>
    /// A line that is no segment belongs to the text before it where that segment carries text, or where the sender ends its segments with carriage
    /// returns and this line begins after a line feed alone; anywhere else it is a problem.
    /// </summary>
    private static void Continue(ParseContext context, List<SegmentSpan> spans, int start, int end)
    {
        if (spans is [.., { Name: not "MSH" } last] && (last.Name is "OBX" or "NTE" or "DSP" || IsAfterLineFeedOnly(context.Text, spans[0], last, start)))
        {
            spans[^1] = last with { Length = end - last.Start };
            context.Warn(Hl7ProblemKind.LineBreakInField, new Hl7Location(last.Name, last.Occurrence), start, "a segment; the line was read as part of the text before it");
            return;
        }

        var before = spans is [.., { } previous] ? new Hl7Location(previous.Name, previous.Occurrence) : Hl7Location.Message;
        context.Add(Hl7ProblemKind.NotASegment, before, start, "a segment: three letters or digits and the field separator");
    }

    private static bool IsAfterLineFeedOnly(ReadOnlySpan<byte> text, SegmentSpan header, SegmentSpan last, int start)
    {
        var headerEnd = header.Start + header.Length;
        var endsWithReturn = text[headerEnd] == CarriageReturn && text[headerEnd + 1] != LineFeed;
        return endsWithReturn && !text[(last.Start + last.Length)..start].Contains(CarriageReturn);
    }

    private static void Check(ParseContext context, SegmentSpan span, in Hl7Delimiters delimiters)
    {
        if (span is { Name: "MSH", Occurrence: > 1 })
        {
            context.Add(Hl7ProblemKind.SecondHeader, new Hl7Location(span.Name, span.Occurrence), span.Start, "one message");
        }

        if (span.Length <= context.Options.SmallestPartBound)
        {
            // It holds fewer delimiters than any bound allows.
            return;
        }

        var text = context.Text.Slice(span.Start, span.Length);
        Span<byte> all = [delimiters.Field, delimiters.Repetition, delimiters.Component, delimiters.SubComponent ?? delimiters.Component];
        int field = 0, repetition = 1, component = 1, sub = 1, at = 0;
        if (span.Name == "MSH")
        {
            // MSH-2 holds the delimiters themselves and must not be counted.
            var encoding = text[4..].IndexOf(delimiters.Field);
            (field, at) = (2, encoding < 0 ? text.Length : 4 + encoding);
        }

        for (int step; (step = text[at..].IndexOfAny(all)) >= 0; at += step + 1)
        {
            var delimiter = text[at + step];
            (field, repetition, component, sub) =
                delimiter == delimiters.Field ? (field + 1, 1, 1, 1)
                : delimiter == delimiters.Repetition ? (field, repetition + 1, 1, 1)
                : delimiter == delimiters.Component ? (field, repetition, component + 1, 1)
                : (field, repetition, component, sub + 1);
            if (Exceeded(context.Options, field, repetition, component, sub) is { } bound)
            {
                context.Add(Hl7ProblemKind.LimitExceeded, new Hl7Location(span.Name, span.Occurrence, field, repetition, component, sub), span.Start + at + step, bound);
                return;
            }
        }
    }

    private static string? Exceeded(Hl7ParseOptions options, int field, int repetition, int component, int sub) =>
        field > options.MaxFieldsPerSegment ? $"at most {options.MaxFieldsPerSegment} fields"
        : repetition > options.MaxRepetitionsPerField ? $"at most {options.MaxRepetitionsPerField} repetitions"
        : component > options.MaxComponentsPerRepetition ? $"at most {options.MaxComponentsPerRepetition} components"
        : sub > options.MaxSubComponentsPerComponent ? $"at most {options.MaxSubComponentsPerComponent} sub-components"
        : null;
}
