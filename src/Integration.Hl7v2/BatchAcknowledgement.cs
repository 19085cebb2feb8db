using System.Globalization;
using System.Text;
using Integration.Hl7v2.Message;

namespace Integration.Hl7v2;

/// <summary>The answer to one message of a batch.</summary>
/// <param name="ByteOffset">Of the message in what was received: places the answer in its batch.</param>
/// <param name="Bytes">Empty where the sender wants none.</param>
public readonly record struct BatchedAnswer(int ByteOffset, ReadOnlyMemory<byte> Bytes);

/// <summary>
/// The answer to a batch or a file of batches (HL7 v2.9.1 chapter 2, "Acknowledging batches"): <c>[FHS] BHS {ACK} BTS [FTS]</c>, batch by batch, parties swapped, with the sender's control id as the reference. A wrong count is told as a comment
/// and refuses nothing.
/// </summary>
/// <param name="ControlId">BHS-11 and FHS-11 of the answer.</param>
/// <param name="Time">BHS-7 and FHS-7 of the answer.</param>
/// <param name="DefaultCharset">Of the sender's headers where no byte-order mark says otherwise.</param>
public sealed record BatchAcknowledgement(string ControlId, DateTimeOffset Time, Hl7Charset DefaultCharset)
{
    /// <summary>Header fields are echoed; one longer than this is none.</summary>
    private const int MaxFieldLength = 500;

    private const int ControlIdField = 11;

    /// <param name="request">Must hold a BHS or FHS.</param>
    /// <param name="answers">In the order of the messages.</param>
    public byte[] ToBytes(Hl7FileContents request, IReadOnlyList<BatchedAnswer> answers)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(answers);
        var walk = new Walk(this, request.MarkedCharset ?? DefaultCharset);
        var at = 0;
        foreach (var segment in request.Envelope)
        {
            for (; at < answers.Count && answers[at].ByteOffset < segment.ByteOffset; at++)
            {
                walk.Take(answers[at]);
            }

            walk.Take(segment);
        }

        for (; at < answers.Count; at++)
        {
            walk.Take(answers[at]);
        }

        return walk.End();
    }

    /// <summary>What is open while the request is walked through once more.</summary>
    private sealed class Walk(BatchAcknowledgement answer, Hl7Charset charset)
    {
        private readonly List<byte> bytes = [];
        private readonly Part file = new("FTS", "batches");
        private readonly Part batch = new("BTS", "messages");

        public void Take(BatchedAnswer one)
        {
            batch.Contained++;
            if (!one.Bytes.IsEmpty)
            {
                batch.Answered++;
                Append(one.Bytes.Span);
            }
        }

        public void Take(Hl7EnvelopeSegment segment)
        {
            switch (segment.Name)
            {
                case "FHS":
                    Close(batch, null);
                    Close(file, null);
                    Open(file, segment);
                    break;
                case "BHS":
                    Close(batch, null);
                    Open(batch, segment);
                    file.Contained++;
                    file.Answered++;
                    break;
                case "BTS":
                    Close(batch, segment);
                    break;
                default:
                    Close(batch, null);
                    Close(file, segment);
                    break;
            }
        }

        public byte[] End()
        {
            Close(batch, null);
            Close(file, null);
            return [.. bytes];
        }

        private void Open(Part part, Hl7EnvelopeSegment header)
        {
            var delimiters = header.Delimiters ?? Hl7Delimiters.Standard;
            var fields = Fields(header);
            part.Open(delimiters);
            Append(delimiters, header.Name, delimiters.EncodingCharacters, Field(fields, 5), Field(fields, 6), Field(fields, 3), Field(fields, 4), AnswerWriter.Stamp(answer.Time), "", "", "",
                Escapes.Encode(answer.ControlId, delimiters), Field(fields, ControlIdField));
        }

        private void Close(Part part, Hl7EnvelopeSegment? trailer)
        {
            if (part.Delimiters is { } delimiters)
            {
                var comment = trailer is null ? $"{part.Trailer} is missing"
                    : trailer.Count is { } said && said != part.Contained ? $"{part.Trailer}-1 says {said} {part.Unit}, there are {part.Contained}"
                    : "";
                Append(delimiters, part.Trailer, part.Answered.ToString(CultureInfo.InvariantCulture), Escapes.Encode(comment, delimiters));
            }

            part.Close();
        }

        private void Append(in Hl7Delimiters delimiters, string name, params string[] fields)
        {
            var last = Array.FindLastIndex(fields, field => field.Length > 0);
            Append(Charsets.Encode(charset, string.Join((char)delimiters.Field, fields.Take(last + 1).Prepend(name)) + "\r"));
        }

        /// <summary>Only the first part may carry the mark of UTF-16.</summary>
        private void Append(ReadOnlySpan<byte> part) => bytes.AddRange(bytes.Count > 0 && (part is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]) ? part[2..] : part);

        /// <summary>Entry n is field n; 0 and 1 are the name and the separator.</summary>
        private string[] Fields(Hl7EnvelopeSegment header)
        {
            var text = charset == Hl7Charset.Utf16LittleEndian ? Encoding.Unicode.GetString(header.Bytes.Span)
                : charset == Hl7Charset.Utf16BigEndian ? Encoding.BigEndianUnicode.GetString(header.Bytes.Span)
                : Charsets.TryDecode(charset, header.Bytes.Span) ?? "";
            return text.Length < 4 ? [] : ["", "", .. text[4..].Split(text[3])];
        }

        private static string Field(string[] fields, int number) =>
            number < fields.Length && fields[number].Length <= MaxFieldLength ? string.Concat(fields[number].Where(character => !char.IsControl(character))) : "";
    }

    /// <summary>A batch or the file, while it is open.</summary>
    private sealed class Part(string trailer, string unit)
    {
        public string Trailer => trailer;

        public string Unit => unit;

        /// <summary>Null while closed.</summary>
        public Hl7Delimiters? Delimiters { get; private set; }

        public int Contained { get; set; }

        public int Answered { get; set; }

        public void Open(Hl7Delimiters delimiters) => (Delimiters, Contained, Answered) = (delimiters, 0, 0);

        public void Close() => (Delimiters, Contained, Answered) = (null, 0, 0);
    }
}
