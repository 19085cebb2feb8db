namespace Integration.Hl7v2.Message;

/// <summary>
/// One HL7 v2 message over the bytes it arrived as. Segments are found when it is parsed, fields when they are read. Immutable and safe to
/// share between threads, as long as nobody changes the bytes it was parsed from.
/// </summary>
public sealed class Hl7Message : Hl7Scope
{
    private SegmentTree? tree;
    private readonly ReadOnlyMemory<byte> mark;

    internal Hl7Message(
        ReadOnlyMemory<byte> bytes, TextForm form, MessageHeader header, IReadOnlyList<SegmentSpan> spans, IReadOnlyList<Hl7Problem> warnings)
        : this(bytes, form, header, spans, warnings, Hl7Structure.For(header.MessageType, header.TriggerEvent))
    {
    }

    private Hl7Message(
        ReadOnlyMemory<byte> bytes, TextForm form, MessageHeader header, IReadOnlyList<SegmentSpan> spans, IReadOnlyList<Hl7Problem> warnings, Hl7Structure? structure)
        : base(structure?.Name ?? header.MessageType)
    {
        Bytes = bytes;
        Text = form.Text;
        mark = bytes[..form.MarkLength];
        Header = header;
        Warnings = warnings;
        Structure = structure;
        var segments = new Hl7Segment[spans.Count];
        for (var i = 0; i < segments.Length; i++)
        {
            segments[i] = new Hl7Segment(this, spans[i]);
        }

        Segments = segments;
    }

    /// <summary>The bytes as received.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public MessageHeader Header { get; }

    /// <summary>The group table of MSH-9.1 and MSH-9.2; null where none is known, and the message then has no groups.</summary>
    public Hl7Structure? Structure { get; }

    /// <summary>What was tolerated while parsing.</summary>
    public IReadOnlyList<Hl7Problem> Warnings { get; }

    public override Hl7Scope? Enclosing => null;

    public override IReadOnlyList<Hl7Segment> Segments { get; }

    public override IReadOnlyList<Hl7Segment> OwnSegments => Tree.Own;

    public override IReadOnlyList<Hl7Group> ChildGroups => Tree.Groups;

    private SegmentTree Tree => LazyInitializer.EnsureInitialized(ref tree, () => SegmentTree.Build(this));

    /// <summary>The bytes without byte-order mark, and as UTF-8 where UTF-16 was received.</summary>
    internal ReadOnlyMemory<byte> Text { get; }

    /// <summary>The message taken apart, to be edited and written again.</summary>
    public Hl7Tree ToTree() => new(Header, mark, Text, [.. Segments.Select(segment => segment.Span)]);
}

/// <summary>One instance of a segment group. The segments keep their occurrence numbers of the whole message.</summary>
public sealed class Hl7Group : Hl7Scope
{
    internal Hl7Group(string name, Hl7Scope enclosing, IReadOnlyList<Hl7Segment> segments, IReadOnlyList<Hl7Segment> own, Func<Hl7Group, IReadOnlyList<Hl7Group>> children)
        : base(name)
    {
        Enclosing = enclosing;
        Segments = segments;
        OwnSegments = own;
        ChildGroups = children(this);
    }

    public override Hl7Scope Enclosing { get; }

    public override IReadOnlyList<Hl7Segment> Segments { get; }

    public override IReadOnlyList<Hl7Segment> OwnSegments { get; }

    public override IReadOnlyList<Hl7Group> ChildGroups { get; }
}
