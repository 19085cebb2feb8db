using Integration.Contracts;

namespace Integration.Journal;

/// <summary>One payload as received, with what identity and the ledger need. The journal reads nothing inside the body.</summary>
/// <param name="Interface">Name of the interface; with <paramref name="IdentityHash"/> it is the identity of the message.</param>
/// <param name="ControlId">MSH-10, empty when absent.</param>
/// <param name="Type">Trigger event as shown to people: <c>SIU^S12</c>.</param>
/// <param name="IdentityHash">SHA-256 over sender, control id and body, less MSH-7 and MSH-13 where the sender's control ids are unique (rule 7).</param>
/// <param name="SenderKey">SHA-256 over sender and control id alone, or null where the sender's control ids mean nothing: same key with another identity is a conflict, flagged.</param>
/// <param name="JudgeResend">The control id is not unique: an equal message is a resend only if nothing newer of its key came in between, which mapping has to find out.</param>
/// <param name="Rejection">Set when the message is refused with AE or AR: stored with outcome <c>rejected</c>.</param>
public sealed record IncomingMessage(
    string Interface,
    string ControlId,
    string Type,
    byte[] IdentityHash,
    byte[]? SenderKey,
    bool JudgeResend,
    ReadOnlyMemory<byte> Body,
    Failure? Rejection)
{
    /// <summary>Where it stands in a file; null for what came over a line.</summary>
    public FilePlace? Place { get; init; }

    /// <summary>Which final outcomes its sender wants to be told.</summary>
    public AnswerWish Answer { get; init; }

    /// <summary>Its sequence number, where those of its sender count; null otherwise.</summary>
    public LinkNumber? Link { get; init; }
}

/// <summary>What the append made of it; durable when returned.</summary>
/// <param name="Sequence">The journal's sequence of this message; of a resend, its own, not the first one's.</param>
/// <param name="AnswerSequence">The sequence to answer with: the first one's for a resend, so that the answer is the first answer again.</param>
/// <param name="AnswerAt">UTC, database clock; the first one's for a resend.</param>
/// <param name="Refused">The database would not store it as it was (rule 21): kept as opaque bytes with outcome <c>rejected</c>.</param>
public sealed record AppendResult(long Sequence, long AnswerSequence, DateTimeOffset AnswerAt, bool Resend, bool Refused)
{
    /// <summary>What its sequence number says; null where it is the next one, or none counts.</summary>
    public LinkFinding? Link { get; init; }
}

/// <summary>Outcomes of a message. <see cref="InFlight"/> is not an outcome but the absence of one.</summary>
public enum MessageOutcome
{
    InFlight,
    Processed,
    Suppressed,
    Duplicate,
    Rejected,
    Held,
    Parked,
}

/// <summary>A message a worker holds a lease on.</summary>
/// <param name="ResendOf">Sequence of the earlier equal message where mapping has to judge whether this is a resend.</param>
/// <param name="ControlIdConflict">The same control id came before with another content.</param>
/// <param name="Starts">How often it was started, this time included; the third start without an end parks it (rule 19).</param>
/// <param name="MappingVersion">The mapping it was first mapped with, which stays (rule 23); null the first time.</param>
public sealed record ClaimedMessage(
    long Sequence,
    string Interface,
    string Type,
    DateTimeOffset ReceivedAt,
    ReadOnlyMemory<byte> Body,
    long? ResendOf,
    bool ControlIdConflict,
    int Starts,
    string? MappingVersion)
{
    /// <summary>Set when it is taken again by order.</summary>
    public ReplayMode? Replay { get; init; }

    /// <summary>A person said that it is no other telling of what is known.</summary>
    public bool IsTrusted { get; init; }

    /// <summary>Another start without an end parks it: what has to be known of it by then must be kept now.</summary>
    public bool IsLastStart => Starts >= Sql.Starts.Most;
}

/// <param name="Version">Version of the mapping to take it with, such as <c>v2</c>, and the newest tables; null for the mapping it was first mapped with.</param>
/// <param name="TableRevision">Revision of the tables it was mapped with before; null where none is known: the newest.</param>
/// <param name="TakenIn">It was processed before, so its folds know of it.</param>
public sealed record ReplayMode(string? Version, int? TableRevision, bool TakenIn);

/// <summary>What a worker had claimed, by number, when the journal went away under it.</summary>
public sealed record ClaimsInHand(IReadOnlyList<long> Messages, IReadOnlyList<long> Ticks, IReadOnlyList<long> Observations);

/// <summary>What processing decided about one message.</summary>
/// <param name="Reason">For suppressed: the rule; for parked and held: what and why. Never payload.</param>
/// <param name="Holds">Codes it waits for; each belongs to one exception.</param>
/// <param name="HeldBehind">Sequence of the held delta that closes its key (rule 6).</param>
/// <param name="ClosedKeys">Keys this message closes while it is held or parked (its deltas).</param>
public sealed record MessageVerdict(
    long Sequence,
    MessageOutcome Outcome,
    string? Reason,
    string? MappingVersion,
    IReadOnlyList<UnmappedCode> Holds,
    long? HeldBehind,
    IReadOnlyList<FoldKey> ClosedKeys)
{
    /// <summary>The message itself is at fault: its sender is told so, although here a person still decides about it.</summary>
    public bool IsInvalid { get; init; }

    /// <summary>What a held message has in common with another telling: the cause a person releases it by. Null for none.</summary>
    public string? Suspected { get; init; }
}
