namespace Integration.Hl7v2.Message;

/// <summary>An application or facility (MSH-3 to MSH-6, type HD).</summary>
/// <param name="Name">First component, un-escaped.</param>
/// <param name="Full">The whole field as sent: components and escapes of the sender.</param>
public readonly record struct HeaderParty(string Name, string Full);

/// <summary>The MSH segment as far as it could be read; what is missing is an empty text. Over the bytes of the message; what is not kept is read when it is asked for.</summary>
public sealed class MessageHeader
{
    private readonly ReadOnlyMemory<byte> line;
    private readonly HeaderFields fields;
    private readonly int maxFieldBytes;

    internal MessageHeader(ReadOnlyMemory<byte> line, in HeaderFields fields, in Hl7Delimiters delimiters, Hl7Charset charset, int maxFieldBytes)
    {
        this.line = line;
        this.fields = fields;
        this.maxFieldBytes = maxFieldBytes;
        Delimiters = delimiters;
        Charset = charset;
        SendingApplication = new HeaderParty(Read(3, 1), Raw(3));
        SendingFacility = new HeaderParty(Read(4, 1), Raw(4));
        MessageType = Read(9, 1).Trim();
        TriggerEvent = Read(9, 2).Trim();
        ControlId = Read(10, 1);
    }

    public Hl7Delimiters Delimiters { get; }

    /// <summary>The character set the message is read in: byte-order mark, else MSH-18, else the interface's default.</summary>
    public Hl7Charset Charset { get; }

    /// <summary>MSH-3.</summary>
    public HeaderParty SendingApplication { get; }

    /// <summary>MSH-4.</summary>
    public HeaderParty SendingFacility { get; }

    /// <summary>MSH-5.</summary>
    public HeaderParty ReceivingApplication => new(Read(5, 1), Raw(5));

    /// <summary>MSH-6.</summary>
    public HeaderParty ReceivingFacility => new(Read(6, 1), Raw(6));

    /// <summary>MSH-7.1 as sent; read it with <see cref="Hl7Timestamp.Parse"/>. Local time of the sender unless it has an offset.</summary>
    public string SentAt => Read(7, 1);

    /// <summary>MSH-9.1.</summary>
    public string MessageType { get; }

    /// <summary>MSH-9.2.</summary>
    public string TriggerEvent { get; }

    /// <summary>MSH-9.3: often wrong or old, never to be routed on.</summary>
    public string StructureHint => Read(9, 3).Trim();

    /// <summary>MSH-10, blanks kept: the sender compares it with MSA-2.</summary>
    public string ControlId { get; }

    /// <summary>MSH-11.1 (table 0103: P, T, D).</summary>
    public string ProcessingId => Read(11, 1).Trim();

    /// <summary>MSH-11.2 (table 0207).</summary>
    public string ProcessingMode => Read(11, 2).Trim();

    /// <summary>MSH-12.1.</summary>
    public string Version => Read(12, 1).Trim();

    /// <summary>MSH-13 as sent; means something only where the sender is known to follow the sequence number protocol.</summary>
    public string SequenceNumber => Read(13, 1).Trim();

    /// <summary>MSH-15 (table 0155: AL, NE, ER, SU); empty in original mode.</summary>
    public string AcceptAcknowledgement => Read(15, 1).Trim();

    /// <summary>MSH-16 (table 0155); empty in original mode.</summary>
    public string ApplicationAcknowledgement => Read(16, 1).Trim();

    /// <summary>MSH-18, first repetition.</summary>
    public string DeclaredCharset => Read(18, 1).Trim();

    /// <summary>A whole field as sent, for echoing; empty where it is missing, too long or cannot be decoded.</summary>
    internal string Raw(int field)
    {
        var content = Content(field);
        return content.IsEmpty ? "" : Charsets.Decode(Charset, content);
    }

    private string Read(int field, int component)
    {
        var content = HeaderFields.Component(Content(field), component, Delimiters);
        return content.IsEmpty ? "" : Escapes.Decode(content, Delimiters, Charset);
    }

    private ReadOnlySpan<byte> Content(int field)
    {
        var content = line.Span[fields.RangeOf(field)];
        return content.Length > maxFieldBytes || Charsets.FirstUndecodable(Charset, content) >= 0 ? default : content;
    }
}
