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
    private const int SentAtField = 7;
    private const int SequenceField = 13;

    /// <summary>SHA-256 over sender, control id and body.</summary>
    public static byte[] Hash(ReadOnlyMemory<byte> body, MessageHeader? header, ControlIdUse use)
    {
        if (header is null)
        {
            return SHA256.HashData(body.Span);
        }

        // Gathered first and hashed in one go: each piece handed to the hash costs more than its bytes.
        var gathered = new ArrayBufferWriter<byte>(body.Length + 512);
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

        var gathered = new ArrayBufferWriter<byte>(512);
        AppendSender(gathered, header);
        return SHA256.HashData(gathered.WrittenSpan);
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
