namespace Integration.Hl7v2.Message;

/// <summary>The bounds of one message and the character set of an interface whose sender leaves MSH-18 empty.</summary>
public sealed record Hl7ParseOptions
{
    /// <summary>Used when MSH-18 is empty and no byte-order mark says otherwise.</summary>
    public Hl7Charset DefaultCharset { get; init; } = Hl7Charset.Utf8;

    /// <summary>Bytes of the whole message. Documents travel as base64 in OBX-5, hence megabytes.</summary>
    public int MaxBytes { get; init; } = 16 * 1024 * 1024;

    public int MaxSegments { get; init; } = 10_000;

    public int MaxFieldsPerSegment { get; init; } = 500;

    public int MaxRepetitionsPerField { get; init; } = 1_000;

    public int MaxComponentsPerRepetition { get; init; } = 200;

    public int MaxSubComponentsPerComponent { get; init; } = 200;

    /// <summary>Bytes of one MSH field. Header fields are echoed in acknowledgements and become keys.</summary>
    public int MaxHeaderFieldBytes { get; init; } = 500;

    /// <summary>A message with more problems than this is not examined further.</summary>
    public int MaxProblems { get; init; } = 20;

    /// <summary>A segment of no more bytes than this is within the bounds of its parts.</summary>
    internal int SmallestPartBound =>
        Math.Min(Math.Min(MaxFieldsPerSegment - 2, MaxRepetitionsPerField), Math.Min(MaxComponentsPerRepetition, MaxSubComponentsPerComponent)) - 1;
}
