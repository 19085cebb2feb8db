using System.Diagnostics;
using Integration.Contracts;
using Integration.Odoo;

namespace Integration.Delivery;

/// <summary>What Odoo said, as a failure with a remedy for the person who has to mend it.</summary>
internal static class Refusals
{
    public static Failure Of(OdooFault fault) => fault.CircuitOpen
        ? new Failure(FailureKind.Unavailable, fault.Message, "Nothing: it is tried again when Odoo is back.")
        : Of(fault.Kind, fault.Message, null, fault.OutcomeUnknown);

    public static Failure Of(OdooLoadMessage message) =>
        Of(message.Text.StartsWith("Unknown database identifier", StringComparison.Ordinal) ? OdooFaultKind.MissingRecord : message.Kind, message.Text, message.Field, false);

    private static Failure Of(OdooFaultKind kind, string sentence, string? field, bool outcomeUnknown)
    {
        var where = field is null ? "" : $" ({field})";
        return kind switch
        {
            OdooFaultKind.Unavailable => new(FailureKind.Unavailable, sentence, "Nothing: it is tried again; look at Odoo if it stays.", outcomeUnknown),
            OdooFaultKind.Throttled => new(FailureKind.Throttled, sentence, "Nothing: it is tried again more slowly.", outcomeUnknown),
            OdooFaultKind.Conflict => new(FailureKind.Conflict, sentence, "Nothing: it is tried again."),
            OdooFaultKind.AccessDenied => new(FailureKind.AccessDenied, $"Odoo denies access{where}: {sentence}", "Give the integration's user the right or the company in Odoo; then release."),
            // All that is named was read a moment ago: the next attempt will see what was deleted.
            OdooFaultKind.MissingRecord => new(FailureKind.Conflict, $"Something went away in Odoo while it was written{where}: {sentence}", "Nothing: it is read and judged again."),
            OdooFaultKind.Rejected => new(
                FailureKind.Rejected, $"Odoo refuses this{where}: {sentence}", "Correct the record's data, the code table or Odoo's master data; then release."),
            OdooFaultKind.Defect => new(FailureKind.Defect, $"A call that cannot be right{where}: {sentence}", "Report it with the external id; release after the correction.", outcomeUnknown),
            _ => throw new UnreachableException(),
        };
    }
}
