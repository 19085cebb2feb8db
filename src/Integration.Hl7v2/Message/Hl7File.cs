namespace Integration.Hl7v2.Message;

/// <summary>
/// Cuts a file into messages: one message, batches with their headers anywhere, bare concatenation, or MLLP frames written to disk. A message ends where
/// the next one, an envelope segment or a frame begins, so that a bad one never takes its neighbours along.
/// </summary>
public static class Hl7File
{
    /// <param name="bytes">The whole file, in any character set of <see cref="Hl7Charset"/>. Kept, not copied; how long a file may be is the caller's bound.</param>
    public static Hl7FileContents Read(ReadOnlyMemory<byte> bytes)
    {
        var (charset, _) = TextForm.Detect(bytes.Span);
        return new FileReader(bytes, charset).Read();
    }
}
