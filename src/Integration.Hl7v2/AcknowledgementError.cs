using System.Diagnostics;
using Integration.Hl7v2.Message;

namespace Integration.Hl7v2;

/// <summary>Table 0357, the conditions this product answers with.</summary>
public enum ErrorCondition
{
    SegmentSequenceError = 100,
    RequiredFieldMissing = 101,
    DataTypeError = 102,
    TableValueNotFound = 103,
    UnsupportedMessageType = 200,
    UnsupportedEventCode = 201,
    UnsupportedProcessingId = 202,
    UnsupportedVersionId = 203,
    UnknownKeyIdentifier = 204,
    DuplicateKeyIdentifier = 205,
    ApplicationInternalError = 207,
}

/// <summary>One reason of a negative answer.</summary>
/// <param name="Condition">ERR-3, or the fourth component of ERR-1 before version 2.5.</param>
/// <param name="Location">ERR-2, or the first three components of ERR-1; the message as a whole where there is none.</param>
/// <param name="UserMessage">ERR-8, or MSA-3 for senders older than 2.5. Written for the sender's engineers; never holds content of the message.</param>
public sealed record AcknowledgementError(ErrorCondition Condition, Hl7Location Location, string UserMessage)
{
    /// <summary>The reason a problem of the parser gives: what was expected and where, never what was found.</summary>
    public static AcknowledgementError From(Hl7Problem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var condition = problem.Kind switch
        {
            Hl7ProblemKind.NoHeader or Hl7ProblemKind.NotASegment or Hl7ProblemKind.SecondHeader => ErrorCondition.SegmentSequenceError,
            Hl7ProblemKind.RequiredFieldMissing => ErrorCondition.RequiredFieldMissing,
            Hl7ProblemKind.UnsupportedCharset => ErrorCondition.TableValueNotFound,
            Hl7ProblemKind.BadDelimiters or Hl7ProblemKind.Undecodable or Hl7ProblemKind.LimitExceeded
                or Hl7ProblemKind.LineBreakInField or Hl7ProblemKind.SuspectCharset
                or Hl7ProblemKind.BatchEnvelope or Hl7ProblemKind.OutsideMessages => ErrorCondition.DataTypeError,
            _ => throw new UnreachableException(),
        };
        return new AcknowledgementError(condition, problem.Location, $"Expected {problem.Expected} (byte {problem.ByteOffset})");
    }
}
