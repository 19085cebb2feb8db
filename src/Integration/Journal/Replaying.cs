using Integration.Contracts;

namespace Integration.Journal;

/// <summary>Which messages to take again; what is given is all required of each. Ids alone, or at least one other.</summary>
/// <param name="From">Received at or after, UTC.</param>
/// <param name="To">Received before, UTC.</param>
/// <param name="Cause">Kind and subject of an exception: the messages that wait for it, or that its postings stem from.</param>
/// <param name="Contract">The id of a contract.</param>
public sealed record ReplaySelection(
    IReadOnlyList<long> Ids, FoldKey? Key, string? Interface, DateTimeOffset? From, DateTimeOffset? To, ReplayCause? Cause, string? Contract);

public sealed record ReplayCause(string Kind, string Subject);

/// <param name="HasBody">False once purged: it cannot be taken again.</param>
public sealed record ReplayCandidate(long Sequence, string Interface, DateTimeOffset ReceivedAt, MessageOutcome Outcome, bool HasBody)
{
    /// <summary>Whether it is one to take again: what was refused or is another's copy had no effect of its own, what is in flight comes by itself.</summary>
    public bool MayBeReplayed => HasBody && Outcome is MessageOutcome.Processed or MessageOutcome.Suppressed or MessageOutcome.Held or MessageOutcome.Parked;
}

/// <summary>A replay as ordered, and how far it is.</summary>
/// <param name="Version">Mapping version asked for; null for the mapping and tables each message was mapped with.</param>
/// <param name="Done">Made due again so far.</param>
/// <param name="Skipped">Passed over: purged, or in flight by itself meanwhile.</param>
public sealed record Replay(
    long Id, string Selection, string? Version, Signature By, DateTimeOffset MadeAt, int PerSecond, long Total, long Done, long Skipped, DateTimeOffset? EndedAt);

/// <summary>What taking messages again would change, found without doing it.</summary>
/// <param name="Contracts">Contracts that nobody has stated yet.</param>
/// <param name="Records">Records in Odoo whose desired values would change.</param>
public sealed record ReplayEffect(int Contracts, int Records);

/// <summary>Messages taken again.</summary>
public interface IReplayJournal
{
    /// <summary>All that a selection names, in order, at most so many.</summary>
    Task<IReadOnlyList<ReplayCandidate>> SelectAsync(ReplaySelection selection, int most, CancellationToken cancellationToken);

    /// <summary>Messages as a claim would give them to be taken again, without claiming them.</summary>
    Task<IReadOnlyList<ClaimedMessage>> PeekMessagesAsync(IReadOnlyCollection<long> sequences, string? version, CancellationToken cancellationToken);

    /// <summary>Fold rows as they stand, neither locked nor made: a key never seen has surrogate 0 and no state.</summary>
    Task<IReadOnlyDictionary<FoldKey, FoldRow>> PeekFoldsAsync(IReadOnlyCollection<FoldKey> keys, CancellationToken cancellationToken);

    /// <summary>Compares what a commit would bring with what is there.</summary>
    Task<ReplayEffect> MeasureAsync(FoldCommit commit, CancellationToken cancellationToken);

    /// <summary>Keeps a replay; nothing is due yet.</summary>
    /// <param name="by">With a reason.</param>
    Task<long> OrderReplayAsync(string selection, string? version, int perSecond, IReadOnlyCollection<long> sequences, Signature by, CancellationToken cancellationToken);

    /// <summary>Makes the next messages of a replay due, in order; the last step ends it. May be called again by anyone at any time: each message is taken once.</summary>
    /// <returns>Null when there is no such replay.</returns>
    Task<Replay?> AdvanceReplayAsync(long id, int most, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<Replay>> ReplaysAsync(CancellationToken cancellationToken);
}
