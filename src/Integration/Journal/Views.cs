using Integration.Contracts;

namespace Integration.Journal;

/// <param name="Body">Null once purged.</param>
public sealed record StoredMessage(long Sequence, string Interface, string Type, string ControlId, DateTimeOffset ReceivedAt, MessageOutcome Outcome, string? Reason, byte[]? Body);

/// <summary>A posting as reconciliation sees it.</summary>
public sealed record PostedRecord(string ExternalId, OdooRecord Desired, long PostedRevision, long Revision, PostingState State, long? OdooId, Baseline? Baseline, string Interface);

/// <param name="Thing">As in <see cref="Failure.MissingThing"/>.</param>
/// <param name="Example">A record that refers to it.</param>
public sealed record MissingThing(string Thing, OdooRecord Example);

/// <summary>Outcomes of a posting's revision. <see cref="InFlight"/> is not an outcome but the absence of one.</summary>
public enum PostingState
{
    InFlight,
    Posted,
    Superseded,
    Withdrawn,
    Protected,
    Held,
    Parked,
}

/// <param name="Columns">Key columns first.</param>
public sealed record SeedTable(string Name, IReadOnlyList<string> Columns, int KeyColumns, IReadOnlyList<CodeRow> Rows);

public sealed record MapCodeResult(int Revision, int Released);

public sealed record Pause(string Scope, string Reason, string Author, DateTimeOffset Since);

/// <summary>The ledger: each row must balance, received = sum of outcomes + in flight.</summary>
public sealed record Ledger(IReadOnlyList<MessageLedgerRow> Messages, IReadOnlyList<PostingLedgerRow> Postings, IReadOnlyDictionary<string, long> Contracts)
{
    public bool Balanced => Messages.All(row => row.Balanced) && Postings.All(row => row.Balanced);
}

/// <param name="Received">Counted at the append, apart from the outcomes.</param>
public sealed record MessageLedgerRow(string Interface, DateOnly Day, long Received, IReadOnlyDictionary<MessageOutcome, long> Outcomes)
{
    public bool Balanced => Received == Outcomes.Values.Sum();
}

/// <param name="Made">Revisions made, counted when they are made, apart from their outcomes.</param>
public sealed record PostingLedgerRow(string Interface, DateOnly Day, long Made, IReadOnlyDictionary<PostingState, long> Outcomes)
{
    public bool Balanced => Made == Outcomes.Values.Sum();
}

/// <param name="Stage"><c>process</c>, <c>deliver</c>, <c>wake-up</c>, <c>answer</c>, with <c>held</c> and <c>parked</c> apart.</param>
/// <param name="Oldest">UTC; null when empty.</param>
public sealed record QueueDepth(string Stage, string State, long Depth, DateTimeOffset? Oldest, DateTimeOffset? NextDue);

/// <summary>What waits in one place, of one interface; empty places are left out.</summary>
/// <param name="Database">Name of the database it goes to; null before that is known.</param>
/// <param name="State"><c>waiting</c>, <c>retry</c>, <c>in-hand</c>, <c>held</c> or <c>parked</c>.</param>
/// <param name="Level">How often it was started without success; 0 for what waits for its first try.</param>
/// <param name="Oldest">UTC.</param>
/// <param name="NextDue">UTC; null for what waits for a person.</param>
public sealed record QueueDetail(string? Database, string Interface, string Stage, string State, int Level, long Depth, DateTimeOffset Oldest, DateTimeOffset? NextDue);

/// <summary>One open exception: one per unmapped code, missing thing, or parked cause.</summary>
/// <param name="Behind">Messages held behind those that wait, because these close their keys (rule 6).</param>
public sealed record ExceptionEntry(string Kind, string Subject, string Reason, string Remedy, long Waiting, DateTimeOffset Since, IReadOnlyList<string> Examples, long Behind);

/// <summary>A code without a row, and what waits for one.</summary>
/// <param name="Code">As in <see cref="UnmappedCode.Code"/>.</param>
/// <param name="Waiting">How many messages.</param>
/// <param name="Behind">Messages held behind those, because these close their keys (rule 6).</param>
/// <param name="Messages">The oldest of them, in the order of the journal.</param>
public sealed record UnmappedHold(string Table, string Code, long Waiting, long Behind, DateTimeOffset Since, IReadOnlyList<long> Messages);

/// <param name="Was">Its outcome before.</param>
/// <param name="Released">How many messages were held behind it and are due again.</param>
public sealed record MessageSettlement(MessageOutcome Was, int Released)
{
    /// <summary>The rule that suppresses a message a person has settled.</summary>
    public const string Rule = "settled";
}
