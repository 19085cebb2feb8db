namespace Integration.Odoo;

public enum OdooFaultKind
{
    /// <summary>No answer, a broken one, or a server that says it cannot.</summary>
    Unavailable,

    /// <summary>Asked to slow down; nothing was done.</summary>
    Throttled,

    /// <summary>Lost against a concurrent transaction; nothing was done and the same call may succeed.</summary>
    Conflict,

    /// <summary>Login, rights or company: the same until a person changes it.</summary>
    AccessDenied,

    /// <summary>Odoo's own rules refuse these values or this step.</summary>
    Rejected,

    /// <summary>A record that the call names is not there.</summary>
    MissingRecord,

    /// <summary>A call that cannot be right: unknown model or field, wrong types.</summary>
    Defect,
}

/// <summary>A call to Odoo that did not succeed. The message is one bounded line for people; Odoo's traceback is dropped where it is read.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1710", Justification = "Fault is the word of this system for a typed failure.")]
public sealed class OdooFault : Exception
{
    internal OdooFault(OdooFaultKind kind, bool outcomeUnknown, string? name, string sentence, Exception? inner = null)
        : base(sentence, inner)
    {
        Kind = kind;
        OutcomeUnknown = outcomeUnknown;
        Name = name;
    }

    public OdooFaultKind Kind { get; }

    /// <summary>True when Odoo may have done it, or may still be doing it: read before believing anything. False when it is known that nothing was done.</summary>
    public bool OutcomeUnknown { get; }

    /// <summary>Odoo's exception, such as <c>odoo.exceptions.UserError</c>; null when the answer held none.</summary>
    public string? Name { get; }

    /// <summary>What the person who has to mend it does; null where no answer of Odoo says more than <see cref="Kind"/>.</summary>
    public string? Remedy { get; init; }

    /// <summary>How long the server asks to be left alone; null when it does not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The secret is not accepted, in difference to a right that is missing: nothing was done, and no other call would be.</summary>
    public bool IsLoginDenied => Name is OdooFaults.AccessDenied or "werkzeug.exceptions.Unauthorized" or "odoo.http.SessionExpiredException";

    /// <summary>Nobody's records are to blame: Odoo is away, or does not let the integration in, and would say the same to every other call.</summary>
    public bool IsOutage => Kind is OdooFaultKind.Unavailable or OdooFaultKind.Throttled || IsLoginDenied;

    /// <summary>The call was not tried, because the last ones found Odoo unavailable.</summary>
    public bool CircuitOpen { get; init; }
}
