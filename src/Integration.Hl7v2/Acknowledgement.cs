using System.Diagnostics;
using Integration.Hl7v2.Message;

namespace Integration.Hl7v2;

/// <summary>Table 0008. The first letter is the mode: application (also all of original mode) or accept; the second the verdict: accepted, an error in it, rejected.</summary>
public enum AcknowledgementCode
{
    AA,
    AE,
    AR,
    CA,
    CE,
    CR,
}

/// <summary>
/// The general acknowledgement (HL7 v2.9.1 chapter 2, "ACK"): the request's delimiters, version, processing id and character set, its parties swapped. Only header
/// fields of the request are echoed.
/// </summary>
/// <param name="Code">MSA-1.</param>
/// <param name="ControlId">MSH-10 of the answer.</param>
/// <param name="Time">MSH-7 of the answer, written with its offset.</param>
/// <param name="Errors">One ERR segment each from version 2.5 on; older senders get one ERR with a repetition of ERR-1 each, and the first as MSA-3.</param>
public sealed record Acknowledgement(
    AcknowledgementCode Code, string ControlId, DateTimeOffset Time, IReadOnlyList<AcknowledgementError> Errors)
{
    /// <param name="request">The header being answered; null when it could not be read, and the answer then names neither party nor control id.</param>
    public byte[] ToBytes(MessageHeader? request)
    {
        var writer = new AnswerWriter(request);
        writer.Head(this, AnswerType.Acknowledgement(request), "", "");
        return writer.ToBytes();
    }

    /// <summary>The same verdict as an accept acknowledgement of enhanced mode.</summary>
    public static AcknowledgementCode AsAccept(AcknowledgementCode code) =>
        code switch
        {
            AcknowledgementCode.AA or AcknowledgementCode.CA => AcknowledgementCode.CA,
            AcknowledgementCode.AE or AcknowledgementCode.CE => AcknowledgementCode.CE,
            AcknowledgementCode.AR or AcknowledgementCode.CR => AcknowledgementCode.CR,
            _ => throw new UnreachableException(),
        };
}
