using System.Globalization;
using Integration.Hl7v2;
using Integration.Hl7v2.Message;
using Integration.Hl7v2.Mllp;
using Integration.Journal;
using Microsoft.Extensions.Logging;

namespace Integration.Ingestion.Mllp;

/// <summary>
/// Answers what comes over MLLP: AA is written only after the commit; when the journal is away nothing is answered and the connection is closed, so that the sender keeps the message.
/// </summary>
internal sealed class MllpIntake(string interfaceName, MessageIntake intake, int maxFrameBytes, TimeProvider time, ILogger log)
{
    public async ValueTask<MllpReply> HandleAsync(MllpFrame frame, CancellationToken cancellationToken)
    {
        try
        {
            return MllpReply.Answer(Answer(await intake.TakeAsync(frame.Bytes, cancellationToken)));
        }
        catch (JournalUnavailableException fault)
        {
            IngestionLog.NotAnswered(log, interfaceName, (fault.InnerException ?? fault).GetType().Name);
            return MllpReply.Close;
        }
    }

    /// <summary>A frame over the bound was not read to its end and is not kept: its sender is told so, and may send it in parts.</summary>
    public byte[] AnswerTooLong(MllpProblem problem)
    {
        var error = new AcknowledgementError(ErrorCondition.DataTypeError, Hl7Location.Message, $"the frame is longer than the {maxFrameBytes} bytes this interface takes");
        return new Acknowledgement(AcknowledgementCode.AR, "0", time.GetUtcNow(), [error]).ToBytes(problem.ReadHeader());
    }

    private static byte[] Answer(TakenMessage taken)
    {
        // The control id and time of the answer follow from the journal's record, so a resend gets the first answer again to the byte.
        var controlId = taken.Kept.AnswerSequence.ToString(CultureInfo.InvariantCulture);
        return new Acknowledgement(taken.Refusal?.Code ?? AcknowledgementCode.AA, controlId, taken.Kept.AnswerAt, taken.Refusal?.Errors ?? []).ToBytes(taken.Header);
    }
}
