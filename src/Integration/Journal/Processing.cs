using Integration.Contracts;

namespace Integration.Journal;

/// <summary>
/// The transaction in which a batch of messages takes effect: fold rows locked in key order, and contracts, states, postings, wake-ups and outcomes committed together (rule 3).
/// Disposing without <see cref="CommitAsync"/> rolls back.
/// </summary>
public interface IFoldTransaction : IAsyncDisposable
{
    /// <summary>Every key that was asked for; a key never seen before has a new surrogate and no state. Of a key that is another name, the row has the key of the fold that takes it in.</summary>
    IReadOnlyDictionary<FoldKey, FoldRow> Rows { get; }

    /// <summary>Locks these rows too, in key order, and adds them to <see cref="Rows"/>. Whoever locks in several steps has to do so in the same order of steps as all others.</summary>
    Task LockAsync(IReadOnlyCollection<FoldKey> keys, CancellationToken cancellationToken);

    /// <summary>
    /// Says that keys are other names of things, all of them locked. From now on <see cref="Rows"/> has one row for both: the one that knew something, or the older. A name that was said to be another thing's before is left as it is.
    /// </summary>
    /// <returns>What was known under both until now: the state of the second, which the first has to take in while the second lets go of all its records.</returns>
    Task<IReadOnlyList<JoinedFold>> LinkAsync(IReadOnlyCollection<FoldAlias> aliases, CancellationToken cancellationToken);

    /// <summary>
    /// Those of these wake-ups that are still this worker's: another message of their fold may have moved or called them off between the claim and the lock. Until the end of the transaction nobody else can.
    /// A commit takes in only such.
    /// </summary>
    Task<IReadOnlyList<ClaimedTick>> StillHeldAsync(IReadOnlyList<ClaimedTick> ticks, CancellationToken cancellationToken);

    /// <summary>
    /// Writes everything and commits. The journal diffs each desired set with the last one: a record that changed gets the next revision of its external id and becomes due; one that is equal gets nothing;
    /// one that left the set although its fold did not name it is withdrawn.
    /// </summary>
    /// <returns>External ids that are due now, for a wake-up.</returns>
    /// <exception cref="LeaseLostException">The lease of a message or wake-up is no longer this worker's; nothing was written.</exception>
    Task<IReadOnlyList<string>> CommitAsync(FoldCommit commit, CancellationToken cancellationToken);
}

/// <summary><paramref name="Key"/> is another name of <paramref name="Of"/>.</summary>
public sealed record FoldAlias(FoldKey Key, FoldKey Of);

/// <param name="Into">The fold that stays.</param>
/// <param name="Key">The one that was a fold of its own.</param>
/// <param name="State">What that one knew.</param>
public sealed record JoinedFold(FoldKey Into, FoldKey Key, string State);

/// <param name="Surrogate">Stands for the key in external ids; never changes.</param>
/// <param name="State">The fold's memory, opaque here; null before its first input.</param>
/// <param name="NewestSequence">Highest message sequence with a contract of this key; 0 for none. Decides whether an equal message is a resend.</param>
/// <param name="ClosedBy">Sequence of the held delta that closes the key; null when open.</param>
public sealed record FoldRow(FoldKey Key, long Surrogate, string? State, long NewestSequence, long? ClosedBy);

/// <param name="Contracts">With the sequence of their message; one whose id is known already is the same fact and is not stored twice.</param>
/// <param name="Ticks">Ids of the wake-ups that were taken in.</param>
public sealed record FoldCommit(
    IReadOnlyList<(long Sequence, FoldKey Key, Contract Contract)> Contracts,
    IReadOnlyList<FoldUpdate> Folds,
    IReadOnlyList<MessageVerdict> Messages,
    IReadOnlyList<long> Ticks)
{
    /// <summary>Sequences of the observations that were taken in.</summary>
    public IReadOnlyList<long> Observations { get; init; } = [];
}

/// <param name="Desired">The complete desired set of the key, in Odoo's columns.</param>
/// <param name="Deliver">Whether its postings are delivered, wait (<see cref="InterfaceMode.Hold"/>) or are not even made (<see cref="InterfaceMode.Observe"/>).</param>
/// <param name="Sequence">The newest message behind it, for correlation.</param>
public sealed record FoldUpdate(
    FoldKey Key,
    string State,
    string Interface,
    InterfaceMode Deliver,
    long Sequence,
    IReadOnlyList<PostingDraft> Desired,
    IReadOnlyList<WakeUp> WakeUps)
{
    /// <summary>The Odoo database new postings belong to; one that exists stays where it is.</summary>
    public string Database { get; init; } = InterfaceDefinition.MainDatabase;
}

/// <param name="Rank">Order of delivery, from the model's policy.</param>
/// <param name="SerialKey">Postings with the same serial key are never in two workers' hands at once (rule 19); null when nothing is contended.</param>
public sealed record PostingDraft(OdooRecord Record, int Rank, string? SerialKey)
{
    /// <summary>As in <see cref="DesiredRecord.HeldBecause"/>.</summary>
    public string? HeldBecause { get; init; }
}

/// <summary>A wake-up that came due.</summary>
public sealed record ClaimedTick(long Id, FoldKey Key, string Name, DateTimeOffset At, string Interface);

/// <summary>A lease ran out while its work was in hand; whatever it was about is due again.</summary>
public sealed class LeaseLostException(string message) : Exception(message);
