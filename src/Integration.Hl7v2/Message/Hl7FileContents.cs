namespace Integration.Hl7v2.Message;

/// <summary>What <see cref="Hl7File.Read"/> found. Every byte of the file but blanks, line ends and transport frames is in a piece or in the envelope.</summary>
/// <param name="Messages">In the order of the file; empty for a file without anything but blanks.</param>
/// <param name="Envelope">The FHS, BHS, BTS and FTS segments in the order of the file.</param>
/// <param name="Problems">
/// What concerns the file and not one message: wrong counts, missing headers and trailers, text outside messages; the first hundred, masked, with offsets in the file.
/// </param>
/// <param name="MarkedCharset">
/// What the file's byte-order mark says. Only the first piece can carry the mark itself: for the others this is the default character set
/// (<see cref="Hl7ParseOptions.DefaultCharset"/>). Null without a mark.
/// </param>
public sealed record Hl7FileContents(
    IReadOnlyList<Hl7Piece> Messages, IReadOnlyList<Hl7EnvelopeSegment> Envelope, IReadOnlyList<Hl7Problem> Problems, Hl7Charset? MarkedCharset);

/// <summary>One message of a file, ready for <see cref="Hl7Parser.Parse"/>. Text that stands outside every message is a piece too, which the parser refuses: so it gets an outcome.</summary>
/// <param name="Index">Which piece of the file, from 0.</param>
/// <param name="ByteOffset">Where it begins in the file, from 0.</param>
/// <param name="Bytes">A view of the file's bytes, without transport frame and blanks around it; the end of the last segment is kept.</param>
/// <param name="InBatch">Whether it stands between a batch or file header and its trailer.</param>
public readonly record struct Hl7Piece(int Index, int ByteOffset, ReadOnlyMemory<byte> Bytes, bool InBatch);

/// <summary>A batch header or trailer (HL7 v2.9.1 chapter 2, "Batch protocol").</summary>
/// <param name="Name">FHS, BHS, BTS or FTS.</param>
/// <param name="ByteOffset">Where it begins in the file, from 0.</param>
/// <param name="Bytes">A view of the file's bytes without the segment end.</param>
/// <param name="Delimiters">FHS-1 and FHS-2, or BHS-1 and BHS-2: those of the header itself, each message has its own. Null for trailers and where they cannot be used.</param>
/// <param name="Count">BTS-1, the messages of the batch, or FTS-1, the batches of the file, as the sender counted; null where empty, unreadable or a header.</param>
public sealed record Hl7EnvelopeSegment(string Name, int ByteOffset, ReadOnlyMemory<byte> Bytes, Hl7Delimiters? Delimiters, int? Count);
