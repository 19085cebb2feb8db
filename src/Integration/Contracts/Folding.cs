namespace Integration.Contracts;

/// <summary>Identity of one fold: the domain and the key within it (rule 3). Ordered ordinally, which is also the order rows are locked in.</summary>
public readonly record struct FoldKey(string Domain, string Key) : IComparable<FoldKey>
{
    public int CompareTo(FoldKey other)
    {
        var domain = string.CompareOrdinal(Domain, other.Domain);
        return domain != 0 ? domain : string.CompareOrdinal(Key, other.Key);
    }

    public override string ToString() => $"{Domain}:{Key}";
}

/// <summary>Something a fold takes in. <paramref name="Sequence"/> is the journal's and breaks ties of time.</summary>
public abstract record FoldInput(long Sequence);

/// <summary>A contract; a later mapping of the same message (same sequence) takes the earlier one's place.</summary>
public sealed record ContractInput(long Sequence, Contract Contract) : FoldInput(Sequence);

/// <summary>A wake-up that came due: <paramref name="At"/> is the UTC instant the fold had asked for, not when it fired.</summary>
public sealed record TickInput(long Sequence, string Name, DateTimeOffset At) : FoldInput(Sequence);

/// <summary>What people made of a record of the fold in Odoo. It stands in the story at <paramref name="At"/>, Odoo's time (UTC, to the second), and never before the statement that opened its record.</summary>
public sealed record ObservationInput(long Sequence, string ExternalId, ObservedStatus Status, RecordEnd End, DateTimeOffset At) : FoldInput(Sequence)
{
    /// <summary>Odoo tells its times to the second: what was said within that second is taken as said before, since asking twice is worse than asking late.</summary>
    public DateTimeOffset EndOfSecond => At.AddTicks(TimeSpan.TicksPerSecond - 1);
}

/// <summary>All that was known of the same thing under another key, in the form the fold keeps it.</summary>
public sealed record JoinedInput(long Sequence, string State) : FoldInput(Sequence);

/// <summary>What a first-level fold shares with this one, in place of what it shared before; null takes it back.</summary>
/// <param name="From">Domain and surrogate of the fold that shares: <c>visit_12</c>.</param>
public sealed record ShareInput(long Sequence, string From, string? Content) : FoldInput(Sequence);

/// <summary>What a first-level fold tells a second-level one (a visit tells its bed and its unit), as JSON; null takes back what was told before.</summary>
public sealed record Share(FoldKey With, string? Content);

/// <summary>A wish to be woken: at most one per fold and name; a fold's newest list replaces what it asked for before.</summary>
public sealed record WakeUp(string Name, DateTimeOffset At);

/// <summary>What a fold makes of its inputs: its new memory, the complete desired set of its key, its wake-ups, and the sequences it could not take (older than its horizon).</summary>
public sealed record FoldResult(string State, IReadOnlyList<DesiredRecord> Desired, IReadOnlyList<WakeUp> WakeUps, IReadOnlyList<long> BeyondHorizon)
{
    /// <summary>What changed of all it shares with second-level folds.</summary>
    public IReadOnlyList<Share> Shares { get; init; } = [];
}

/// <summary>
/// One record that should be in Odoo, in neutral words; the outbound mapping of its kind turns it into columns. Values are invariant text: decimals with a point, instants as ISO 8601 UTC.
/// </summary>
/// <param name="ExternalId">With module: <c>integration.case_12_g1</c>.</param>
/// <param name="Kind">Which outbound mapping takes it: <c>requisition-order</c>, <c>requisition-transfer</c>, <c>case-transfer</c>.</param>
/// <param name="UsefulUntil">From this UTC instant on it is not made in Odoo any more where it has never been: its time went by while Odoo could not be reached. What stands there already is kept up all the same. Null for what stays useful.</param>
public sealed record DesiredRecord(
    string ExternalId,
    string Kind,
    RecordStanding Standing,
    IReadOnlyDictionary<string, string?> Fields,
    IReadOnlyList<DesiredLine> Lines,
    DateTimeOffset? UsefulUntil = null)
{
    /// <summary>Records with the same serial key are never written by two workers at once (rule 19): the requests of one asset. Null when nothing is contended.</summary>
    public string? SerialKey { get; init; }

    /// <summary>What people should know of it besides, such as that a credit has no charge: shown with its posting, and no part of the record in Odoo. Null for nothing.</summary>
    public string? Remark { get; init; }

    /// <summary>Why it is not to be delivered yet, for people: it is held under this reason until its fold lets go of it. Null for what may go at once. What was posted before stays as it is.</summary>
    public string? HeldBecause { get; init; }
}

/// <summary>One line of a desired record, keyed by its own external id.</summary>
public sealed record DesiredLine(string ExternalId, IReadOnlyDictionary<string, string?> Fields);

/// <summary>Whether a record should stand in Odoo.</summary>
public enum RecordStanding
{
    /// <summary>It should stand, with these values.</summary>
    Active,

    /// <summary>It should be called off, whatever it takes; where people have gone too far to call it off, that is a break.</summary>
    Withdrawn,

    /// <summary>Its time is over: call it off if nothing was done with it, else leave it and be content.</summary>
    Lapsed,
}
