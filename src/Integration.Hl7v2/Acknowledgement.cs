using System.Diagnostics;
using System.Globalization;
using System.Text;
using Integration.Hl7v2.Message;

namespace Integration.Hl7v2;

/// <summary>Table 0008: accepted, rejected for an error in it, rejected because it is not for us or we cannot read it.</summary>
public enum AcknowledgementCode
{
    AA,
    AE,
    AR,
}

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
/// <param name="Condition">ERR-3.</param>
/// <param name="Location">ERR-2; the message as a whole where there is none.</param>
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

/// <summary>
/// The general acknowledgement (HL7 v2.9.1 chapter 2, "ACK"): the request's delimiters, version and character set, its parties swapped. Only header
/// fields of the request are echoed.
/// </summary>
/// <param name="Code">MSA-1.</param>
/// <param name="ControlId">MSH-10 of the answer.</param>
/// <param name="Time">MSH-7 of the answer, written with its offset.</param>
/// <param name="Errors">One ERR segment each from version 2.5 on; older senders get the first as MSA-3.</param>
public sealed record Acknowledgement(
    AcknowledgementCode Code, string ControlId, DateTimeOffset Time, IReadOnlyList<AcknowledgementError> Errors)
{
    private const string DefaultVersion = "2.5.1";

    /// <summary>More reasons than this help nobody; the first ones stand.</summary>
    private const int MaxErrors = 20;

    /// <param name="request">The header being answered; null when it could not be read, and the answer then names neither party nor control id.</param>
    public byte[] ToBytes(MessageHeader? request)
    {
        var delimiters = request?.Delimiters ?? Hl7Delimiters.Standard;
        var separator = (char)delimiters.Field;
        var version = request is { Version.Length: > 0 } ? Echo(request, 12) : DefaultVersion;
        var hasErrorSegment = HasErrorSegment(request?.Version);
        var text = new StringBuilder();
        text.Append("MSH").Append(separator).Append(delimiters.EncodingCharacters);
        AppendFields(text, separator,
            Echo(request, 5), Echo(request, 6), Echo(request, 3), Echo(request, 4),
            Stamp(), "", MessageType(request, delimiters), Escapes.Encode(ControlId, delimiters),
            request is { ProcessingId.Length: > 0 } ? Echo(request, 11) : "P", version);
        if (request is { DeclaredCharset.Length: > 0 })
        {
            AppendFields(text, separator, "", "", "", "", "", Echo(request, 18));
        }

        text.Append('\r').Append("MSA");
        AppendFields(text, separator, Code.ToString(), Echo(request, 10));
        if (!hasErrorSegment && Errors is [var first, ..])
        {
            AppendFields(text, separator, Escapes.Encode(first.UserMessage, delimiters));
        }

        text.Append('\r');
        foreach (var error in hasErrorSegment ? Errors.Take(MaxErrors) : [])
        {
            AppendError(text, error, delimiters);
        }

        return Charsets.Encode(request?.Charset ?? Hl7Charset.Utf8, text.ToString());
    }

    private static bool HasErrorSegment(string? version)
    {
        var parts = (version ?? "").Split('.');
        return parts.Length < 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            || major > 2 || (major == 2 && minor >= 5);
    }

    private static string MessageType(MessageHeader? request, in Hl7Delimiters delimiters)
    {
        var component = (char)delimiters.Component;
        return request is { TriggerEvent.Length: > 0 }
            ? $"ACK{component}{Escapes.Encode(request.TriggerEvent, delimiters)}{component}ACK"
            : "ACK";
    }

    private static void AppendError(StringBuilder text, AcknowledgementError error, in Hl7Delimiters delimiters)
    {
        var component = (char)delimiters.Component;
        var code = ((int)error.Condition).ToString(CultureInfo.InvariantCulture);
        text.Append("ERR");
        AppendFields(text, (char)delimiters.Field, "", Location(error.Location, component),
            $"{code}{component}{Text(error.Condition)}{component}HL70357", "E", "", "", "", Escapes.Encode(error.UserMessage, delimiters));
        text.Append('\r');
    }

    /// <summary>ERR-2, type ERL: segment, its occurrence, field, repetition, component, sub-component.</summary>
    private static string Location(Hl7Location location, char component)
    {
        int[] numbers = [location.Occurrence, location.Field, location.Repetition, location.Component, location.SubComponent];
        var last = Array.FindLastIndex(numbers, number => number > 0);
        var parts = numbers.Take(last + 1).Select(number => number == 0 ? "" : number.ToString(CultureInfo.InvariantCulture));
        return string.Join(component, parts.Prepend(location.Segment));
    }

    private static string Text(ErrorCondition condition) =>
        condition switch
        {
            ErrorCondition.SegmentSequenceError => "Segment sequence error",
            ErrorCondition.RequiredFieldMissing => "Required field missing",
            ErrorCondition.DataTypeError => "Data type error",
            ErrorCondition.TableValueNotFound => "Table value not found",
            ErrorCondition.UnsupportedMessageType => "Unsupported message type",
            ErrorCondition.UnsupportedEventCode => "Unsupported event code",
            ErrorCondition.UnsupportedProcessingId => "Unsupported processing id",
            ErrorCondition.UnsupportedVersionId => "Unsupported version id",
            ErrorCondition.UnknownKeyIdentifier => "Unknown key identifier",
            ErrorCondition.DuplicateKeyIdentifier => "Duplicate key identifier",
            ErrorCondition.ApplicationInternalError => "Application internal error",
            _ => throw new UnreachableException(),
        };

    /// <summary>As sent, escapes and all; control characters would break the answer's own framing.</summary>
    private static string Echo(MessageHeader? request, int field) =>
        request is null ? "" : string.Concat(request.Raw(field).Where(character => !char.IsControl(character)));

    private static void AppendFields(StringBuilder text, char separator, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            text.Append(separator).Append(field);
        }
    }

    private string Stamp() => Time.ToString("yyyyMMddHHmmss.fffzzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);
}
