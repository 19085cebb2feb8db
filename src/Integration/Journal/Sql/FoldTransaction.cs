using Integration.Contracts;

namespace Integration.Journal.Sql;

/// <summary>One transaction over the fold rows it locked.</summary>
internal sealed class FoldTransaction : IFoldTransaction
{
    private const int MostTries = 5;
    private const string Newer = "newest_sequence = case when fold.newest_sequence < given.newest_sequence then given.newest_sequence else fold.newest_sequence end";

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
        var names = new Dictionary<long, OtherName>();
        var writes = _session.Database.Batch(_session);
        foreach (var alias in aliases)
        {
            var (name, main) = (_own[alias.Key], _own[alias.Of].Row.Surrogate);
            if (name.OtherNameOf is { } first && first != main)
            {
                // The same number was given to another thing before: then it says nothing.
                continue;
            }

            if (name.OtherNameOf is null)
            {
                names.TryAdd(name.Row.Surrogate, new OtherName(name.Row.Surrogate, main));
                _own[alias.Key] = name with { OtherNameOf = main };
            }

            if (_rows[alias.Key].Surrogate != _rows[alias.Of].Surrogate && Join(writes, _rows[alias.Of], _rows[alias.Key]) is { } one)
            {
                joined.Add(one);
            }
        }

        await Aliases.Name(writes, names.Values).RunAsync(cancellationToken).ConfigureAwait(false);
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
        var folds = commit.Folds.Select(update => (Row(update.Key).Surrogate, Update: update)).ToList();

        // What is written needs no answers, so that all of it goes in one round trip.
        var writes = _session.Database.Batch(_session);
        AddContracts(writes, commit);
        AddFolds(writes, commit, folds);
        await Ticks.ReplaceAsync(_session, writes, folds, cancellationToken).ConfigureAwait(false);
        Verdicts.Add(writes, commit.Messages, now);

        // Last, because of the counter of the day: whoever has counted makes others of the interface wait until the commit.
        var due = await DesiredSets.WriteAsync(_session, writes, folds, now, cancellationToken).ConfigureAwait(false);
        await writes.RunAsync(cancellationToken).ConfigureAwait(false);
        await Verdicts.OpenAndCloseAsync(_session, commit.Messages, key => Row(key).Surrogate, cancellationToken).ConfigureAwait(false);
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

    private JoinedFold? Join(StatementBatch writes, FoldRow main, FoldRow other)
    {
        var (stays, joins) = Aliases.Join(writes, main, other);
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
            session.Database.LockFolds(LockedRow.Columns),
            new { domains = sorted.ConvertAll(key => key.Domain).ToArray(), names = sorted.ConvertAll(key => key.Key).ToArray() },
            LockedRow.Read,
            cancellationToken).ConfigureAwait(false);

        // Two domains may use the same key; such rows are locked with the others but were not asked for.
        var asked = sorted.ToHashSet();
        return await Aliases.FollowAsync(session, [.. locked.Where(row => asked.Contains(row.Row.Key))], session.Database.ForUpdate, cancellationToken).ConfigureAwait(false);
    }

    private static void AddContracts(StatementBatch writes, FoldCommit commit) => writes.Insert(
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
        "on conflict do nothing");

    private void AddFolds(StatementBatch writes, FoldCommit commit, List<(long Surrogate, FoldUpdate Update)> folds)
    {
        var newest = commit.Contracts.GroupBy(entry => Row(entry.Key).Surrogate).ToDictionary(group => group.Key, group => group.Max(entry => entry.Sequence));
        var states = folds.GroupBy(fold => fold.Surrogate)
            .Select(same => new FoldState(same.Key, same.Last().Update.State, Math.Max(same.Max(fold => fold.Update.Sequence), newest.GetValueOrDefault(same.Key)))).ToList();
        writes.Update("fold", "surrogate", $"state = given.state, {Newer}", "", states);

        // A contract that no fold took in is still the newest of its key.
        states.ForEach(state => newest.Remove(state.Surrogate));
        writes.Update("fold", "surrogate", Newer, "", newest.Select(one => new FoldNewest(one.Key, one.Value)).ToList());
    }

    private FoldRow Row(FoldKey key) =>
        _joined.GetValueOrDefault(key) ?? _rows.GetValueOrDefault(key) ?? throw new ArgumentException($"A commit touches a {key.Domain} whose row was not locked.");

    private sealed record FoldState(long Surrogate, string State, long NewestSequence);

    private sealed record FoldNewest(long Surrogate, long NewestSequence);

    private sealed record ContractRow(string Id, string Name, string Domain, string Key, long Sequence, string Interface, long AssertedAt, long EffectiveAt, string Event);
}
