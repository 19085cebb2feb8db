using Integration.Contracts;

namespace Integration.Journal.Sql;

/// <summary>Events and the standing of interfaces.</summary>
internal sealed partial class SqlJournal
{
    public Task RecordEventsAsync(IReadOnlyList<EventNote> notes, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => InterfaceEvents.RecordAsync(session, notes, cancellationToken), cancellationToken);

    public Task<bool> SetConditionAsync(string interfaceName, InterfaceEventKind kind, bool open, string? detail, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => InterfaceEvents.SetConditionAsync(session, interfaceName, kind, open, detail, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<InterfaceEvent>> EventsAsync(string? interfaceName, DateTimeOffset? since, int most, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => InterfaceEvents.ReadAsync(session, interfaceName, since, most, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<EventCount>> CountEventsAsync(CancellationToken cancellationToken) =>
        _database.ReadAsync(session => InterfaceEvents.CountAsync(session, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<FeedStanding>> WatchFeedsAsync(IReadOnlyCollection<string> interfaces, TimeSpan missed, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => Feeds.WatchAsync(session, interfaces, missed, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<FeedStanding>> FeedsAsync(CancellationToken cancellationToken) =>
        _database.ReadAsync(session => Feeds.ReadAsync(session, withToday: true, cancellationToken), cancellationToken);
}
