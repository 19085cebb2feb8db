using Integration.Contracts;
using Integration.Hl7v2;
using Integration.Hl7v2.Message;

namespace Integration.Ingestion;

/// <summary>Judges only what the acknowledgement needs: that the message can be read, and that this sender may send this here (rule 21). Everything else is found out after it is safe.</summary>
internal sealed class Admission(InterfaceDefinition definition)
{
    /// <summary>Null when the message is admitted.</summary>
    public Refusal? Judge(Hl7ParseResult parsed)
    {
        if (parsed.Header is not { } header)
        {
            return new Refusal(AcknowledgementCode.AR, parsed.Problems.Select(AcknowledgementError.From).ToList());
        }

        var reasons = Reasons(header).ToList();
        if (reasons.Count > 0)
        {
            return new Refusal(AcknowledgementCode.AR, reasons);
        }

        return parsed.Problems.Count > 0 ? new Refusal(AcknowledgementCode.AE, parsed.Problems.Select(AcknowledgementError.From).ToList()) : null;
    }

    private IEnumerable<AcknowledgementError> Reasons(MessageHeader header)
    {
        var sender = definition.Sender;
        if (!sender.Applications.Contains(header.SendingApplication.Name))
        {
            yield return Error(ErrorCondition.UnknownKeyIdentifier, 3, "this sending application is not allowed on this interface");
        }

        if (!sender.Facilities.Contains(header.SendingFacility.Name))
        {
            yield return Error(ErrorCondition.UnknownKeyIdentifier, 4, "this sending facility is not allowed on this interface");
        }

        if (!sender.ProcessingIds.Contains(header.ProcessingId))
        {
            yield return Error(ErrorCondition.UnsupportedProcessingId, 11, $"only processing id {string.Join(" or ", sender.ProcessingIds)} is taken here");
        }

        if (header.ControlId.Length == 0 && sender.ControlId == ControlIdUse.Unique)
        {
            yield return Error(ErrorCondition.RequiredFieldMissing, 10, "the control id is empty");
        }

        if (!definition.Mappings.ContainsKey($"{header.MessageType}^{header.TriggerEvent}"))
        {
            var known = definition.Mappings.Keys.Any(key => key.StartsWith(header.MessageType + "^", StringComparison.Ordinal));
            yield return Error(
                known ? ErrorCondition.UnsupportedEventCode : ErrorCondition.UnsupportedMessageType,
                9,
                $"this interface takes {string.Join(", ", definition.Mappings.Keys.Order(StringComparer.Ordinal))}");
        }
    }

    private static AcknowledgementError Error(ErrorCondition condition, int field, string message) => new(condition, new Hl7Location("MSH", 1, field), message);
}
