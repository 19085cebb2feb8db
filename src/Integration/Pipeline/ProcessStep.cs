using Integration.Contracts;
using Integration.Journal;
using Integration.Routing;

namespace Integration.Pipeline;

/// <summary>
/// Takes claimed messages, wake-ups and observations through mapping and folds and commits all they lead to in one transaction. Mapping and folds are pure; what this adds is the order of things:
/// closed keys, resends that need judging, holds, and which outcome each message ends in.
/// </summary>
internal sealed class ProcessStep(IMessageJournal journal, Translator translator, FoldRegistry folds, TableCache tableCache)
{
    /// <returns>External ids that became due.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(
        string worker,
        IReadOnlyList<ClaimedMessage> messages,
        IReadOnlyList<ClaimedTick> ticks,
        IReadOnlyList<ClaimedObservation> observations,
        CodeTables tables,
        CancellationToken cancellationToken)
    {
        var mapped = await MapAsync(messages, tables, cancellationToken);
        foreach (var last in mapped.Where(one => one.Message.IsLastStart))
        {
            await journal.NameKeysAsync(last.Message.Sequence, DeltaKeys(last.Result), cancellationToken);
        }

        var keys = mapped.SelectMany(one => one.Result.Contracts).SelectMany(contract => contract.Aliases.Prepend(contract.Key)).Concat(ticks.Select(tick => tick.Key))
            .Concat(observations.Select(seen => seen.Key)).Where(key => folds.For(key.Domain).Level == FoldLevel.First)
            .Concat(mapped.SelectMany(one => LookAlikes.KeysOf(one.Result, translator.Interface(one.Message.Interface).Sender))).ToHashSet();
        await using var transaction = await journal.OpenFoldsAsync(worker, keys, cancellationToken);
        var joined = await transaction.LinkAsync([.. mapped.SelectMany(one => one.Result.Contracts).Where(contract => contract.Contract is not null).SelectMany(contract => contract.Aliases.Select(alias => new FoldAlias(alias, contract.Key))).Distinct()], cancellationToken);
        mapped = [.. mapped.Select(one => UnderOneKey(one, transaction.Rows))];
        var batch = new ProcessBatch(transaction.Rows);
        var lookAlikes = new LookAlikes(transaction.Rows);
        foreach (var message in mapped)
        {
            batch.Judge(message, lookAlikes, translator.Interface(message.Message.Interface).Sender);
        }

        var taken = new List<long>();
        var updates = mapped.Count == 0 ? [] : lookAlikes.Updates(translator.Interface(mapped[0].Message.Interface)).ToList();
        foreach (var one in joined)
        {
            var feed = translator.Interface(mapped.First(message => message.Result.Contracts.Any(contract => contract.Key == one.Into)).Message.Interface);
            batch.Join(one, feed.Name);
            updates.Add(new FoldUpdate(one.Key, one.State, feed.Name, feed.Mode, 0, [], []) { Database = feed.Database });
        }

        foreach (var level in new[] { FoldLevel.First, FoldLevel.Second })
        {
            var due = ticks.Where(tick => folds.For(tick.Key.Domain).Level == level).ToList();
            var seen = observations.Where(one => folds.For(one.Key.Domain).Level == level).ToList();
            if (level == FoldLevel.Second)
            {
                await transaction.LockAsync(batch.SharedWith.Concat(due.Select(tick => tick.Key)).Concat(seen.Select(one => one.Key)).ToHashSet(), cancellationToken);
            }

            foreach (var tick in await transaction.StillHeldAsync(due, cancellationToken))
            {
                batch.Take(tick);
                taken.Add(tick.Id);
            }

            seen.ForEach(batch.Take);
            updates.AddRange(Fold(level, batch, transaction.Rows, tables));
        }

        var commit = new FoldCommit(batch.Contracts, updates, batch.Verdicts(), taken) { Observations = observations.Select(seen => seen.Sequence).ToList() };
        return await transaction.CommitAsync(commit, cancellationToken);
    }

    /// <summary>What the messages would lead to if they were taken in now, without locking or writing anything.</summary>
    public async Task<FoldCommit> PlanAsync(IReplayJournal replays, IReadOnlyList<ClaimedMessage> messages, CodeTables tables, CancellationToken cancellationToken)
    {
        var mapped = await MapAsync(messages, tables, cancellationToken);
        var rows = await replays.PeekFoldsAsync(mapped.SelectMany(one => one.Result.Contracts).Select(contract => contract.Key).ToHashSet(), cancellationToken);
        mapped = [.. mapped.Select(one => UnderOneKey(one, rows))];
        var batch = new ProcessBatch(rows);
        mapped.ForEach(message => batch.Judge(message));
        var first = Fold(FoldLevel.First, batch, rows, tables);
        var second = Fold(FoldLevel.Second, batch, await replays.PeekFoldsAsync(batch.SharedWith.ToHashSet(), cancellationToken), tables);
        return new FoldCommit(batch.Contracts, [.. first, .. second], batch.Verdicts(), []);
    }

    private static MappedMessage UnderOneKey(MappedMessage mapped, IReadOnlyDictionary<FoldKey, FoldRow> rows) =>
        mapped with { Result = mapped.Result with { Contracts = [.. mapped.Result.Contracts.Select(contract => contract with { Key = rows[contract.Key].Key })] } };

    private async Task<List<MappedMessage>> MapAsync(IReadOnlyList<ClaimedMessage> messages, CodeTables tables, CancellationToken cancellationToken)
    {
        var mapped = new List<MappedMessage>(messages.Count);
        foreach (var message in messages.OrderBy(one => one.Sequence))
        {
            mapped.Add(new MappedMessage(message, translator.MappingOf(message), translator.Map(message, await tableCache.ForAsync(message, tables, cancellationToken))));
        }

        return mapped;
    }

    /// <summary>Keys that a message of which nothing can go on closes; none where it cannot even be mapped.</summary>
    public IReadOnlyCollection<FoldKey> KeysToClose(ClaimedMessage message, CodeTables tables)
    {
        try
        {
            return DeltaKeys(translator.Map(message, tables));
        }
#pragma warning disable CA1031 // The defect that is being parked may be one of mapping: then nothing is known of its keys.
        catch (Exception)
#pragma warning restore CA1031
        {
            return [];
        }
    }

    private static HashSet<FoldKey> DeltaKeys(MappingResult result) =>
        result.Contracts.Where(mapped => mapped.Semantics == Semantics.Delta).Select(mapped => mapped.Key).ToHashSet();

    private List<FoldUpdate> Fold(FoldLevel level, ProcessBatch batch, IReadOnlyDictionary<FoldKey, FoldRow> rows, CodeTables tables) =>
        [.. batch.Inputs.Where(entry => folds.For(entry.Key.Domain).Level == level).ToList().Select(entry => Fold(rows[entry.Key], entry.Value, batch, tables))];

    private FoldUpdate Fold(FoldRow row, FoldInputs inputs, ProcessBatch batch, CodeTables tables)
    {
        var result = folds.For(row.Key.Domain).Apply(row.Surrogate, row.State, inputs.Items, tables);
        batch.HoldBeyondHorizon(result.BeyondHorizon);
        batch.Share(row, inputs, result.Shares);
        var feed = translator.Interface(inputs.Interface);
        var drafts = result.Desired.Select(record => translator.ToDraft(record, feed.Company)).ToList();
        return new FoldUpdate(row.Key, result.State, feed.Name, feed.Mode, inputs.NewestSequence, drafts, result.WakeUps) { Database = feed.Database };
    }
}

/// <summary>A message with what its mapping made of it.</summary>
internal sealed record MappedMessage(ClaimedMessage Message, string? Mapping, MappingResult Result);

/// <summary>What one fold takes in during a batch.</summary>
internal sealed class FoldInputs(string firstInterface)
{
    public List<FoldInput> Items { get; } = [];

    public string Interface { get; set; } = firstInterface;

    public long NewestSequence { get; set; }
}
