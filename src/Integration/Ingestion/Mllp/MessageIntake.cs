using System.Globalization;
using Integration.Contracts;
using Integration.Hl7v2;
using Integration.Hl7v2.Message;
using Integration.Hl7v2.Mllp;
using Integration.Journal;
using Microsoft.Extensions.Logging;

namespace Integration.Ingestion.Mllp;

/// <summary>
/// One interface's intake: judge, append, answer, in this order and no other. AA is written only after the commit; when the journal is away nothing is answered and the connection is closed, so that the sender keeps the message.
/// </summary>
internal sealed class MessageIntake(
    InterfaceDefinition definition,
    IMessageJournal journal,
    MessageAppended appended,
    int maxFrameBytes,
    TimeProvider time,
    ILogger log)
{
    private readonly Admission _admission = new(definition);

    private readonly Hl7ParseOptions _parse = new()
    {
        DefaultCharset = CharacterSets.Read(definition.Sender.CharacterSet),
        MaxBytes = maxFrameBytes,
    };

    public async ValueTask<MllpReply> HandleAsync(MllpFrame frame, CancellationToken cancellationToken)
    {
        var parsed = Hl7Parser.Parse(frame.Bytes, _parse);
        var refusal = _admission.Refusal(parsed);
        AppendResult result;
        try
        {
            result = await journal.AppendAsync(Incoming(frame.Bytes, parsed, refusal), cancellationToken);
        }
        catch (JournalUnavailableException fault)
        {
            IngestionLog.NotAnswered(log, definition.Name, (fault.InnerException ?? fault).GetType().Name);
            return MllpReply.Close;
        }

        return MllpReply.Answer(Answer(parsed.Header, refusal, result));
    }

    /// <summary>A frame over the bound was not read to its end and is not kept: its sender is told so, and may send it in parts.</summary>
    public byte[] AnswerTooLong(MllpProblem problem)
    {
        var error = new AcknowledgementError(ErrorCondition.DataTypeError, Hl7Location.Message, $"the frame is longer than the {maxFrameBytes} bytes this interface takes");
        return new Acknowledgement(AcknowledgementCode.AR, "0", time.GetUtcNow(), [error]).ToBytes(problem.ReadHeader());
    }

    private byte[] Answer(MessageHeader? header, (AcknowledgementCode Code, IReadOnlyList<AcknowledgementError> Errors)? refusal, AppendResult result)
    {
        // The control id and time of the answer follow from the journal's record, so a resend gets the first answer again to the byte.
        var controlId = result.AnswerSequence.ToString(CultureInfo.InvariantCulture);
        if (refusal is { } refused)
        {
            IngestionLog.Refused(log, definition.Name, result.Sequence, refused.Code.ToString(), string.Join(", ", refused.Errors.Select(error => $"{error.Location} {error.Condition}")));
            return new Acknowledgement(refused.Code, controlId, result.AnswerAt, refused.Errors).ToBytes(header);
        }

        if (result.Refused)
        {
            IngestionLog.NotStorable(log, definition.Name, result.Sequence);
            var error = new AcknowledgementError(ErrorCondition.DataTypeError, Hl7Location.Message, "the message holds data that cannot be stored; it was kept as opaque bytes and will not be processed");
            return new Acknowledgement(AcknowledgementCode.AE, controlId, result.AnswerAt, [error]).ToBytes(header);
        }

        if (!result.Resend)
        {
            appended(result.Sequence);
        }

        return new Acknowledgement(AcknowledgementCode.AA, controlId, result.AnswerAt, []).ToBytes(header);
    }

    private IncomingMessage Incoming(ReadOnlyMemory<byte> body, Hl7ParseResult parsed, (AcknowledgementCode Code, IReadOnlyList<AcknowledgementError> Errors)? refusal)
    {
        var use = definition.Sender.ControlId;
        var header = parsed.Header;
        var rejection = refusal is { } refused
            ? new Failure(FailureKind.Invalid, string.Join("; ", refused.Errors.Select(error => $"{error.Location}: {error.UserMessage}")), "The sender has to mend and send it again.")
            : null;
        return new IncomingMessage(
            definition.Name,
            header?.ControlId ?? "",
            header is null ? "?" : $"{header.MessageType}^{header.TriggerEvent}",
            MessageIdentity.Hash(body, header, use),
            header is null ? null : MessageIdentity.SenderKey(header, use),
            use != ControlIdUse.Unique,
            body,
            rejection);
    }
}
