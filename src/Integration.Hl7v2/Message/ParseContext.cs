namespace Integration.Hl7v2.Message;

/// <summary>What one parse knows and collects: the bytes, the bounds, the problems so far.</summary>
internal sealed class ParseContext(TextForm form, Hl7ParseOptions options)
{
    private const int ExcerptBytes = 24;
    private readonly List<Hl7Problem> problems = [];
    private readonly List<Hl7Problem> warnings = [];

    public Hl7ParseOptions Options => options;

    public ReadOnlySpan<byte> Text => form.Text.Span;

    public Hl7Charset? MarkedCharset => form.MarkedCharset;

    public IReadOnlyList<Hl7Problem> Problems => problems;

    public IReadOnlyList<Hl7Problem> Warnings => warnings;

    public bool IsFull => problems.Count >= options.MaxProblems;

    public void Add(Hl7ProblemKind kind, Hl7Location location, int offset, string expected)
    {
        if (!IsFull)
        {
            problems.Add(Problem(kind, location, offset, expected));
        }
    }

    /// <summary>For an offset that is already one of the bytes as received.</summary>
    public void AddOriginal(Hl7ProblemKind kind, int originalOffset, string expected) =>
        problems.Add(new Hl7Problem(kind, Hl7Location.Message, originalOffset, expected, ""));

    public void Warn(Hl7ProblemKind kind, Hl7Location location, int offset, string expected)
    {
        if (warnings.Count < options.MaxProblems)
        {
            warnings.Add(Problem(kind, location, offset, expected));
        }
    }

    private Hl7Problem Problem(Hl7ProblemKind kind, Hl7Location location, int offset, string expected) =>
        new(kind, location, form.OriginalOffset(offset), expected, Mask(Text[Math.Min(offset, Text.Length)..]));

    /// <summary>The shape without the content: enough to see a wrong separator or a line of text, too little to know a patient by.</summary>
    private static string Mask(ReadOnlySpan<byte> text) =>
        string.Create(Math.Min(ExcerptBytes, text.Length), text, static (masked, bytes) =>
        {
            for (var i = 0; i < masked.Length; i++)
            {
                var character = (char)bytes[i];
                masked[i] = char.IsAsciiLetter(character) ? 'x'
                    : char.IsAsciiDigit(character) ? '9'
                    : character is >= ' ' and <= '~' ? character
                    : '?';
            }
        });
}
