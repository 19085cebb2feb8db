using Integration.Contracts;

namespace Integration.Journal.Sql;

/// <summary>Servers that are asked, and subscriptions with them.</summary>
internal sealed partial class SqlJournal
{
    public Task<PollStanding?> LeadAsync(string worker, string interfaceName, TimeSpan lease, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => Polls.LeadAsync(session, worker, interfaceName, lease, cancellationToken), cancellationToken);

    public Task EndLeadsAsync(string worker, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => Polls.EndLeadsAsync(session, worker, cancellationToken), cancellationToken);

    public Task HintAsync(string interfaceName, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => Polls.HintAsync(session, interfaceName, cancellationToken), cancellationToken);

    public Task<bool> SavePollAsync(string worker, string interfaceName, string thing, Watermark? watermark, string? outcome, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Poll, session => Polls.SaveAsync(session, worker, interfaceName, thing, watermark, outcome, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<PolledThing>> PollsAsync(string? interfaceName, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => Polls.ReadAsync(session, interfaceName, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<KnownSubscription>> SubscriptionsAsync(string? interfaceName, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => Subscriptions.ReadAsync(session, interfaceName, cancellationToken), cancellationToken);

    public Task SaveSubscriptionAsync(SubscriptionLook look, long? lastEvent, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => Subscriptions.SaveAsync(session, look, lastEvent, cancellationToken), cancellationToken);

    public Task<HeardResult> HearAsync(string interfaceName, string id, HeardEvents heard, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => Subscriptions.HearAsync(session, interfaceName, id, heard, cancellationToken), cancellationToken);

    public Task CloseGapAsync(string interfaceName, string name, long upTo, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => Subscriptions.CloseGapAsync(session, interfaceName, name, upTo, cancellationToken), cancellationToken);
}
