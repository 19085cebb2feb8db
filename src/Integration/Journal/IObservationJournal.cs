using Integration.Contracts;

namespace Integration.Journal;

/// <summary>What became of our records in Odoo (rule 3): how far it was read, what was seen, and what the folds have taken in.</summary>
public interface IObservationJournal
{
    /// <summary>Takes the turn of reading a model by <c>write_date</c>; null while anybody took it less than <paramref name="every"/> ago.</summary>
    Task<ObservationMark?> TakeLookAsync(string database, string model, TimeSpan every, CancellationToken cancellationToken);

    /// <summary>Everything written before this time was read. A mark never goes back.</summary>
    /// <param name="mark">UTC, Odoo's clock.</param>
    Task MoveMarkAsync(string database, string model, DateTimeOffset mark, CancellationToken cancellationToken);

    /// <summary>Those of these records that are ours: their database id is known from our own posting.</summary>
    Task<IReadOnlyList<PostedRecord>> PostedAsAsync(string database, string model, IReadOnlyCollection<long> odooIds, CancellationToken cancellationToken);

    /// <summary>Records that nobody looked at for this long, longest first. Those that ended more than a day ago are looked at no more.</summary>
    Task<IReadOnlyList<PostedRecord>> NotLookedAtAsync(string database, TimeSpan since, int most, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps what was seen: a new status or new values become an observation that a fold will take in, the same as before only counts as a look. What is called off while its posting is called off is <see cref="ObservedStatus.Withdrawn"/>.
    /// </summary>
    /// <param name="looked">Every posting that was looked at, those among them of which nothing could be seen.</param>
    /// <returns>How many were new.</returns>
    Task<int> RecordObservationsAsync(string database, IReadOnlyList<string> looked, IReadOnlyList<Observation> seen, CancellationToken cancellationToken);

    /// <summary>Takes a lease on observations that no fold has taken in yet, in the order of Odoo's time.</summary>
    Task<IReadOnlyList<ClaimedObservation>> ClaimObservationsAsync(string worker, int most, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Postings by external id or by the text of their origin, each with its statuses, oldest first.</summary>
    Task<IReadOnlyList<PostingHistory>> StatusAsync(string externalIdOrOrigin, int most, CancellationToken cancellationToken);
}

/// <param name="Mark">UTC, Odoo's clock; null before the first read.</param>
public sealed record ObservationMark(DateTimeOffset? Mark);

/// <summary>An observation in a worker's hands.</summary>
public sealed record ClaimedObservation(long Sequence, FoldKey Key, string ExternalId, ObservedStatus Status, RecordEnd End, DateTimeOffset At, string Interface);

/// <param name="State">What became of the newest revision.</param>
public sealed record PostingHistory(string ExternalId, string Model, long? OdooId, PostingState State, string? Reason, IReadOnlyList<StatusEntry> Statuses);

/// <param name="At">UTC, Odoo's clock.</param>
/// <param name="ObservedAt">UTC, the journal's clock.</param>
public sealed record StatusEntry(ObservedStatus Status, string? OdooState, DateTimeOffset At, DateTimeOffset ObservedAt, IReadOnlyDictionary<string, string?> Values);
