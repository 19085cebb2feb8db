using Integration.Contracts;
using Integration.Hl7v2;
using Integration.Hl7v2.Message;
using Integration.Hl7v2.Mllp;

namespace Integration.Ingestion;

/// <summary>Judges only what the acknowledgement needs: that the message can be read, and that this sender may send this here (rule 21). Everything else is found out after it is safe.</summary>
internal sealed class Admission(InterfaceDefinition definition)
{
    /// <summary>Null when the message is admitted.</summary>
    /// <param name="parsed">The message.</param>
    /// <param name="certificate">What its sender showed; null where it came otherwise than over mutual TLS.</param>
    public Refusal? Judge(Hl7ParseResult parsed, MllpCertificate? certificate)
    {
        // With delimiters that cannot be used, every field of the header seems to be wrong.
        if (parsed.Header is not { } header || parsed.Problems.Any(problem => problem.Kind == Hl7ProblemKind.BadDelimiters))
        {
            return new Refusal(AcknowledgementCode.AR, parsed.Problems.Select(AcknowledgementError.From).ToList());
        }

        var reasons = Reasons(header).Concat(Reasons(header, certificate)).ToList();
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

    /// <summary>A certificate says who sends; MSH-3 only claims it.</summary>
    private IEnumerable<AcknowledgementError> Reasons(MessageHeader header, MllpCertificate? certificate)
    {
        if (certificate is null || definition.Tls is not { Clients.Count: > 0 } tls)
        {
            yield break;
        }

        var named = tls.Clients.Where(client => certificate.Is(client.Key)).ToList();
        if (!named.Any(client => client.Value.Contains(header.SendingApplication.Name)))
        {
            var wrong = named.Count == 0 ? "is not listed on this interface" : "is not listed for this sending application";
            yield return Error(ErrorCondition.UnknownKeyIdentifier, 3, $"the client certificate with the SHA-256 fingerprint {certificate.Fingerprint} {wrong}");
        }
    }

    private static AcknowledgementError Error(ErrorCondition condition, int field, string message) => new(condition, new Hl7Location("MSH", 1, field), message);
}
