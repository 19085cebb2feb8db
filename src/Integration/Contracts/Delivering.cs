namespace Integration.Contracts;

/// <summary>A posting a worker holds a lease on, with all that delivery needs to decide what is still missing in Odoo.</summary>
/// <param name="Revision">Revision of <paramref name="Desired"/>.</param>
/// <param name="PostedRevision">The last revision that reached Odoo; 0 when none did.</param>
/// <param name="OdooId">Database id in Odoo once known.</param>
/// <param name="Baseline">What Odoo returned right after our last write; null before the first (rule 12).</param>
/// <param name="InDoubt">An earlier attempt has no recorded end: Odoo must be asked before anything is believed (rule 18).</param>
/// <param name="Starts">How often it was started, this time included.</param>
/// <param name="CorrelationId">Journal sequence of the newest message behind it.</param>
public sealed record ClaimedPosting(
    string ExternalId,
    long Revision,
    long PostedRevision,
    OdooRecord Desired,
    long? OdooId,
    Baseline? Baseline,
    bool InDoubt,
    int Starts,
    string CorrelationId)
{
    /// <summary>What people settled on in place of desired values.</summary>
    public IReadOnlyList<AcceptedValue> Accepted { get; init; } = [];

    /// <summary>In doubt: what attempts meant to write of revisions that newer ones have replaced since. What of it stands in Odoo is ours.</summary>
    public IReadOnlyList<OdooRecord> Attempted { get; init; } = [];

    /// <summary>By the journal's clock: a worker's own may be wrong.</summary>
    public DateTimeOffset ClaimedAt { get; init; }

    /// <summary>A person has settled that a record people deleted is not missed.</summary>
    public bool GivenUp { get; init; }
}

/// <summary>Owned values of a record and its lines as Odoo returned them, normalised to invariant text; a reference is the database id.</summary>
/// <param name="State">Value of the policy's state field.</param>
/// <param name="Lines">By the line's external id.</param>
public sealed record Baseline(string? State, IReadOnlyDictionary<string, string?> Values, IReadOnlyDictionary<string, BaselineLine> Lines);

/// <param name="OdooId">Database id of the line.</param>
public sealed record BaselineLine(long OdooId, IReadOnlyDictionary<string, string?> Values);

/// <summary>What became of one claimed posting.</summary>
/// <param name="OdooId">Remembered whatever the kind, when not null: a batch that ended midway has perhaps made the record already.</param>
/// <param name="Baseline">Replaces the stored one whatever the kind, when not null: what we wrote must not look like a human edit next time.</param>
/// <param name="Failure">Set when <paramref name="Kind"/> is held, parked, protected or retried, and on <see cref="PostingResultKind.NotTried"/> when Odoo is away: wait before claiming again.</param>
/// <param name="Breaks">Differences found on the way.</param>
/// <param name="Reason">Why it ended as it did, where that is no failure: a withdrawal of what was never needed in Odoo any more.</param>
public sealed record PostingResult(
    string ExternalId,
    long Revision,
    PostingResultKind Kind,
    long? OdooId,
    Baseline? Baseline,
    Failure? Failure,
    IReadOnlyList<Break> Breaks,
    string? Reason = null);

public enum PostingResultKind
{
    /// <summary>Odoo holds the desired values; read back.</summary>
    Posted,

    /// <summary>Called off in Odoo, or never needed there.</summary>
    Withdrawn,

    /// <summary>Left alone because people own it now, or deleted it.</summary>
    Protected,

    /// <summary>Waits for a person: a missing reference or missing rights.</summary>
    Held,

    /// <summary>Failed for good; needs a decision.</summary>
    Parked,

    /// <summary>Comes again by its ladder.</summary>
    Retry,

    /// <summary>Not judged (writing was paused, or the batch ended before it): comes again at once and spends no attempt.</summary>
    NotTried,
}

/// <summary>Why something did not go through, in words for the person who has to mend it.</summary>
/// <param name="Reason">What, where, why. Never patient data.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="OutcomeUnknown">Odoo may have carried it out: the next claim of this posting is in doubt and comes after the fence.</param>
/// <param name="MissingThing">For unmapped codes and missing references: what one exception is kept for, <c>product.product default_code 4711</c>.</param>
public sealed record Failure(FailureKind Kind, string Reason, string Remedy, bool OutcomeUnknown = false, string? MissingThing = null)
{
    /// <summary>How long Odoo's server asked to be left alone; null when it did not.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>The ten kinds of failure; one table decides ladder, hold or park for each.</summary>
public enum FailureKind
{
    Unavailable,
    Throttled,
    Conflict,
    AccessDenied,
    Rejected,
    Unmapped,
    MissingReference,
    Protected,
    Invalid,
    Defect,
}

/// <summary>One difference between what should be in Odoo and what is.</summary>
public sealed record Break(BreakKind Kind, string ExternalId, string Model, long? OdooId, IReadOnlyList<BreakField> Fields, string Explanation);

public enum BreakKind
{
    Missing,
    Drifted,
    Duplicate,
    Deleted,

    /// <summary>A change was not written because the record is theirs.</summary>
    Protected,
}

/// <param name="Field">Column, with the line's external id before it where it is a line's: <c>integration.x_l1:product_qty</c>.</param>
public sealed record BreakField(string Field, string? Expected, string? Actual);
