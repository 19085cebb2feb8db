using System.Globalization;
using Integration.Contracts;
using Integration.Hl7v2;
using Integration.Hl7v2.Message;
using Integration.Hl7v2.Mllp;
using Microsoft.Extensions.Logging;

namespace Integration.Ingestion.Mllp;

/// <summary>
/// Takes a frame that holds several messages message by message, so that a bad one takes none of its neighbours along: a batch gets a batch acknowledgement; messages whose frames ran together get an answer in a frame of its own each.
/// </summary>
internal sealed class FrameOfSeveral(string interfaceName, MessageIntake intake, AcceptAnswers answers, Hl7Charset defaultCharset, int mostMessages, EventNoted noted, TimeProvider time, ILogger log)
{
    private static readonly byte[] s_utf8Mark = [0xEF, 0xBB, 0xBF];
    private static readonly byte[] s_littleEndianMark = [0xFF, 0xFE];
    private static readonly byte[] s_bigEndianMark = [0xFE, 0xFF];

    /// <summary>Null for a frame that is one message, which nearly all are: it is not cut, and looked at only for the name of a second header. One without any message is refused as it is.</summary>
    public static Hl7FileContents? Cut(ReadOnlyMemory<byte> frame)
    {
        var text = frame.Span;
        var blanks = text.IndexOfAnyExcept(" \t\r\n"u8);
        text = blanks > 0 ? text[blanks..] : text;
        if (text.StartsWith("MSH"u8) && text.LastIndexOf("MSH"u8) == 0 && text.IndexOf("msh"u8) < 0)
        {
            return null;
        }

        var contents = Hl7File.Read(frame);
        var outside = contents.Problems.Count(problem => problem.Kind == Hl7ProblemKind.OutsideMessages);
        return (contents.Messages.Count > 1 && contents.Messages.Count > outside) || IsBatch(contents) ? contents : null;
    }

    public async Task<(MllpReply Reply, TakenMessage[] Taken)> HandleAsync(ReadOnlyMemory<byte> frame, Hl7FileContents contents, MllpCertificate? certificate, CancellationToken cancellationToken)
    {
        foreach (var problem in contents.Problems)
        {
            IngestionLog.BatchProblem(log, interfaceName, contents.Messages.Count, problem.Kind.ToString(), problem.Location.ToString(), problem.ByteOffset, problem.Expected);
            noted(interfaceName, InterfaceEventKind.BatchWrong, "", $"in a frame: {problem.Location}: expected {problem.Expected}");
        }

        if (contents.Messages.Count > mostMessages)
        {
            var error = new AcknowledgementError(ErrorCondition.DataTypeError, Hl7Location.Message, $"the frame holds {contents.Messages.Count} messages; this interface takes {mostMessages} in one");
            TakenMessage[] refused = [await intake.TakeAsync(frame, certificate, new Refusal(AcknowledgementCode.AR, [error]), cancellationToken)];
            return (Reply(contents, [contents.Messages[0]], refused), refused);
        }

        // Begun one after the other, so that they are stored in their order, and in few commits.
        var taking = contents.Messages.Select(piece => intake.TakeAsync(WithMark(piece.Bytes, contents.MarkedCharset), certificate, null, cancellationToken).AsTask()).ToList();
        var taken = await Task.WhenAll(taking);
        return (Reply(contents, contents.Messages, taken), taken);
    }

    private MllpReply Reply(Hl7FileContents contents, IReadOnlyList<Hl7Piece> pieces, TakenMessage[] taken)
    {
        if (!IsBatch(contents))
        {
            // Text outside messages has its outcome in the journal; an answer for it would be taken for that of a message.
            var outside = contents.Problems.Where(problem => problem.Kind == Hl7ProblemKind.OutsideMessages).Select(problem => problem.ByteOffset).ToHashSet();
            return MllpReply.Answers([.. taken.Where((_, at) => !outside.Contains(pieces[at].ByteOffset)).Select(answers.To).OfType<byte[]>().Select(answer => (ReadOnlyMemory<byte>)answer)]);
        }

        var batched = taken.Select((one, at) => new BatchedAnswer(pieces[at].ByteOffset, answers.To(one))).ToList();
        if (batched.Count > 0 && batched.TrueForAll(one => one.Bytes.IsEmpty))
        {
            return MllpReply.Nothing;
        }

        // Of the first message that was accepted, because its record stays the same when the batch is sent again.
        var first = taken.FirstOrDefault(one => one.Refusal is null) ?? taken.FirstOrDefault();
        var controlId = (first?.Kept.AnswerSequence ?? 0).ToString(CultureInfo.InvariantCulture);
        return MllpReply.Answer(new BatchAcknowledgement(controlId, first?.Kept.AnswerAt ?? time.GetUtcNow(), defaultCharset).ToBytes(contents, batched));
    }

    /// <summary>A piece has to stand for itself: what the mark of the frame said, its own says.</summary>
    private static ReadOnlyMemory<byte> WithMark(ReadOnlyMemory<byte> piece, Hl7Charset? marked)
    {
        // No other character set has a mark.
        byte[] mark = marked == Hl7Charset.Utf8 ? s_utf8Mark
            : marked == Hl7Charset.Utf16LittleEndian ? s_littleEndianMark
            : marked == Hl7Charset.Utf16BigEndian ? s_bigEndianMark
            : [];
        return piece.Span.StartsWith(mark) ? piece : (byte[])[.. mark, .. piece.Span];
    }

    private static bool IsBatch(Hl7FileContents contents) => contents.Envelope.Any(segment => segment.Name is "FHS" or "BHS");
}
