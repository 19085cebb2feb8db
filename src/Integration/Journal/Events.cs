using Integration.Contracts;

namespace Integration.Journal;

/// <summary>What interfaces did that people should know, and how each stands.</summary>
public interface IEventJournal
{
    /// <summary>Counts up by interface, kind, subject and day.</summary>
    Task RecordEventsAsync(IReadOnlyList<EventNote> notes, CancellationToken cancellationToken);

    /// <summary>Opens a condition that lasts, or ends it; nothing where it is so already.</summary>
    /// <returns>Whether it was otherwise before.</returns>
    Task<bool> SetConditionAsync(string interfaceName, InterfaceEventKind kind, bool open, string? detail, CancellationToken cancellationToken);

    /// <summary>Newest first; open ones whatever their age.</summary>
    /// <param name="interfaceName">Null for all.</param>
    /// <param name="since">Null for all.</param>
    Task<IReadOnlyList<InterfaceEvent>> EventsAsync(string? interfaceName, DateTimeOffset? since, int most, CancellationToken cancellationToken);

    /// <summary>All that is kept, counted by interface and kind.</summary>
    Task<IReadOnlyList<EventCount>> CountEventsAsync(CancellationToken cancellationToken);

    /// <summary>Says that this process listens for these interfaces, and asks how they stand.</summary>
    /// <param name="missed">A longer time without anybody saying so is a break: listening begins anew.</param>
    Task<IReadOnlyList<FeedStanding>> WatchFeedsAsync(IReadOnlyCollection<string> interfaces, TimeSpan missed, CancellationToken cancellationToken);

    /// <summary>How every interface stands that ever received something or was listened for.</summary>
    Task<IReadOnlyList<FeedStanding>> FeedsAsync(CancellationToken cancellationToken);
}

public sealed record EventCount(string Interface, InterfaceEventKind Kind, long Count);

/// <summary>Something that happened one or more times.</summary>
/// <param name="FirstAgo">How long ago the first one was: times are the database's.</param>
public sealed record EventNote(string Interface, InterfaceEventKind Kind, string Subject, long Count, TimeSpan FirstAgo, TimeSpan LastAgo, string? Detail);

/// <param name="FirstAt">UTC, database clock.</param>
/// <param name="IsOpen">A condition that lasts; what only happened is never open.</param>
public sealed record InterfaceEvent(
    string Interface,
    InterfaceEventKind Kind,
    string Subject,
    DateTimeOffset FirstAt,
    DateTimeOffset LastAt,
    long Count,
    string? Detail,
    bool IsOpen,
    DateTimeOffset? ClosedAt);

/// <param name="Now">UTC, database clock.</param>
/// <param name="LastAt">When the last message came; null for never.</param>
/// <param name="ListenedSince">Since when somebody listens without a break; null for never.</param>
/// <param name="SeenAt">When somebody last said that they listen.</param>
/// <param name="Today">Messages of today (UTC) by outcome; empty where only the watch asks.</param>
/// <param name="Open">Conditions that last.</param>
public sealed record FeedStanding(
    string Interface,
    DateTimeOffset Now,
    DateTimeOffset? LastAt,
    string? LastType,
    DateTimeOffset? ListenedSince,
    DateTimeOffset? SeenAt,
    IReadOnlyDictionary<MessageOutcome, long> Today,
    IReadOnlyList<InterfaceEventKind> Open);

/// <summary>A sequence number (MSH-13) of a sender that counts.</summary>
/// <param name="Sender">Which link it belongs to.</param>
public sealed record LinkNumber(string Sender, long Number);

/// <summary>What the journal found about a sequence number.</summary>
/// <param name="Detail">Numbers only.</param>
public sealed record LinkFinding(InterfaceEventKind Kind, string Detail);
