namespace Integration.Journal;

/// <summary>
/// Servers that are asked for what is new. One worker asks for an interface at a time, by a lease; that nothing is lost does not hang on the lease: a watermark moves only once everything before it is appended, and what is appended twice is a duplicate.
/// </summary>
public interface IPollingJournal
{
    /// <summary>Takes or keeps the lead of an interface.</summary>
    /// <returns>Null when another worker has it.</returns>
    Task<PollStanding?> LeadAsync(string worker, string interfaceName, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Gives the leads of a worker back, so that the next one need not wait for their end.</summary>
    Task EndLeadsAsync(string worker, CancellationToken cancellationToken);

    /// <summary>Says that it is worth asking now, to whichever worker leads.</summary>
    Task HintAsync(string interfaceName, CancellationToken cancellationToken);

    /// <summary>Keeps how far a poll came.</summary>
    /// <param name="watermark">Null leaves it where it is.</param>
    /// <param name="outcome">A word or two, of the last whole poll; null while one is under way.</param>
    /// <returns>False when the lead was lost; nothing was done.</returns>
    Task<bool> SavePollAsync(string worker, string interfaceName, string thing, Watermark? watermark, string? outcome, CancellationToken cancellationToken);

    /// <summary>How all polls stand, by interface and thing.</summary>
    /// <param name="interfaceName">Null for all.</param>
    Task<IReadOnlyList<PolledThing>> PollsAsync(string? interfaceName, CancellationToken cancellationToken);

    /// <param name="interfaceName">Null for all.</param>
    Task<IReadOnlyList<KnownSubscription>> SubscriptionsAsync(string? interfaceName, CancellationToken cancellationToken);

    /// <summary>Keeps how a subscription stands after it was made or looked at.</summary>
    /// <param name="lastEvent">What its numbers stand at now, where it was begun anew; null leaves them.</param>
    Task SaveSubscriptionAsync(SubscriptionLook look, long? lastEvent, CancellationToken cancellationToken);

    /// <summary>Keeps which of a subscription's events were heard; what was skipped becomes its gap.</summary>
    Task<HeardResult> HearAsync(string interfaceName, string id, HeardEvents heard, CancellationToken cancellationToken);

    /// <summary>Ends a gap that was read back, unless it has grown since.</summary>
    Task CloseGapAsync(string interfaceName, string name, long upTo, CancellationToken cancellationToken);
}

/// <param name="Text">As the server wrote it.</param>
/// <param name="At">The instant it means, on the server's clock.</param>
public sealed record Watermark(string Text, DateTimeOffset At);

/// <param name="Now">UTC, database clock.</param>
/// <param name="HintedAt">When somebody last said that it is worth asking; null for never.</param>
public sealed record PollStanding(DateTimeOffset Now, DateTimeOffset? HintedAt, IReadOnlyList<PolledThing> Things);

/// <param name="Thing">What is asked for: <c>Appointment</c>.</param>
/// <param name="PolledAt">End of the last whole poll, database clock; null for none yet.</param>
public sealed record PolledThing(string Interface, string Thing, Watermark? Watermark, DateTimeOffset? PolledAt, string? Outcome);

/// <param name="Name">What it is for; one subscription of an interface for each.</param>
/// <param name="Id">The server's; null where it could not be made yet.</param>
/// <param name="Status">The server's word; <c>gone</c> and <c>refused</c> are ours.</param>
/// <param name="CheckedAt">When it was last looked at, database clock.</param>
/// <param name="HeardAt">When it last spoke.</param>
/// <param name="LastEvent">The highest number heard; null where nothing is known.</param>
/// <param name="Gap">Numbers that were skipped and are not read back yet.</param>
public sealed record KnownSubscription(
    string Interface, string Name, string? Id, string Status, DateTimeOffset? EndsAt, DateTimeOffset? CheckedAt, DateTimeOffset? HeardAt, long? LastEvent, NumberGap? Gap);

/// <param name="From">Included.</param>
/// <param name="To">Included.</param>
public sealed record NumberGap(long From, long To);

/// <inheritdoc cref="KnownSubscription"/>
public sealed record SubscriptionLook(string Interface, string Name, string? Id, string Status, DateTimeOffset? EndsAt);

/// <summary>What a notification tells of its subscription's numbers.</summary>
/// <param name="First">The first event it carries; one more than <paramref name="Last"/> where it carries none.</param>
/// <param name="Last">The last event there is.</param>
/// <param name="Counts">It states the count itself: one that is lower than before began anew. Others may be late or come twice.</param>
/// <param name="Status">The server's word; null for none.</param>
public sealed record HeardEvents(long First, long Last, bool Counts, string? Status);

/// <param name="IsKnown">The subscription is one of ours.</param>
/// <param name="Gap">What this notification shows to be missing; null for nothing.</param>
/// <param name="Restarted">The server began to count anew.</param>
public sealed record HeardResult(bool IsKnown, NumberGap? Gap, bool Restarted)
{
    public static readonly HeardResult Unknown = new(false, null, false);
}
