using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Integration.Contracts;
using Integration.Hl7v2.Message;

namespace Integration.Ingestion;

/// <summary>
/// What makes two HL7 v2 messages the same (rule 7): sender, control id and body. A resend by the sender has a new MSH-7 and MSH-13, so both are left out of the hash where the sender's control ids are unique;
/// elsewhere MSH-7 stays in, because it may be all that tells two messages apart.
/// </summary>
internal static class MessageIdentity
{
    /// <summary>A buffer that once held a message longer than this is not kept.</summary>
    private const int KeptBytes = 64 * 1024;

    private const int SentAtField = 7;
    private const int SequenceField = 13;

    /// <summary>Each message is gathered twice, and hashed, before anything else is done: one buffer a thread serves them all.</summary>
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_gathered;

    /// <summary>SHA-256 over sender, control id and body.</summary>
    public static byte[] Hash(ReadOnlyMemory<byte> body, MessageHeader? header, ControlIdUse use)
    {
        if (header is null)
        {
            return SHA256.HashData(body.Span);
        }

        // Gathered first and hashed in one go: each piece handed to the hash costs more than its bytes.
        var gathered = Buffer();
        AppendSender(gathered, header);
        AppendBody(gathered, body.Span, header.Delimiters.Field, use);
        return SHA256.HashData(gathered.WrittenSpan);
    }

    /// <summary>SHA-256 over sender and control id alone; null where control ids say nothing.</summary>
    public static byte[]? SenderKey(MessageHeader header, ControlIdUse use)
    {
        if (use != ControlIdUse.Unique || header.ControlId.Length == 0)
        {
            return null;
        }

        var gathered = Buffer();
        AppendSender(gathered, header);
        return SHA256.HashData(gathered.WrittenSpan);
    }

    private static ArrayBufferWriter<byte> Buffer()
    {
        if (t_gathered is not { Capacity: <= KeptBytes } kept)
        {
            return t_gathered = new ArrayBufferWriter<byte>(4096);
        }

        kept.ResetWrittenCount();
        return kept;
    }

    private static void AppendSender(ArrayBufferWriter<byte> gathered, MessageHeader header)
    {
        Append(gathered, header.SendingApplication.Full);
        Append(gathered, header.SendingFacility.Full);
        Append(gathered, header.ControlId);
    }

    private static void AppendBody(ArrayBufferWriter<byte> gathered, ReadOnlySpan<byte> body, byte separator, ControlIdUse use)
    {
        var end = body.IndexOfAny((byte)'\r', (byte)'\n');
        var header = end < 0 ? body : body[..end];

        // MSH-1 is the separator itself, so what stands after the n-th separator is MSH-(n+1).
        var field = 1;
        foreach (var range in header.Split(separator))
        {
            var leftOut = field == SequenceField || (field == SentAtField && use == ControlIdUse.Unique);
            if (!leftOut)
            {
                gathered.Write(header[range]);
            }

            gathered.Write<byte>([separator]);
            field++;
        }

        gathered.Write(body[header.Length..]);
    }

    private static void Append(ArrayBufferWriter<byte> gathered, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, gathered.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length)));
        gathered.Advance(length);
        gathered.Write<byte>([0]);
    }
}
