using System.Net;

namespace Integration.Contracts;

/// <summary>One configured feed, from <c>ops/interfaces.yaml</c>.</summary>
/// <param name="Name"><c>north-or-schedule</c>.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="Port">MLLP or HTTP port; 0 lets the system choose (demo and tests).</param>
/// <param name="Address">Address to listen on; empty for an interface that takes files, or only asks a FHIR server.</param>
/// <param name="Priority">Smaller is claimed earlier.</param>
/// <param name="Mappings">Which mapping takes which trigger event or resource type: <c>SIU^S12</c> → <c>hl7v2/SIU_S12/v1</c>, <c>Appointment</c> → <c>fhir/Appointment/v1</c>. A trigger listed nowhere is answered AR, and a resource type listed nowhere is no message.</param>
/// <param name="Company">Odoo company its records belong to.</param>
public sealed record InterfaceDefinition(
    string Name,
    string Owner,
    string Address,
    int Port,
    int Priority,
    InterfaceMode Mode,
    SenderProfile Sender,
    IReadOnlyDictionary<string, string> Mappings,
    string Company)
{
    /// <summary>How it is listened to: TLS, or plain text where nobody else can reach it or somebody accepted that.</summary>
    public InterfaceTls? Tls { get; init; }

    /// <summary>Networks whose connections are taken; empty takes all.</summary>
    public IReadOnlyList<IPNetwork> From { get; init; } = [];

    /// <summary>The database an interface writes to unless it says otherwise.</summary>
    public const string MainDatabase = "main";

    /// <summary>Name of the Odoo database, as in the configuration's <c>Integration:Odoo:name</c>.</summary>
    public string Database { get; init; } = MainDatabase;

    /// <summary>What is usual for it; null where nothing is known.</summary>
    public FeedExpectation? Expect { get; init; }

    /// <summary>Whether others connect to it.</summary>
    public bool Listens => Address.Length > 0;

    /// <summary>Full path of the folder its files are dropped into; null for an interface that listens.</summary>
    public string? Folder { get; init; }

    /// <summary>Where senders that ask for it (MSH-16) are told what became of their messages; null when they are not.</summary>
    public AnswerRoute? ApplicationAnswers { get; init; }

    /// <summary>Set for an interface that speaks FHIR R4; null for HL7 v2.</summary>
    public FhirFeed? Fhir { get; init; }
}

/// <summary>Where answers after mapping go.</summary>
/// <param name="Host">Name or address of an MLLP listener; null for the connection the message came over.</param>
/// <param name="IsSecure">TLS.</param>
public sealed record AnswerRoute(string? Host, int Port, bool IsSecure)
{
    /// <summary>The newest open connection of the same sender.</summary>
    public static readonly AnswerRoute SameConnection = new(null, 0, false);
}

/// <summary>TLS of an interface. All paths are absolute.</summary>
/// <param name="Certificate">PEM with its intermediates, or PKCS #12.</param>
/// <param name="Key">PEM; null where it is in the certificate's file.</param>
/// <param name="PasswordFile">Holds the password of the key; null for none.</param>
/// <param name="ClientAuthorities">PEM of the roots client certificates are judged by; null asks for none.</param>
/// <param name="Clients">What each client may send as (MSH-3.1), by the SHA-256 fingerprint, common name or DNS name of its certificate; empty lets each certificate send as any application of the interface.</param>
public sealed record InterfaceTls(
    string Certificate, string? Key, string? PasswordFile, string? ClientAuthorities, IReadOnlyDictionary<string, IReadOnlyList<string>> Clients);

/// <summary>observe: map, post nothing; hold: map and make postings that wait; post: deliver.</summary>
public enum InterfaceMode
{
    Observe,
    Hold,
    Post,
}

/// <summary>What is known of a sender and no message says reliably.</summary>
/// <param name="Applications">Allowed MSH-3.1; empty allows none. Of no meaning for FHIR.</param>
/// <param name="Facilities">Allowed MSH-4.1, or values of <see cref="Facility"/>; empty allows none.</param>
/// <param name="ProcessingIds">Allowed MSH-11.1. Of no meaning for FHIR.</param>
/// <param name="CharacterSet">Used where MSH-18 is empty: <c>UTF-8</c>, <c>ISO-8859-1</c>, <c>windows-1252</c>.</param>
/// <param name="Zones">IANA zone by facility (MSH-4.1); <c>*</c> is the default (rule 24).</param>
/// <param name="Approval">What makes an order line approved at this sender; null means that every order sent is approved.</param>
public sealed record SenderProfile(
    IReadOnlyList<string> Applications,
    IReadOnlyList<string> Facilities,
    IReadOnlyList<string> ProcessingIds,
    ControlIdUse ControlId,
    string CharacterSet,
    IReadOnlyDictionary<string, string> Zones,
    ApprovalRule? Approval)
{
    /// <summary>Sequence numbers (MSH-13) of this sender follow the protocol of the standard, so that a gap means something. With most senders they do not.</summary>
    public bool HonoursSequence { get; init; }

    /// <summary>A line for the same item, place and day as another requisition's, asserted within so long of it, is held as suspected; null where such are usual.</summary>
    public TimeSpan? LookAlikes { get; init; }

    /// <summary>FHIRPath from the resource that changed to its facility, which must be one of <see cref="Facilities"/>; null where the interface has one facility only, and for HL7 v2.</summary>
    public string? Facility { get; init; }

    /// <summary>Each message about a case states all of its services; else those that changed, and the others stay as they were.</summary>
    public bool StatesAllServices { get; init; } = true;

    /// <summary>Where this sender puts what the standard has elsewhere: the standard's field by the sender's (<c>ITM-14</c> → <c>ITM-15</c>), or its segment by a name of the sender's own (<c>IVT</c> → <c>ITV</c>).</summary>
    public IReadOnlyDictionary<string, string> Positions { get; init; } = new Dictionary<string, string>();

    /// <summary>Paths (HL7 paths, or FHIRPath) within an order line where this sender puts the code of the item master, tried in this order.</summary>
    public IReadOnlyList<string> ItemCodes { get; init; } = ["RQD-2.1", "RQD-3.1", "RQD-4.1"];
}

/// <summary>Whether MSH-10 tells messages apart (rule 7).</summary>
public enum ControlIdUse
{
    Unique,
    Reused,
    Absent,
}

/// <summary>A line is approved when the value at <paramref name="Path"/> (an HL7 path within the order, or a FHIRPath) is one of <paramref name="Approved"/>, refused when one of <paramref name="Refused"/>, else pending.</summary>
public sealed record ApprovalRule(string Path, IReadOnlyList<string> Approved, IReadOnlyList<string> Refused);
