namespace Integration.Hl7v2.Message;

/// <summary>What one parse knows and collects: the bytes, the bounds, the problems so far.</summary>
internal sealed class ParseContext(TextForm form, Hl7ParseOptions options)
{
    private List<Hl7Problem>? problems;
    private List<Hl7Problem>? warnings;

    public Hl7ParseOptions Options => options;

    public ReadOnlyMemory<byte> Memory => form.Text;

    public ReadOnlySpan<byte> Text => form.Text.Span;

    public Hl7Charset? MarkedCharset => form.MarkedCharset;

    public IReadOnlyList<Hl7Problem> Problems => problems ?? (IReadOnlyList<Hl7Problem>)[];

    public IReadOnlyList<Hl7Problem> Warnings => warnings ?? (IReadOnlyList<Hl7Problem>)[];

    public bool IsFull => problems?.Count >= options.MaxProblems;

    public void Add(Hl7ProblemKind kind, Hl7Location location, int offset, string expected)
    {
        if (!IsFull)
        {
            (problems ??= []).Add(Problem(kind, location, offset, expected));
        }
    }

    /// <summary>For an offset that is already one of the bytes as received.</summary>
    public void AddOriginal(Hl7ProblemKind kind, int originalOffset, string expected) =>
        (problems ??= []).Add(new Hl7Problem(kind, Hl7Location.Message, originalOffset, expected, ""));

    public void Warn(Hl7ProblemKind kind, Hl7Location location, int offset, string expected)
    {
        if (!(warnings?.Count >= options.MaxProblems))
        {
            (warnings ??= []).Add(Problem(kind, location, offset, expected));
        }
    }

    private Hl7Problem Problem(Hl7ProblemKind kind, Hl7Location location, int offset, string expected) =>
        new(kind, location, form.OriginalOffset(offset), expected, Masking.Excerpt(Text[Math.Min(offset, Text.Length)..]));
}
