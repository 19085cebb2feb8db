using Integration.Contracts;
using Microsoft.Extensions.Logging;

namespace Integration.Journal.Sql;

/// <summary>What the database made of a statement that failed.</summary>
internal enum StoreFault
{
    /// <summary>A defect of ours, or a cancellation: not for the database to explain.</summary>
    None,

    /// <summary>It will not take these values, now or later.</summary>
    Refused,

    /// <summary>It gave way to another transaction; again is worth a try.</summary>
    GaveWay,

    /// <summary>It cannot be reached or cannot write.</summary>
    Outage,
}

/// <summary>One of the two databases: how to begin, and the few places where their SQL differs.</summary>
internal abstract class Database(ILogger logger) : IAsyncDisposable
{
    private const int MostTries = 5;

    public ILogger Logger { get; } = logger;

    public StoreWork Work { get; } = new();

    /// <summary>For people: <c>PostgreSQL</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Which marked lines of a migration are meant: <c>postgres</c>.</summary>
    public abstract string Mark { get; }

    /// <summary>Expression for the clock, in microseconds.</summary>
    public abstract string Now { get; }

    /// <summary>Locks the rows read until the end of the transaction, waiting for other holders.</summary>
    public abstract string ForUpdate { get; }

    /// <summary>Locks the rows read, leaving out those in other hands.</summary>
    public abstract string SkipLocked { get; }

    public abstract string In(string column, string list);

    /// <summary>Whether a column is among those of the rows a statement has picked before, in a table called <c>picked</c>: found by its index, whatever the table's size was when the statement was planned.</summary>
    public abstract string Picked(string column);

    /// <summary>Reads and locks the rows of <c>fold</c> that <c>@domains</c> and <c>@names</c> name in step, in their order; where locks are for whole databases, also others of these domains and names.</summary>
    public abstract string LockFolds(string columns);

    /// <summary>Begins a transaction that will write.</summary>
    public abstract Task<Session> BeginAsync(CancellationToken cancellationToken);

    /// <summary>Begins a transaction that reads one consistent state.</summary>
    public abstract Task<Session> BeginReadAsync(CancellationToken cancellationToken);

    public abstract StatementBatch Batch(Session session);

    public abstract Task<IReadOnlyList<long>> InsertManyAsync<T>(
        Session session, string table, IReadOnlyCollection<T> rows, string suffix, string returning, CancellationToken cancellationToken);

    /// <summary>Looks at the clock and takes the next numbers of the journal's one sequence.</summary>
    /// <param name="count">At least one.</param>
    /// <returns>Microseconds, and the numbers in their order.</returns>
    public abstract Task<(long Now, IReadOnlyList<long> Numbers)> StampAsync(Session session, int count, CancellationToken cancellationToken);

    /// <summary>Takes the next numbers of the journal's one sequence.</summary>
    public async Task<IReadOnlyList<long>> NextAsync(Session session, int count, CancellationToken cancellationToken) =>
        count == 0 ? [] : (await StampAsync(session, count, cancellationToken).ConfigureAwait(false)).Numbers;

    /// <summary>Waits until no other transaction holds the named turn; held until the end of this one.</summary>
    public abstract Task TakeTurnAsync(Session session, JournalTurn turn, CancellationToken cancellationToken);

    /// <summary>Makes sure that history of this day has a place.</summary>
    public abstract Task PrepareDayAsync(Session session, long day, CancellationToken cancellationToken);

    /// <summary>Removes history older than this day.</summary>
    /// <returns>How many bodies went.</returns>
    public abstract Task<long> DropHistoryAsync(Session session, long beforeDay, CancellationToken cancellationToken);

    public abstract StoreFault Judge(Exception exception);

    /// <summary>The database's own code for a failure, safe to show.</summary>
    public abstract string CodeOf(Exception exception);

    public abstract ValueTask DisposeAsync();

    /// <summary>Runs work in one transaction and commits it; again when it had to give way.</summary>
    /// <exception cref="JournalUnavailableException">The database is away or cannot write.</exception>
    /// <exception cref="JournalRefusedException">It will not take the values.</exception>
    public Task<T> WriteAsync<T>(CommitPoint point, Func<Session, Task<T>> work, CancellationToken cancellationToken) => WriteAsync(_ => point, work, cancellationToken);

    /// <summary>The same for a claim. One that took nothing is no place to die in: it happens all the time and changes nothing.</summary>
    public Task<IReadOnlyList<T>> ClaimAsync<T>(CommitPoint point, Func<Session, Task<IReadOnlyList<T>>> work, CancellationToken cancellationToken) =>
        WriteAsync(taken => taken.Count == 0 ? CommitPoint.Other : point, work, cancellationToken);

    private async Task<T> WriteAsync<T>(Func<T, CommitPoint> point, Func<Session, Task<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var session = await BeginAsync(cancellationToken).ConfigureAwait(false);
                var result = await work(session).ConfigureAwait(false);
                await CommitAsync(session, point(result)).ConfigureAwait(false);
                return result;
            }
            catch (Exception exception) when (attempt < MostTries && Judge(exception) == StoreFault.GaveWay)
            {
                JournalLog.GaveWay(Logger, CodeOf(exception), attempt, MostTries);
            }
            catch (Exception exception) when (Judge(exception) != StoreFault.None)
            {
                throw Translate(exception);
            }
        }
    }

    public async Task<T> ReadAsync<T>(Func<Session, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            await using var session = await BeginReadAsync(cancellationToken).ConfigureAwait(false);
            return await work(session).ConfigureAwait(false);
        }
        catch (Exception exception) when (Judge(exception) != StoreFault.None)
        {
            throw Translate(exception);
        }
    }

    public static async Task CommitAsync(Session session, CommitPoint point)
    {
        FailPoint.Hit(point.Before);
        await session.CommitAsync().ConfigureAwait(false);
        FailPoint.Hit(point.After);
        session.Database.Work.Committed(session.Rows);
    }

    /// <summary>Into an exception of the journal's own, whose message holds no value of a row.</summary>
    public Exception Translate(Exception exception) =>
        Judge(exception) == StoreFault.Refused
            ? new JournalRefusedException($"{Name} refused a write ({CodeOf(exception)}).", CodeOf(exception))
            : new JournalUnavailableException($"The journal ({Name}) cannot be reached or cannot write ({CodeOf(exception)}).", exception);
}

/// <summary>Things only one transaction does at a time.</summary>
internal enum JournalTurn
{
    Migrate = 1,
    ClaimPostings = 2,
    Tables = 3,
    History = 4,
    ClaimMessages = 5,
}
