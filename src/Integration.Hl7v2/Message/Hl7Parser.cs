namespace Integration.Hl7v2.Message;

/// <summary>
/// Reads one HL7 v2 message (chapter 2 of the standard, ER7 encoding). Segment ends CR, LF, CRLF or mixed, blank lines, leading blanks, lower-case
/// segment names and a byte-order mark are accepted; whatever would lose or guess content is a problem. Bad input never throws.
/// </summary>
public static class Hl7Parser
{
    /// <param name="bytes">One message without transport frame. Kept, not copied: nobody may change it while the message is in use.</param>
    /// <param name="options">Bounds and default character set.</param>
    public static Hl7ParseResult Parse(ReadOnlyMemory<byte> bytes, Hl7ParseOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (bytes.Length > options.MaxBytes)
        {
            return TooLong(bytes, options);
        }

        var form = TextForm.Of(bytes);
        var context = new ParseContext(form, options);
        if (form.Broken >= 0)
        {
            context.AddOriginal(Hl7ProblemKind.Undecodable, form.Broken, "well-formed UTF-16");
        }

        var header = HeaderReader.Read(context);
        if (header is null)
        {
            return new Hl7ParseResult(null, null, context.Problems);
        }

        CheckCharset(context, header);
        var spans = SegmentReader.Read(context, header.Delimiters);
        return context.Problems.Count > 0
            ? new Hl7ParseResult(null, header, context.Problems)
            : new Hl7ParseResult(new Hl7Message(bytes, form, header, spans, context.Warnings), header, []);
    }

    /// <summary>Only the header, of a message that may be cut or bad; null when no MSH can be read.</summary>
    public static MessageHeader? ReadHeader(ReadOnlyMemory<byte> bytes, Hl7ParseOptions options) =>
        HeaderReader.Read(new ParseContext(TextForm.Of(bytes), options));

    /// <summary>Only the header of an over-long message is looked at, so that it can be answered.</summary>
    private static Hl7ParseResult TooLong(ReadOnlyMemory<byte> bytes, Hl7ParseOptions options)
    {
        var head = new ParseContext(TextForm.Of(bytes[..Math.Min(bytes.Length, Math.Min(options.MaxBytes, 64 * 1024))]), options);
        head.Add(Hl7ProblemKind.LimitExceeded, Hl7Location.Message, 0, $"at most {options.MaxBytes} bytes");
        var header = HeaderReader.Read(head);
        return new Hl7ParseResult(null, header, head.Problems);
    }

    private static void CheckCharset(ParseContext context, MessageHeader header)
    {
        var text = context.Text;
        var broken = Charsets.FirstUndecodable(header.Charset, text);
        if (broken >= 0)
        {
            context.Add(Hl7ProblemKind.Undecodable, SegmentReader.Locate(text, broken, header.Delimiters), broken,
                text[broken] == 0 ? "no NUL" : $"text in {CharacterSets.Name(header.Charset)}");
        }
        else if (header.Charset is Hl7Charset.Iso88591 or Hl7Charset.Windows1252)
        {
            // Sequences that are well-formed UTF-8 practically never occur in real Latin text: the declaration lies, the text would be garbled.
            var first = text.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
            if (first >= 0 && Charsets.FirstUndecodable(Hl7Charset.Utf8, text) < 0)
            {
                context.Warn(Hl7ProblemKind.SuspectCharset, SegmentReader.Locate(text, first, header.Delimiters), first,
                    $"text in {CharacterSets.Name(header.Charset)}, but all of it is well-formed UTF-8");
            }
        }
    }
}
