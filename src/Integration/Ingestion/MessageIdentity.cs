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
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (header is null)
        {
            hash.AppendData(body.Span);
            return hash.GetHashAndReset();
        }

        Append(hash, header.SendingApplication.Full);
        Append(hash, header.SendingFacility.Full);
        Append(hash, header.ControlId);
        AppendBody(hash, body.Span, header.Delimiters.Field, use);
        return hash.GetHashAndReset();
    }

    /// <summary>SHA-256 over sender and control id alone; null where control ids say nothing.</summary>
    public static byte[]? SenderKey(MessageHeader header, ControlIdUse use)
    {
        if (use != ControlIdUse.Unique || header.ControlId.Length == 0)
        {
            return null;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, header.SendingApplication.Full);
        Append(hash, header.SendingFacility.Full);
        Append(hash, header.ControlId);
        return hash.GetHashAndReset();
    }

    private static void AppendBody(IncrementalHash hash, ReadOnlySpan<byte> body, byte separator, ControlIdUse use)
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
                hash.AppendData(header[range]);
            }

            hash.AppendData([separator]);
            field++;
        }

        hash.AppendData(body[header.Length..]);
    }

    private static void Append(IncrementalHash hash, string text)
    {
        hash.AppendData(Encoding.UTF8.GetBytes(text));
        hash.AppendData([0]);
    }
}
