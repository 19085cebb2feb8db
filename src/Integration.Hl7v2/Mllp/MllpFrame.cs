using System.Net;
using Integration.Hl7v2.Message;

namespace Integration.Hl7v2.Mllp;

/// <summary>One payload as it came off a connection, without start and end block (HL7 v2 Transport Specification: MLLP, release 1).</summary>
/// <param name="Bytes">The payload; owned by whoever receives the frame.</param>
/// <param name="Number">Which frame of the connection, from 1.</param>
public readonly record struct MllpFrame(ReadOnlyMemory<byte> Bytes, long Number);

/// <summary>The other end of a connection.</summary>
/// <param name="Address">Remote address and port.</param>
/// <param name="ConnectionId">Counts the connections of one server, from 1.</param>
public sealed record MllpPeer(IPEndPoint Address, long ConnectionId)
{
    /// <summary>The certificate it showed; null without TLS, and where none is asked for.</summary>
    public MllpCertificate? Certificate { get; init; }
}

/// <summary>What to do after a frame.</summary>
public readonly record struct MllpReply
{
    private MllpReply(ReadOnlyMemory<byte> bytes, bool closes)
    {
        Bytes = bytes;
        Closes = closes;
    }

    /// <summary>Neither answer nor close: the sender asked for no acknowledgement (MSH-15 and MSH-16).</summary>
    public static MllpReply Nothing { get; }

    /// <summary>No answer, stop reading, close: nothing can be kept now, and it is not the message's fault.</summary>
    public static MllpReply Close { get; } = new(default, closes: true);

    /// <summary>The payload of the answer, unframed; empty for none.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public bool Closes { get; }

    public static MllpReply Answer(ReadOnlyMemory<byte> bytes) => new(bytes, closes: false);

    /// <summary>Several answers to one frame, which held several messages; each goes out in a frame of its own.</summary>
    public static MllpReply Answers(IReadOnlyList<ReadOnlyMemory<byte>> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var bytes = new List<byte>();
        foreach (var answer in answers)
        {
            if (bytes.Count > 0)
            {
                bytes.AddRange([MllpFraming.EndBlock, MllpFraming.CarriageReturn, MllpFraming.StartBlock]);
            }

            bytes.AddRange(answer.Span);
        }

        return new MllpReply(bytes.ToArray(), closes: false);
    }
}

/// <summary>What is wrong with the framing of a byte stream.</summary>
public enum MllpProblemKind
{
    /// <summary>Bytes outside a frame; skipped.</summary>
    Garbage,

    /// <summary>Bytes outside a frame that end like one: its start block was lost, and with it possibly a message.</summary>
    MissingStart,

    /// <summary>A frame in which the next one starts. The unfinished one is not handed on: it may be cut.</summary>
    MissingEnd,

    /// <summary>A frame over the bound; its bytes are skipped.</summary>
    TooLong,

    /// <summary>The stream ended within a frame.</summary>
    Truncated,
}

/// <summary>One framing problem. The stream goes on at the next start block.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Length">How many bytes are concerned; for <see cref="MllpProblemKind.TooLong"/>, how many were seen when the bound was passed.</param>
/// <param name="Head">The beginning of those bytes, a few kilobytes at most: enough to read MSH and answer. Holds content: not for logs.</param>
public sealed record MllpProblem(MllpProblemKind Kind, long Length, ReadOnlyMemory<byte> Head)
{
    public override string ToString() => $"{Kind}, {Length} bytes";

    /// <summary>The header of a message that cannot be taken, so that it can be answered; null where none is readable.</summary>
    public MessageHeader? ReadHeader() => Hl7Parser.ReadHeader(Head, new Hl7ParseOptions());
}
