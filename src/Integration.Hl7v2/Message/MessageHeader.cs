namespace Integration.Hl7v2.Message;

/// <summary>An application or facility (MSH-3 to MSH-6, type HD).</summary>
/// <param name="Name">First component, un-escaped.</param>
/// <param name="Full">The whole field as sent: components and escapes of the sender.</param>
public readonly record struct HeaderParty(string Name, string Full);

/// <summary>The MSH segment as far as it could be read; what is missing is an empty text.</summary>
public sealed record MessageHeader
{
    private readonly string[] raw;

    internal MessageHeader(Hl7Delimiters delimiters, Hl7Charset charset, string[] raw, Func<int, int, string> read)
    {
        this.raw = raw;
        Delimiters = delimiters;
        Charset = charset;
        SendingApplication = new HeaderParty(read(3, 1), Raw(3));
        SendingFacility = new HeaderParty(read(4, 1), Raw(4));
        ReceivingApplication = new HeaderParty(read(5, 1), Raw(5));
        ReceivingFacility = new HeaderParty(read(6, 1), Raw(6));
        SentAt = read(7, 1);
        MessageType = read(9, 1).Trim();
        TriggerEvent = read(9, 2).Trim();
        StructureHint = read(9, 3).Trim();
        ControlId = read(10, 1);
        ProcessingId = read(11, 1).Trim();
        ProcessingMode = read(11, 2).Trim();
        Version = read(12, 1).Trim();
        AcceptAcknowledgement = read(15, 1).Trim();
        ApplicationAcknowledgement = read(16, 1).Trim();
        DeclaredCharset = read(18, 1).Trim();
    }

    public Hl7Delimiters Delimiters { get; }

    /// <summary>The character set the message is read in: byte-order mark, else MSH-18, else the interface's default.</summary>
    public Hl7Charset Charset { get; }

    /// <summary>MSH-3.</summary>
    public HeaderParty SendingApplication { get; }

    /// <summary>MSH-4.</summary>
    public HeaderParty SendingFacility { get; }

    /// <summary>MSH-5.</summary>
    public HeaderParty ReceivingApplication { get; }

    /// <summary>MSH-6.</summary>
    public HeaderParty ReceivingFacility { get; }

    /// <summary>MSH-7.1 as sent; read it with <see cref="Hl7Timestamp.Parse"/>. Local time of the sender unless it has an offset.</summary>
    public string SentAt { get; }

    /// <summary>MSH-9.1.</summary>
    public string MessageType { get; }

    /// <summary>MSH-9.2.</summary>
    public string TriggerEvent { get; }

    /// <summary>MSH-9.3: often wrong or old, never to be routed on.</summary>
    public string StructureHint { get; }

    /// <summary>MSH-10, blanks kept: the sender compares it with MSA-2.</summary>
    public string ControlId { get; }

    /// <summary>MSH-11.1 (table 0103: P, T, D).</summary>
    public string ProcessingId { get; }

    /// <summary>MSH-11.2 (table 0207).</summary>
    public string ProcessingMode { get; }

    /// <summary>MSH-12.1.</summary>
    public string Version { get; }

    /// <summary>MSH-15 (table 0155: AL, NE, ER, SU); empty in original mode.</summary>
    public string AcceptAcknowledgement { get; }

    /// <summary>MSH-16 (table 0155); empty in original mode.</summary>
    public string ApplicationAcknowledgement { get; }

    /// <summary>MSH-18, first repetition.</summary>
    public string DeclaredCharset { get; }

    /// <summary>A whole field as sent, for echoing; empty where it is missing or cannot be decoded.</summary>
    internal string Raw(int field) => field < raw.Length ? raw[field] : "";
}
