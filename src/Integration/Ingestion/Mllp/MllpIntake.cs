using Integration.Hl7v2;
using Integration.Hl7v2.Message;
using Integration.Hl7v2.Mllp;
using Integration.Journal;
using Microsoft.Extensions.Logging;

namespace Integration.Ingestion.Mllp;

/// <summary>
/// Answers what comes over MLLP: only after the commit; when the journal is away nothing is answered and the connection is closed, so that the sender keeps the message.
/// </summary>
internal sealed class MllpIntake(string interfaceName, MessageIntake intake, AcceptAnswers answers, FrameOfSeveral several, OpenConnections? connections, int maxFrameBytes, ILogger log)
{
    public async ValueTask<MllpReply> HandleAsync(MllpFrame frame, MllpPeer peer, CancellationToken cancellationToken)
    {
        try
        {
            if (FrameOfSeveral.Cut(frame.Bytes) is { } contents)
            {
                var (reply, all) = await several.HandleAsync(frame.Bytes, contents, peer.Certificate, cancellationToken);
                Hear(peer, all);
                return reply;
            }

            var taken = await intake.TakeAsync(frame.Bytes, peer.Certificate, null, cancellationToken);
            Hear(peer, [taken]);
            return Reply(answers.To(taken));
        }
        catch (JournalUnavailableException fault)
        {
            IngestionLog.NotAnswered(log, interfaceName, (fault.InnerException ?? fault).GetType().Name);
            return MllpReply.Close;
        }
    }

    /// <summary>A frame over the bound was not read to its end. Its head is journalled as rejected, so that the ledger has it, and its sender is told; it may send it in parts.</summary>
    public async ValueTask<MllpReply> RefuseTooLongAsync(MllpProblem problem, MllpCertificate? certificate, CancellationToken cancellationToken)
    {
        var error = new AcknowledgementError(
            ErrorCondition.DataTypeError,
            Hl7Location.Message,
            $"the frame is longer than the {maxFrameBytes} bytes this interface takes: {problem.Length} were seen, the first {problem.Head.Length} kept and the rest not");
        try
        {
            return Reply(answers.To(await intake.TakeAsync(problem.Head, certificate, new Refusal(AcknowledgementCode.AR, [error]), cancellationToken)));
        }
        catch (JournalUnavailableException fault)
        {
            IngestionLog.NotAnswered(log, interfaceName, (fault.InnerException ?? fault).GetType().Name);
            return MllpReply.Close;
        }
    }

    /// <summary>Only where answers go over the same connection, and never of one that may not send here: it would be told what concerns another.</summary>
    private void Hear(MllpPeer peer, ReadOnlySpan<TakenMessage> taken)
    {
        if (connections is null)
        {
            return;
        }

        foreach (var message in taken)
        {
            if (message is { Header: { } header, Refusal: null or { Code: AcknowledgementCode.AE } })
            {
                connections.Heard(peer.ConnectionId, header);
            }
        }
    }

    private static MllpReply Reply(byte[]? answer) => answer is null ? MllpReply.Nothing : MllpReply.Answer(answer);
}
