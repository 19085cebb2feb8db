using System.Globalization;
using Integration.Hl7v2;
using Integration.Hl7v2.Message;

namespace Integration.Ingestion;

/// <summary>
/// The answer a message gets once it is in the journal: in original mode AA, AE or AR; in enhanced mode CA, CE or CR where MSH-15 asks for it. An empty MSH-15 beside a filled MSH-16 means NE, but senders that write it so wait for an answer all the
/// same: unless this interface sends one after mapping, they get that of original mode.
/// </summary>
internal sealed class AcceptAnswers(bool answersAfterMapping)
{
    /// <summary>Null where the sender wants none.</summary>
    public byte[]? To(TakenMessage taken)
    {
        // The control id and time of the answer follow from the journal's record, so a resend gets the first answer again to the byte.
        var controlId = taken.Kept.AnswerSequence.ToString(CultureInfo.InvariantCulture);
        return Of(taken.Header, new Acknowledgement(taken.Refusal?.Code ?? AcknowledgementCode.AA, controlId, taken.Kept.AnswerAt, taken.Refusal?.Errors ?? []));
    }

    /// <param name="header">Null where none could be read: that is answered as in original mode.</param>
    /// <param name="answer">In the codes of original mode.</param>
    public byte[]? Of(MessageHeader? header, Acknowledgement answer)
    {
        if (header is null || IsOriginalMode(AnswersWanted.Of(header), out var accept))
        {
            return answer.ToBytes(header);
        }

        return AnswersWanted.Covers(accept, answer.Code == AcknowledgementCode.AA)
            ? (answer with { Code = Acknowledgement.AsAccept(answer.Code) }).ToBytes(header)
            : null;
    }

    private bool IsOriginalMode(AnswersWanted wanted, out AnswerCondition accept)
    {
        accept = wanted.Accept ?? AnswerCondition.Never;
        return wanted.IsOriginalMode || (wanted.Accept is null && wanted.Application != AnswerCondition.Never && !answersAfterMapping);
    }
}
