using System.Buffers;

namespace Integration.Hl7v2.Message;

/// <summary>
/// What a message is routed by, read from MSH as views of its bytes: nothing is copied, decoded or allocated. The bytes are as sent, escapes included, and
/// only the first repetition counts. For messages of one byte a delimiter: UTF-16 has to be parsed (<see cref="Hl7Parser"/>).
/// </summary>
public readonly ref struct Hl7Routing
{
    private readonly ReadOnlySpan<byte> line;
    private readonly HeaderFields fields;

    internal Hl7Routing(ReadOnlySpan<byte> line, scoped in Hl7Delimiters delimiters)
    {
        this.line = line;
        Delimiters = delimiters;
        fields = new HeaderFields(line, delimiters.Field);
    }

    public Hl7Delimiters Delimiters { get; }

    /// <summary>MSH-3.1.</summary>
    public ReadOnlySpan<byte> SendingApplication => Component(3, 1);

    /// <summary>MSH-4.1.</summary>
    public ReadOnlySpan<byte> SendingFacility => Component(4, 1);

    /// <summary>MSH-7.1, local time of the sender unless it has an offset.</summary>
    public ReadOnlySpan<byte> SentAt => Component(7, 1);

    /// <summary>MSH-9.1.</summary>
    public ReadOnlySpan<byte> MessageType => Component(9, 1);

    /// <summary>MSH-9.2.</summary>
    public ReadOnlySpan<byte> TriggerEvent => Component(9, 2);

    /// <summary>MSH-10.</summary>
    public ReadOnlySpan<byte> ControlId => Component(10, 1);

    /// <summary>MSH-11.1 (table 0103).</summary>
    public ReadOnlySpan<byte> ProcessingId => Component(11, 1);

    /// <summary>MSH-12.1.</summary>
    public ReadOnlySpan<byte> Version => Component(12, 1);

    /// <summary>MSH-13.</summary>
    public ReadOnlySpan<byte> SequenceNumber => Component(13, 1);

    /// <summary>MSH-15 (table 0155).</summary>
    public ReadOnlySpan<byte> AcceptAcknowledgement => Component(15, 1);

    /// <summary>MSH-16 (table 0155).</summary>
    public ReadOnlySpan<byte> ApplicationAcknowledgement => Component(16, 1);

    /// <summary>MSH-18, first repetition (table 0211).</summary>
    public ReadOnlySpan<byte> DeclaredCharset => Component(18, 1);

    /// <summary>False where <see cref="Hl7Parser"/> would find no header with usable delimiters, and for UTF-16. What follows MSH is not looked at.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out Hl7Routing routing)
    {
        routing = default;
        message = message.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? message[3..] : message;
        if (!HeaderFields.TryFind(message, out _, out var line) || HeaderFields.ReadDelimiters(line) is not { } delimiters)
        {
            return false;
        }

        routing = new Hl7Routing(line, delimiters);
        return true;
    }

    /// <summary>The same for a message in pieces. MSH is copied only where it goes over the first piece.</summary>
    /// <param name="scratch">Room for that copy, which the answer then refers to; MSH longer than this is not read.</param>
    public static bool TryRead(in ReadOnlySequence<byte> message, Span<byte> scratch, out Hl7Routing routing)
    {
        var first = message.FirstSpan;
        if (message.IsSingleSegment || HeaderFields.IsWhole(first))
        {
            return TryRead(first, out routing);
        }

        var head = scratch[..(int)Math.Min(scratch.Length, message.Length)];
        message.Slice(0, head.Length).CopyTo(head);
        if (head.Length < message.Length && !HeaderFields.IsWhole(head))
        {
            // A field that is cut would be a wrong key.
            routing = default;
            return false;
        }

        return TryRead(head, out routing);
    }

    /// <summary>A whole field of MSH, from 2 to 25; empty where it is missing.</summary>
    public ReadOnlySpan<byte> Field(int number) => line[fields.RangeOf(number)];

    /// <summary>A component, from 1, of a field's first repetition; empty where it is missing.</summary>
    public ReadOnlySpan<byte> Component(int number, int component) => HeaderFields.Component(Field(number), component, Delimiters);
}
