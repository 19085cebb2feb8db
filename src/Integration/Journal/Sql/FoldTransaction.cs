using Integration.Contracts;

namespace Integration.Journal.Sql;

/// <summary>One transaction over the fold rows it locked.</summary>
internal sealed class FoldTransaction : IFoldTransaction
{
    private const int MostTries = 5;

    private readonly Session _session;
    private readonly string _worker;
    private readonly Dictionary<FoldKey, LockedRow> _own = [];
    private readonly Dictionary<FoldKey, FoldRow> _rows = [];
    private readonly Dictionary<FoldKey, FoldRow> _joined = [];

    private FoldTransaction(Session session, string worker, IReadOnlyList<(LockedRow Own, FoldRow Row)> rows)
    {
        _session = session;
        _worker = worker;
        Add(rows);
    }

    public IReadOnlyDictionary<FoldKey, FoldRow> Rows => _rows;

    /// <summary>Nothing was decided yet, so giving way to another transaction only means to begin again.</summary>
    public static async Task<FoldTransaction> OpenAsync(Database database, string worker, IReadOnlyCollection<FoldKey> keys, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            Session? session = null;
            try
            {
                session = await database.BeginAsync(cancellationToken).ConfigureAwait(false);
                return new FoldTransaction(session, worker, await LockAsync(session, keys, cancellationToken).ConfigureAwait(false));
            }
            catch (Exception exception)
            {
                if (session is not null)
                {
                    await session.DisposeAsync().ConfigureAwait(false);
                }

                switch (database.Judge(exception))
                {
                    case StoreFault.None:
                        throw;
                    case StoreFault.GaveWay when attempt < MostTries:
                        JournalLog.GaveWay(database.Logger, database.CodeOf(exception), attempt, MostTries);
                        break;
                    case StoreFault.GaveWay or StoreFault.Refused or StoreFault.Outage:
                        throw database.Translate(exception);
                }
            }
        }
    }

    public Task LockAsync(IReadOnlyCollection<FoldKey> keys, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        Add(await LockAsync(_session, [.. keys.Where(key => !_own.ContainsKey(key))], cancellationToken).ConfigureAwait(false));
        return true;
    });

    public Task<IReadOnlyList<JoinedFold>> LinkAsync(IReadOnlyCollection<FoldAlias> aliases, CancellationToken cancellationToken) => AskAsync<IReadOnlyList<JoinedFold>>(async () =>
    {
        var joined = new List<JoinedFold>();
        foreach (var alias in aliases)
        {
            var (name, main) = (_own[alias.Key], _own[alias.Of].Row.Surrogate);
            if (name.OtherNameOf is { } first && first != main)
            {
                // The same number was given to another thing before: then it says nothing.
                continue;
            }

            await Aliases.NameAsync(_session, name.Row.Surrogate, main, cancellationToken).ConfigureAwait(false);
            _own[alias.Key] = name with { OtherNameOf = main };
            if (_rows[alias.Key].Surrogate != _rows[alias.Of].Surrogate && await JoinAsync(_rows[alias.Of], _rows[alias.Key], cancellationToken).ConfigureAwait(false) is { } one)
            {
                joined.Add(one);
            }
        }

        return joined;
    });

    public Task<IReadOnlyList<ClaimedTick>> StillHeldAsync(IReadOnlyList<ClaimedTick> ticks, CancellationToken cancellationToken) => AskAsync<IReadOnlyList<ClaimedTick>>(async () =>
    {
        var held = await Ticks.HeldAsync(_session, _worker, [.. ticks.Select(tick => tick.Id)], cancellationToken).ConfigureAwait(false);
        return [.. ticks.Where(tick => held.Contains(tick.Id))];
    });

    public Task<IReadOnlyList<string>> CommitAsync(FoldCommit commit, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        var now = await _session.NowAsync(cancellationToken).ConfigureAwait(false);
        var asked = await Verdicts.CheckLeasesAsync(_session, _worker, commit.Messages, cancellationToken).ConfigureAwait(false);
        await Ticks.TakeInAsync(_session, _worker, commit.Ticks, now, cancellationToken).ConfigureAwait(false);
        await Observations.TakeInAsync(_session, _worker, commit.Observations, now, cancellationToken).ConfigureAwait(false);
        await WriteContractsAsync(commit, cancellationToken).ConfigureAwait(false);
        var folds = commit.Folds.Select(update => (Row(update.Key).Surrogate, Update: update)).ToList();
        await WriteFoldsAsync(folds, cancellationToken).ConfigureAwait(false);
        await Ticks.ReplaceAsync(_session, folds, cancellationToken).ConfigureAwait(false);
        var due = await DesiredSets.WriteAsync(_session, folds, now, cancellationToken).ConfigureAwait(false);
        await Verdicts.WriteAsync(_session, commit.Messages, key => Row(key).Surrogate, now, cancellationToken).ConfigureAwait(false);
        await Verdicts.AnswerAsync(_session, commit.Messages, asked, now, cancellationToken).ConfigureAwait(false);
        await Database.CommitAsync(_session, CommitPoint.Folds).ConfigureAwait(false);
        return due;
    });

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    /// <summary>What the database does not do is told in the journal's words.</summary>
    private async Task<T> AskAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception exception) when (_session.Database.Judge(exception) != StoreFault.None)
        {
            throw _session.Database.Translate(exception);
        }
    }

    private async Task<JoinedFold?> JoinAsync(FoldRow main, FoldRow other, CancellationToken cancellationToken)
    {
        var (stays, joins) = await Aliases.JoinAsync(_session, main, other, cancellationToken).ConfigureAwait(false);
        foreach (var (key, _) in _rows.Where(row => row.Value.Surrogate == stays.Surrogate || row.Value.Surrogate == joins.Surrogate).ToList())
        {
            _rows[key] = stays;
        }

        if (joins.State is null)
        {
            return null;
        }

        _joined[joins.Key] = joins;
        return new JoinedFold(stays.Key, joins.Key, joins.State);
    }

    private void Add(IReadOnlyList<(LockedRow Own, FoldRow Row)> rows)
    {
        foreach (var (own, row) in rows)
        {
            _own[own.Row.Key] = own;
            _rows[own.Row.Key] = row;
            _rows[row.Key] = row;
        }
    }

    /// <summary>
    /// New rows are made first, in key order, then all are locked, in key order: two transactions over the same keys meet at the smallest one and the later waits there.
    /// </summary>
    private static async Task<IReadOnlyList<(LockedRow Own, FoldRow Row)>> LockAsync(Session session, IReadOnlyCollection<FoldKey> keys, CancellationToken cancellationToken)
    {
        var sorted = keys.Distinct().Order().ToList();
        if (sorted.Count == 0)
        {
            return [];
        }

        await session.InsertManyAsync("fold", sorted, "on conflict do nothing", "", cancellationToken).ConfigureAwait(false);
        var locked = await session.ReadAsync(
            $"""
            select {LockedRow.Columns} from fold
            where {session.Database.In("domain", "@domains")} and {session.Database.In("key", "@names")}
            order by domain, key {session.Database.ForUpdate}
            """,
            new { domains = sorted.Select(key => key.Domain).Distinct().ToArray(), names = sorted.Select(key => key.Key).Distinct().ToArray() },
            LockedRow.Read,
            cancellationToken).ConfigureAwait(false);

        // Two domains may use the same key; such rows are locked with the others but were not asked for.
        var asked = sorted.ToHashSet();
        return await Aliases.FollowAsync(session, [.. locked.Where(row => asked.Contains(row.Row.Key))], session.Database.ForUpdate, cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteContractsAsync(FoldCommit commit, CancellationToken cancellationToken)
    {
        await _session.InsertManyAsync(
            "contract",
            commit.Contracts.Select(entry => new ContractRow(
                entry.Contract.Envelope.Id,
                entry.Contract.Content.Name,
                entry.Key.Domain,
                entry.Key.Key,
                entry.Sequence,
                entry.Contract.Envelope.Interface,
                Micros.Of(entry.Contract.Envelope.AssertedAt),
                Micros.Of(entry.Contract.Envelope.EffectiveAt),
                ContractJson.Write(entry.Contract))).OrderBy(row => row.Id, StringComparer.Ordinal).ToList(),
            "on conflict do nothing",
            "",
            cancellationToken).ConfigureAwait(false);
        await _session.ExecuteManyAsync(
            "update fold set newest_sequence = @Newest where surrogate = @Surrogate and newest_sequence < @Newest",
            commit.Contracts.GroupBy(entry => entry.Key).Select(group => new { Row(group.Key).Surrogate, Newest = group.Max(entry => entry.Sequence) }).ToList(),
            cancellationToken).ConfigureAwait(false);
    }

    private Task WriteFoldsAsync(List<(long Surrogate, FoldUpdate Update)> folds, CancellationToken cancellationToken) =>
        _session.ExecuteManyAsync(
            """
            update fold set state = @State, newest_sequence = case when newest_sequence < @Sequence then @Sequence else newest_sequence end where surrogate = @Surrogate
            """,
            folds.Select(fold => new { fold.Surrogate, fold.Update.State, fold.Update.Sequence }).ToList(),
            cancellationToken);

    private FoldRow Row(FoldKey key) =>
        _joined.GetValueOrDefault(key) ?? _rows.GetValueOrDefault(key) ?? throw new ArgumentException($"A commit touches a {key.Domain} whose row was not locked.");

    private sealed record ContractRow(string Id, string Name, string Domain, string Key, long Sequence, string Interface, long AssertedAt, long EffectiveAt, string Event);
}
