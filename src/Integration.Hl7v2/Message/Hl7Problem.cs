namespace Integration.Hl7v2.Message;

/// <summary>What is wrong with a message.</summary>
public enum Hl7ProblemKind
{
    /// <summary>The message does not begin with an MSH segment.</summary>
    NoHeader,

    /// <summary>MSH-1 or MSH-2 cannot be used as delimiters.</summary>
    BadDelimiters,

    /// <summary>A required field is empty.</summary>
    RequiredFieldMissing,

    /// <summary>MSH-18 names a character set that is not supported, and the message is not plain ASCII.</summary>
    UnsupportedCharset,

    /// <summary>A byte has no meaning in the message's character set.</summary>
    Undecodable,

    /// <summary>A bound of <see cref="Hl7ParseOptions"/> is exceeded.</summary>
    LimitExceeded,

    /// <summary>A line is neither a segment nor the continuation of a text.</summary>
    NotASegment,

    /// <summary>A second MSH stands in the same message: taking only the first would lose the second in silence.</summary>
    SecondHeader,

    /// <summary>A line break inside a text field; read as part of the field. A warning.</summary>
    LineBreakInField,

    /// <summary>The bytes contradict the declared character set without being undecodable in it. A warning.</summary>
    SuspectCharset,

    /// <summary>A file's batch header or trailer is missing or cannot be read, or its count differs from what the file holds.</summary>
    BatchEnvelope,

    /// <summary>Text of a file that stands outside every message.</summary>
    OutsideMessages,
}

/// <summary>One located problem. It carries no content: the excerpt is masked.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Location">Segment, field, component; the whole message where there is none.</param>
/// <param name="ByteOffset">Offset in the bytes as received, from 0.</param>
/// <param name="Expected">What should stand there.</param>
/// <param name="Excerpt">The shape of what stands there: letters as <c>x</c>, digits as <c>9</c>, bytes outside ASCII as <c>?</c>.</param>
public sealed record Hl7Problem(Hl7ProblemKind Kind, Hl7Location Location, int ByteOffset, string Expected, string Excerpt)
{
    public override string ToString() => $"{Kind} at {Location}, byte {ByteOffset}: expected {Expected}, found '{Excerpt}'";
}

/// <summary>What <see cref="Hl7Parser"/> made of the bytes: a message, or the reasons why there is none.</summary>
public sealed record Hl7ParseResult
{
    internal Hl7ParseResult(Hl7Message? message, MessageHeader? header, IReadOnlyList<Hl7Problem> problems)
    {
        Message = message;
        Header = header;
        Problems = problems;
    }

    /// <summary>The message; null exactly when there are problems.</summary>
    public Hl7Message? Message { get; }

    /// <summary>The header as far as it could be read, also of a message that is otherwise bad; null when no MSH could be read.</summary>
    public MessageHeader? Header { get; }

    /// <summary>Empty exactly when there is a message.</summary>
    public IReadOnlyList<Hl7Problem> Problems { get; }
}
