using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace Integration.Hl7v2.Message;

/// <summary>
/// A message taken apart to its sub-components, with all that makes its bytes what they are: spelling of names, blanks, blank lines, segment ends, byte-order
/// mark, delimiters and character set. Written again unchanged it is the same to the byte. Immutable: an edit gives another tree.
/// </summary>
public sealed class Hl7Tree
{
    private static readonly Hl7ParseOptions Bounds = new();

    private readonly ReadOnlyMemory<byte> mark;
    private readonly ReadOnlyMemory<byte> tail;
    private readonly ImmutableArray<TreeSegment> segments;
    private readonly byte[] inner;

    internal Hl7Tree(MessageHeader header, ReadOnlyMemory<byte> mark, ReadOnlyMemory<byte> text, IReadOnlyList<SegmentSpan> spans)
    {
        Delimiters = header.Delimiters;
        Charset = header.Charset;
        this.mark = mark;
        inner = Delimiters.SubComponent is { } sub ? [Delimiters.Repetition, Delimiters.Component, sub] : [Delimiters.Repetition, Delimiters.Component];
        var read = ImmutableArray.CreateBuilder<TreeSegment>(spans.Count);
        var at = 0;
        for (var i = 0; i < spans.Count; i++)
        {
            var (name, start, stop) = (spans[i].Name, spans[i].Start, spans[i].Start + spans[i].Length);
            var end = EndLength(text.Span[stop..]);
            read.Add(TreeSegment.Read(name, text[at..start], text[start..stop], text.Slice(stop, end), Delimiters.Field, inner));
            at = stop + end;
        }

        segments = read.MoveToImmutable();
        tail = text[at..];
    }

    private Hl7Tree(Hl7Tree from, ImmutableArray<TreeSegment> segments)
    {
        (Delimiters, Charset, mark, tail, inner) = (from.Delimiters, from.Charset, from.mark, from.tail, from.inner);
        this.segments = segments;
    }

    public Hl7Delimiters Delimiters { get; }

    public Hl7Charset Charset { get; }

    /// <summary>The message for the wire: parts joined by the separators they were taken apart at, in the character set it came in.</summary>
    public byte[] ToBytes()
    {
        var writer = new ArrayBufferWriter<byte>();
        foreach (var segment in segments)
        {
            segment.Write(writer, Delimiters.Field, inner);
        }

        writer.Write(tail.Span);
        var text = writer.WrittenSpan;
        return Charset == Hl7Charset.Utf16LittleEndian ? [.. mark.Span, .. Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(text))]
            : Charset == Hl7Charset.Utf16BigEndian ? [.. mark.Span, .. Encoding.BigEndianUnicode.GetBytes(Encoding.UTF8.GetString(text))]
            : [.. mark.Span, .. text];
    }

    /// <summary>
    /// The same message with another text in one place; nothing else changes but for separators in front of a place that was not there. MSH-1, MSH-2 and MSH-18
    /// are refused, because they say how every other byte is read.
    /// </summary>
    /// <param name="place">
    /// 0 for repetition, component or sub-component means the whole of what stands before it, as in <see cref="Hl7Location"/>; 0 in front of a number, and for the occurrence, means the first.
    /// </param>
    /// <param name="text">Plain text, which is escaped here; null deletes (<c>""</c>), an empty text says nothing.</param>
    /// <returns>The tree, or why not: the position is that of the first character the message's character set does not have, else 0.</returns>
    public Parsed<Hl7Tree> With(Hl7Location place, string? text)
    {
        var index = IndexOf(place);
        if (Refusal(place, index) is { } refusal)
        {
            return new Parsed<Hl7Tree>(new TextProblem(0, refusal));
        }

        if (text is not null && Charsets.FirstUnencodable(Charset, text) is >= 0 and var foreign)
        {
            return new Parsed<Hl7Tree>(new TextProblem(foreign, $"a character of {Charset}"));
        }

        var content = text is null ? "\"\"" : Escapes.EncodeExactly(text, Delimiters);
        int[] numbers = [place.Repetition, place.Component, place.SubComponent];
        var depth = Array.FindLastIndex(numbers, number => number > 0) + 1;
        var parts = numbers.Take(Math.Min(depth, inner.Length)).Select(number => Math.Max(number, 1)).ToArray();
        var segment = segments[index].With(place.Field, parts, Charsets.EncodeInside(Charset, content), inner);
        return new Parsed<Hl7Tree>(new Hl7Tree(this, segments.SetItem(index, segment)));
    }

    /// <summary>The line end that closes a segment; what follows leads to the next one.</summary>
    private static int EndLength(ReadOnlySpan<byte> rest) => rest.StartsWith("\r\n"u8) ? 2 : rest.IsEmpty ? 0 : 1;

    private int IndexOf(Hl7Location place)
    {
        var occurrence = Math.Max(place.Occurrence, 1);
        for (var i = 0; i < segments.Length; i++)
        {
            if (segments[i].Name == place.Segment && --occurrence == 0)
            {
                return i;
            }
        }

        return -1;
    }

    private string? Refusal(Hl7Location place, int index) =>
        index < 0 ? "a segment that is in the message"
        : place is { Segment: "MSH", Field: 1 or 2 or 18 } ? "a field other than MSH-1, MSH-2 and MSH-18, which say how the rest is read"
        : place.Field < 1 || place.Field > Bounds.MaxFieldsPerSegment ? $"a field from 1 to {Bounds.MaxFieldsPerSegment}"
        : place.Repetition < 0 || place.Repetition > Bounds.MaxRepetitionsPerField ? $"a repetition up to {Bounds.MaxRepetitionsPerField}"
        : place.Component < 0 || place.Component > Bounds.MaxComponentsPerRepetition ? $"a component up to {Bounds.MaxComponentsPerRepetition}"
        : place.SubComponent < 0 || place.SubComponent > Bounds.MaxSubComponentsPerComponent ? $"a sub-component up to {Bounds.MaxSubComponentsPerComponent}"
        : place.SubComponent > 1 && Delimiters.SubComponent is null ? "no sub-component: the message has no delimiter for them"
        : null;
}
