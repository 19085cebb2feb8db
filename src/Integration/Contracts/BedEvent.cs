namespace Integration.Contracts;

/// <summary>
/// bed-event v1: one thing said of where a visit is, was or will be. Made from ADT^A01 to A17, A21 to A27, A32, A33, A38, A52 and A53, HL7 v2.5 chapter 3, and from Encounter, FHIR R4. The fold keeps what was said and works out the stays from
/// all of it.
/// </summary>
/// <param name="Visit">Keyed hash of the visit number with its facility (PV1-19, else PID-18, else PID-3 with PV1-44). Never the number itself.</param>
/// <param name="Standing">A cancel names the statement it undoes by <paramref name="Event"/> and <paramref name="OccurredAt"/>.</param>
/// <param name="Site">Code of the site, as in the code tables.</param>
/// <param name="Unit">Code of the nursing unit the visit is in after the event, or is expected in. Null where the message does not say, or where the table says on purpose that the place is not kept.</param>
/// <param name="Bed">Code of the bed; null for a unit without beds.</param>
/// <param name="PriorUnit">Code of the unit it came from (PV1-6).</param>
/// <param name="PriorBed">Code of the bed it came from.</param>
/// <param name="PatientClass">PV1-2, HL7 table 0004.</param>
/// <param name="Isolation">Whether the message says that the visit needs isolation; false says nothing.</param>
/// <param name="OccurredAt">UTC instant it happened (EVN-6, else PV1-44 or PV1-45); of a cancel, when what is cancelled happened. Null where the message does not say: when it was stated, and for a cancel the latest of its kind.</param>
/// <param name="ExpectedAt">UTC instant the next movement is expected; only for what is expected.</param>
public sealed record BedEvent(
    string Visit,
    VisitEvent Event,
    EventStanding Standing,
    string Site,
    string? Unit,
    string? Bed,
    string? PriorUnit,
    string? PriorBed,
    string? PatientClass,
    bool Isolation,
    DateTimeOffset? OccurredAt,
    DateTimeOffset? ExpectedAt) : ContractContent
{
    /// <summary>Of a source that states the whole visit each time (an Encounter): every place it was in and is expected in, in any order, beside the newest event in the words of HL7. What is not among them never was. Null where a message tells one event only.</summary>
    public IReadOnlyList<BedStay>? Stays { get; init; }

    public const string ContractName = "bed-event.v1";

    public override string Name => ContractName;

    public override string Domain => "visit";
}

/// <summary>A part of a visit, as a source states it that tells the whole of it: an entry of Encounter.location, or of Encounter.statusHistory for an absence.</summary>
/// <param name="Unit">Null for an absence, and for a place whose census nobody keeps.</param>
/// <param name="From">UTC instant; null where the source does not say: when it was first stated.</param>
/// <param name="Until">UTC instant; null while it lasts.</param>
public sealed record BedStay(StayKind Kind, string? Unit, string? Bed, DateTimeOffset? From, DateTimeOffset? Until);

/// <summary>What a visit is to a bed.</summary>
public enum StayKind
{
    Occupied,

    /// <summary>Away for a while: the bed is held for them.</summary>
    Away,

    /// <summary>Expected there.</summary>
    Planned,
}

/// <summary>What is said of a visit.</summary>
public enum VisitEvent
{
    /// <summary>A05, A14.</summary>
    Expected,

    /// <summary>A01, A04.</summary>
    Admitted,

    /// <summary>A15.</summary>
    TransferExpected,

    /// <summary>A02, A17.</summary>
    Transferred,

    /// <summary>A06, A07.</summary>
    ClassChanged,

    /// <summary>A09, A21: away for a while, the bed stays theirs.</summary>
    Left,

    /// <summary>A10, A22.</summary>
    Returned,

    /// <summary>A16.</summary>
    DischargeExpected,

    /// <summary>A03.</summary>
    Discharged,

    /// <summary>A08: something changed; some senders move a bed with it.</summary>
    Updated,
}

/// <summary>Whether an event happened, or is said never to have happened (A11, A12, A13 …).</summary>
public enum EventStanding
{
    Occurred,
    Cancelled,
}
