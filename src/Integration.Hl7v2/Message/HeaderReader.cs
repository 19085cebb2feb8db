namespace Integration.Hl7v2.Message;

/// <summary>Reads MSH before anything else is known, so that even a message that is otherwise bad can be answered.</summary>
internal static class HeaderReader
{
    private const byte EscapeCode = 0x1B;

    /// <summary>The header, or null when there is nothing to answer with. Problems go to the context.</summary>
    public static MessageHeader? Read(ParseContext context)
    {
        if (!HeaderFields.TryFind(context.Text, out var start, out var line))
        {
            context.Add(Hl7ProblemKind.NoHeader, Hl7Location.Message, start, "a message that begins with MSH");
            return null;
        }

        if (ReadDelimiters(context, line, start) is not { } delimiters)
        {
            return null;
        }

        var fields = new HeaderFields(line, delimiters.Field);
        for (var i = 2; i <= fields.Count; i++)
        {
            var range = fields.RangeOf(i);
            if (range.End.Value - range.Start.Value > context.Options.MaxHeaderFieldBytes)
            {
                context.Add(Hl7ProblemKind.LimitExceeded, new Hl7Location("MSH", 1, i), start + range.Start.Value, $"at most {context.Options.MaxHeaderFieldBytes} bytes in a header field");
            }
        }

        var charset = ChooseCharset(context, line[fields.RangeOf(18)], start + fields.RangeOf(18).Start.Value, delimiters);
        var header = new MessageHeader(context.Memory.Slice(start, line.Length), fields, delimiters, charset, context.Options.MaxHeaderFieldBytes);
        if (header.MessageType.Length == 0)
        {
            context.Add(Hl7ProblemKind.RequiredFieldMissing, new Hl7Location("MSH", 1, 9, 1, 1), start + line.Length, "a message type in MSH-9.1");
        }

        return header;
    }

    private static Hl7Delimiters? ReadDelimiters(ParseContext context, ReadOnlySpan<byte> line, int start)
    {
        if (HeaderFields.ReadDelimiters(line) is { } delimiters)
        {
            return delimiters;
        }

        context.Add(Hl7ProblemKind.BadDelimiters, new Hl7Location("MSH", 1, 2), start + 3, "three to five distinct punctuation characters in MSH-2, none of them MSH-1");
        return Hl7Delimiters.Fallback(line[3]);
    }

    private static Hl7Charset ChooseCharset(ParseContext context, ReadOnlySpan<byte> declared, int offset, in Hl7Delimiters delimiters)
    {
        if (context.MarkedCharset is { } marked)
        {
            return marked;
        }

        if (!declared.ContainsAnyExcept((byte)' ', delimiters.Repetition, delimiters.Component))
        {
            return context.Options.DefaultCharset;
        }

        if (FirstNamed(declared, delimiters) is { } supported)
        {
            return supported;
        }

        // Every character set of table 0211 contains ASCII, so a message without other bytes needs no table, unless it switches sets by escape codes (ISO 2022).
        var text = context.Text;
        if (text.ContainsAnyExceptInRange((byte)0, (byte)0x7F) || text.Contains(EscapeCode))
        {
            context.Add(Hl7ProblemKind.UnsupportedCharset, new Hl7Location("MSH", 1, 18), offset,
                $"one of {string.Join(", ", CharacterSets.Names)} in MSH-18, or nothing but ASCII");
        }

        return Hl7Charset.Ascii;
    }

    /// <summary>
    /// The first repetition names the character set and further ones what escapes may switch to. Where the first is empty, or is ASCII, which all others
    /// contain, the next one says more.
    /// </summary>
    private static Hl7Charset? FirstNamed(ReadOnlySpan<byte> declared, in Hl7Delimiters delimiters)
    {
        Hl7Charset? named = null;
        foreach (var range in declared.Split(delimiters.Repetition))
        {
            var name = HeaderFields.Component(declared[range], 1, delimiters).Trim((byte)' ');
            if (name.IsEmpty)
            {
                continue;
            }

            var charset = CharacterSets.FromDeclared(name);
            if (charset != Hl7Charset.Ascii)
            {
                return charset ?? named;
            }

            named = charset;
        }

        return named;
    }
}
