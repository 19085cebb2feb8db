using System.Diagnostics;
using Integration.Contracts;
using Integration.Odoo;

namespace Integration.Delivery;

/// <summary>What Odoo said, as a failure with a remedy for the person who has to mend it.</summary>
internal static class Refusals
{
    public static Failure Of(OdooFault fault) => fault.CircuitOpen
        ? new Failure(FailureKind.Unavailable, fault.Message, "Nothing: it is tried again when Odoo is back.")
        : Of(fault.Kind, fault.Message, null, fault.Remedy, fault.OutcomeUnknown) with { RetryAfter = fault.RetryAfter };

    public static Failure Of(OdooLoadMessage message) => Of(message.Kind, message.Text, message.Field, message.Remedy, false);

    /// <summary>What delivery makes of it.</summary>
    public static FailureKind KindOf(OdooFaultKind kind) => kind switch
    {
        OdooFaultKind.Unavailable => FailureKind.Unavailable,
        OdooFaultKind.Throttled => FailureKind.Throttled,
        OdooFaultKind.Conflict => FailureKind.Conflict,
        OdooFaultKind.AccessDenied => FailureKind.AccessDenied,
        // All that is named was read a moment ago: the next attempt will see what was deleted.
        OdooFaultKind.MissingRecord => FailureKind.Conflict,
        OdooFaultKind.Rejected => FailureKind.Rejected,
        OdooFaultKind.Defect => FailureKind.Defect,
        _ => throw new UnreachableException(),
    };

    private static Failure Of(OdooFaultKind kind, string sentence, string? field, string? remedy, bool outcomeUnknown)
    {
        var where = field is null ? "" : $" ({field})";
        var (reason, otherwise) = kind switch
        {
            OdooFaultKind.Unavailable => (sentence, "Nothing: it is tried again; look at Odoo if it stays."),
            OdooFaultKind.Throttled => (sentence, "Nothing: it is tried again more slowly."),
            OdooFaultKind.Conflict => (sentence, "Nothing: it is tried again."),
            OdooFaultKind.AccessDenied => ($"Odoo denies access{where}: {sentence}", "Give the integration's user the right or the company in Odoo; then release."),
            OdooFaultKind.MissingRecord => ($"Something went away in Odoo while it was written{where}: {sentence}", "Nothing: it is read and judged again."),
            OdooFaultKind.Rejected => ($"Odoo refuses this{where}: {sentence}", "Correct the record's data, the code table or Odoo's master data; then release."),
            OdooFaultKind.Defect => ($"A call that cannot be right{where}: {sentence}", "Report it with the external id; release after the correction."),
            _ => throw new UnreachableException(),
        };
        return new Failure(KindOf(kind), reason, remedy ?? otherwise, outcomeUnknown);
    }
}
