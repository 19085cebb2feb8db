namespace Integration.Contracts;

/// <summary>
/// The context of one contract, in CloudEvents 1.0 attributes (<c>id</c>, <c>source</c>, <c>type</c>, <c>subject</c>, <c>time</c>) and this product's extensions.
/// All times are UTC instants.
/// </summary>
/// <param name="Id">The contract key: equal facts have equal keys (hash of type, subject, asserted-at and content), so a fact repeated in another message is the same fact.</param>
/// <param name="Source">The feed, as a URI reference: <c>/interfaces/north-or-schedule</c>.</param>
/// <param name="Type">Contract name and major version: <c>integration.requisition.v1</c>.</param>
/// <param name="Subject">The domain key the fact is about: a requisition number with its facility, or the keyed hash of a case. Never a patient identifier.</param>
/// <param name="Interface">Name of the interface the message came through.</param>
/// <param name="Facility">The sending facility (MSH-4 or PV1-3.4), which decides the time zone.</param>
/// <param name="AssertedAt">When the sender stated it (EVN-2, else MSH-7, else received; ORC-9 for orders): orders contracts of one subject.</param>
/// <param name="EffectiveAt">When it holds (case start, needed-by).</param>
/// <param name="MappingVersion">The mapping that made it: <c>hl7v2/SIU_S12/v1</c>.</param>
/// <param name="TableRevision">Revision of the code tables it was made with.</param>
/// <param name="ZoneVersion">Version of the time-zone data it was made with.</param>
/// <param name="CorrelationId">Follows the message through every log, posting and attempt: the journal sequence of the message.</param>
public sealed record Envelope(
    string Id,
    string Source,
    string Type,
    string Subject,
    string Interface,
    string Facility,
    DateTimeOffset AssertedAt,
    DateTimeOffset EffectiveAt,
    string MappingVersion,
    int TableRevision,
    string ZoneVersion,
    string CorrelationId)
{
    public const string SpecVersion = "1.0";
}

/// <summary>A fact in its envelope.</summary>
/// <param name="Flags">Named doubts that did not stop the fact: <c>asserted-in-future</c>, <c>ambiguous-local-time</c>, <c>skipped-local-time</c>, <c>date-without-time</c>, <c>unreadable-time</c>, <c>control-id-conflict</c>, and those a mapping names itself.</param>
public sealed record Contract(Envelope Envelope, ContractContent Content, IReadOnlyList<string> Flags);

/// <summary>Whether a contract states the whole truth of its subject or only a change of it (rule 6).</summary>
public enum Semantics
{
    Snapshot,
    Delta,
}

/// <summary>What a contract says. One record per contract name and major version; its schema stands under <c>contracts/</c>.</summary>
public abstract record ContractContent
{
    /// <summary>Contract name with major version as in the envelope's type, without the prefix: <c>requisition.v1</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The fold domain the contract feeds: <c>requisition</c>, <c>case</c>.</summary>
    public abstract string Domain { get; }
}
