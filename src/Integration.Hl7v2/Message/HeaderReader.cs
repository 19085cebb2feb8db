using System.Text;

namespace Integration.Hl7v2.Message;

/// <summary>Reads MSH before anything else is known, so that even a message that is otherwise bad can be answered.</summary>
internal ref struct HeaderReader
{
    private readonly ParseContext context;
    private ReadOnlySpan<byte> line;
    private int start;

    public HeaderReader(ParseContext context)
    {
        this.context = context;
    }

    /// <summary>The header, or null when there is nothing to answer with. Problems go to the context.</summary>
    public MessageHeader? Read()
    {
        var text = context.Text;
        start = text.IndexOfAnyExcept(" \t\r\n"u8);
        start = Math.Max(start, 0);
        var end = text[start..].IndexOfAny((byte)'\r', (byte)'\n');
        line = end < 0 ? text[start..] : text.Slice(start, end);
        if (line.Length < 4 || !Ascii.EqualsIgnoreCase(line[..3], "MSH"u8))
        {
            context.Add(Hl7ProblemKind.NoHeader, Hl7Location.Message, start, "a message that begins with MSH");
            return null;
        }

        var delimiters = ReadDelimiters();
        if (delimiters is not { } usable)
        {
            return null;
        }

        var fields = SplitFields(usable);
        var charset = ChooseCharset(usable, fields);
        var raw = DecodeFields(charset, fields);
        var header = new MessageHeader(usable, charset, raw, (field, component) => FirstOf(raw, field, component, usable, charset));
        if (header.MessageType.Length == 0)
        {
            context.Add(Hl7ProblemKind.RequiredFieldMissing, new Hl7Location("MSH", 1, 9, 1, 1), start + line.Length, "a message type in MSH-9.1");
        }

        return header;
    }

    private Hl7Delimiters? ReadDelimiters()
    {
        var field = line[3];
        var rest = line[4..];
        var length = rest.IndexOf(field);
        var delimiters = Hl7Delimiters.Read(field, length < 0 ? rest : rest[..length]);
        if (delimiters is null)
        {
            context.Add(Hl7ProblemKind.BadDelimiters, new Hl7Location("MSH", 1, 2), start + 3, "three to five distinct punctuation characters in MSH-2, none of them MSH-1");
            return Hl7Delimiters.Fallback(field);
        }

        return delimiters;
    }

    /// <summary>The bytes of MSH-1 to the last field; entry n is field n.</summary>
    private readonly List<Range> SplitFields(in Hl7Delimiters delimiters)
    {
        var fields = new List<Range> { 0..3, 3..4 };
        foreach (var range in line[4..].Split(delimiters.Field))
        {
            // Nothing of interest stands after MSH-18, and the line may be megabytes of something else.
            if (fields.Count > 25)
            {
                break;
            }

            fields.Add((range.Start.Value + 4)..(range.End.Value + 4));
        }

        return fields;
    }

    private readonly Hl7Charset ChooseCharset(in Hl7Delimiters delimiters, List<Range> fields)
    {
        var declared = "";
        if (fields.Count > 18)
        {
            var field = line[fields[18]];
            var end = field.IndexOfAny(delimiters.Repetition, delimiters.Component);
            declared = Charsets.TryDecode(Hl7Charset.Ascii, end < 0 ? field : field[..end])?.Trim() ?? "?";
        }

        var named = declared.Length == 0 ? context.Options.DefaultCharset : CharacterSets.FromDeclared(declared);
        if (context.MarkedCharset is { } marked)
        {
            return marked;
        }

        if (named is { } supported)
        {
            return supported;
        }

        // Every character set of table 0211 that hospitals use contains ASCII, so a message without other bytes needs no table.
        var foreign = context.Text.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
        if (foreign >= 0)
        {
            context.Add(Hl7ProblemKind.UnsupportedCharset, new Hl7Location("MSH", 1, 18), start + fields[18].Start.Value,
                "UNICODE UTF-8, 8859/1, windows-1252 or ASCII in MSH-18, or no byte above 127");
        }

        return Hl7Charset.Ascii;
    }

    private readonly string[] DecodeFields(Hl7Charset charset, List<Range> fields)
    {
        var raw = new string[fields.Count];
        for (var i = 0; i < raw.Length; i++)
        {
            var content = line[fields[i]];
            if (content.Length > context.Options.MaxHeaderFieldBytes)
            {
                context.Add(Hl7ProblemKind.LimitExceeded, new Hl7Location("MSH", 1, i), start + fields[i].Start.Value,
                    $"at most {context.Options.MaxHeaderFieldBytes} bytes in a header field");
                raw[i] = "";
            }
            else
            {
                raw[i] = Charsets.TryDecode(charset, content) ?? "";
            }
        }

        return raw;
    }

    private static string FirstOf(string[] raw, int field, int component, in Hl7Delimiters delimiters, Hl7Charset charset)
    {
        if (field >= raw.Length)
        {
            return "";
        }

        var text = raw[field].Split((char)delimiters.Repetition)[0];
        var parts = text.Split((char)delimiters.Component);
        return component > parts.Length ? ""
            : Escapes.Decode(Charsets.EncodeInside(charset, parts[component - 1]), delimiters, charset);
    }
}
