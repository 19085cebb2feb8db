using Integration.Contracts;

namespace Integration.Journal.Sql;

/// <summary>The journal over either database: every method is one transaction, whose work is in the file named after it.</summary>
internal sealed partial class SqlJournal : IJournal
{
    private readonly Database _database;
    private readonly JournalOptions _options;
    private readonly AppendQueue _append;
    private bool _disposed;

    public SqlJournal(Database database, JournalOptions options)
    {
        _database = database;
        _options = options;
        _append = new AppendQueue(
            (messages, opaque) => database.WriteAsync(
                CommitPoint.Append, session => MessageAppend.WriteAsync(session, messages, opaque, CancellationToken.None), CancellationToken.None),
            LogFailure,
            options.MaxAppendBatch,
            options.MaxAppendQueue);
    }

    public StoreWork Work => _database.Work;

    public Task MigrateAsync(CancellationToken cancellationToken) => Migrations.RunAsync(_database, cancellationToken);

    public ValueTask<AppendResult> AppendAsync(IncomingMessage message, CancellationToken cancellationToken) => _append.AppendAsync(message, cancellationToken);

    public Task<IReadOnlyList<ClaimedMessage>> ClaimMessagesAsync(
        string worker, int most, TimeSpan lease, IReadOnlyDictionary<string, int> priorities, CancellationToken cancellationToken) =>
        _database.ClaimAsync(CommitPoint.ClaimMessages, session => MessageClaims.ClaimAsync(session, worker, most, lease, priorities, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<ClaimedTick>> ClaimTicksAsync(string worker, int most, TimeSpan lease, CancellationToken cancellationToken) =>
        _database.ClaimAsync(CommitPoint.ClaimTicks, session => Ticks.ClaimAsync(session, worker, most, lease, cancellationToken), cancellationToken);

    public async Task<IFoldTransaction> OpenFoldsAsync(string worker, IReadOnlyCollection<FoldKey> keys, CancellationToken cancellationToken) =>
        await FoldTransaction.OpenAsync(_database, worker, keys, cancellationToken).ConfigureAwait(false);

    public Task NameKeysAsync(long sequence, IReadOnlyCollection<FoldKey> keys, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => ClosedKeys.NameAsync(session, sequence, keys, cancellationToken), cancellationToken);

    public Task ReturnMessagesAsync(string worker, IReadOnlyCollection<long> sequences, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => MessageClaims.ReturnAsync(session, worker, sequences, cancellationToken), cancellationToken);

    public Task ReturnClaimsAsync(string worker, ClaimsInHand hand, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => Outages.ReturnAsync(session, worker, hand, cancellationToken), cancellationToken);

    public Task<StoredMessage?> FindMessageAsync(long sequence, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => Bodies.FindAsync(session, sequence, cancellationToken), cancellationToken);

    public Task<long> PurgeBodiesAsync(TimeSpan olderThan, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => Bodies.PurgeAsync(session, olderThan, TimeSpan.FromDays(_options.IdentityDays), cancellationToken), cancellationToken);

    public Task<IReadOnlyList<ClaimedPosting>> ClaimPostingsAsync(string worker, string database, int most, TimeSpan lease, TimeSpan fence, CancellationToken cancellationToken) =>
        _database.ClaimAsync(CommitPoint.ClaimPostings, session => PostingClaims.ClaimAsync(session, worker, database, most, lease, fence, cancellationToken), cancellationToken);

    public Task RecordPostingsAsync(
        string worker, IReadOnlyList<PostingResult> results, IReadOnlyDictionary<string, TimeSpan> retryAfter, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.RecordPostings, session => PostingRecords.WriteAsync(session, worker, results, retryAfter, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<MissingThing>> MissingThingsAsync(string database, string? afterThing, int most, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => PostedRecords.MissingAsync(session, database, afterThing, most, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<PostedRecord>> PostedRecordsAsync(string database, string? afterExternalId, int most, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => PostedRecords.ReadAsync(session, database, afterExternalId, most, cancellationToken), cancellationToken);

    public Task SaveBreaksAsync(string database, IReadOnlyList<Break> breaks, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => Breaks.ReplaceAsync(session, database, breaks, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<Break>> OpenBreaksAsync(CancellationToken cancellationToken) =>
        _database.ReadAsync(session => Breaks.ReadAsync(session, cancellationToken), cancellationToken);

    public Task<string> BindDatabaseAsync(string database, string fingerprint, Signature? rebind, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => PostedRecords.BindAsync(session, database, fingerprint, rebind, cancellationToken), cancellationToken);

    public Task<int> SeedTablesAsync(IReadOnlyList<SeedTable> tables, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => Tables.SeedAsync(session, tables, cancellationToken), cancellationToken);

    public Task<CodeTables> ReadTablesAsync(CancellationToken cancellationToken) => _database.ReadAsync(session => Tables.ReadAsync(session, null, cancellationToken), cancellationToken);

    public Task<CodeTables> ReadTablesAsync(int revision, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => Tables.ReadAsync(session, revision, cancellationToken), cancellationToken);

    public async Task<int> TableRevisionAsync(CancellationToken cancellationToken) =>
        (int)await _database.ReadAsync(session => Tables.RevisionAsync(session, cancellationToken), cancellationToken).ConfigureAwait(false);

    public Task<MapCodeResult> MapCodeAsync(string table, IReadOnlyList<string> values, Signature by, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.MapCode, session => MapCode.RunAsync(session, table, values, by, cancellationToken), cancellationToken);

    public Task PauseAsync(string scope, Signature by, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => Pauses.PauseAsync(session, scope, by, cancellationToken), cancellationToken);

    public Task<bool> ResumeAsync(string scope, Signature by, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => Pauses.ResumeAsync(session, scope, by, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<Pause>> PausesAsync(CancellationToken cancellationToken) => _database.ReadAsync(session => Pauses.ListAsync(session, cancellationToken), cancellationToken);

    public Task<Ledger> LedgerAsync(CancellationToken cancellationToken) => _database.ReadAsync(session => Ledgers.ReadAsync(session, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<QueueDepth>> QueuesAsync(CancellationToken cancellationToken) => _database.ReadAsync(session => Queues.ReadAsync(session, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<QueueDetail>> QueueDetailsAsync(CancellationToken cancellationToken) =>
        _database.ReadAsync(session => Queues.DetailsAsync(session, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<ExceptionEntry>> ExceptionsAsync(CancellationToken cancellationToken) =>
        _database.ReadAsync(session => Exceptions.ReadAsync(session, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<UnmappedHold>> UnmappedAsync(int most, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => UnmappedHolds.ReadAsync(session, most, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<Contract>> NewestContractsAsync(string name, int most, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => NewestContracts.ReadAsync(session, name, most, cancellationToken), cancellationToken);

    public Task<int> ReleaseAsync(string kind, string subject, Signature by, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => Releases.RunAsync(session, kind, subject, by, cancellationToken), cancellationToken);

    public Task<MessageSettlement?> SettleMessageAsync(long sequence, Signature by, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => Verdicts.SettleAsync(session, sequence, by, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<OpenBreak>> BreaksAsync(CancellationToken cancellationToken) =>
        _database.ReadAsync(session => Settlements.OpenAsync(session, cancellationToken), cancellationToken);

    public Task<bool> SettleBreakAsync(BreakSettlement settlement, Signature by, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => Settlements.SettleAsync(session, settlement, by, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<ReplayCandidate>> SelectAsync(ReplaySelection selection, int most, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => Replays.SelectAsync(session, selection, most, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<ClaimedMessage>> PeekMessagesAsync(IReadOnlyCollection<long> sequences, string? version, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => MessageClaims.PeekAsync(session, sequences, version, cancellationToken), cancellationToken);

    public Task<IReadOnlyDictionary<FoldKey, FoldRow>> PeekFoldsAsync(IReadOnlyCollection<FoldKey> keys, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => Replays.FoldsAsync(session, keys, cancellationToken), cancellationToken);

    public Task<ReplayEffect> MeasureAsync(FoldCommit commit, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => Replays.MeasureAsync(session, commit, cancellationToken), cancellationToken);

    public Task<long> OrderReplayAsync(string selection, string? version, int perSecond, IReadOnlyCollection<long> sequences, Signature by, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => Replays.OrderAsync(session, selection, version, perSecond, sequences, by, cancellationToken), cancellationToken);

    public Task<Replay?> AdvanceReplayAsync(long id, int most, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => Replays.AdvanceAsync(session, id, most, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<Replay>> ReplaysAsync(CancellationToken cancellationToken) => _database.ReadAsync(session => Replays.ListAsync(session, cancellationToken), cancellationToken);

    public Task RecordActAsync(Act act, Signature by, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => CommandLog.WriteAsync(session, act, by, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<AuditEntry>> AuditAsync(DateTimeOffset? since, int most, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => CommandLog.ReadAsync(session, since, most, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<FoldRow>> RememberedAsync(string domain, string? key, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => Replays.RememberedAsync(session, domain, key, cancellationToken), cancellationToken);

    public Task<bool> IsSettledAsync(CancellationToken cancellationToken) => _database.ReadAsync(session => Queues.SettledAsync(session, cancellationToken), cancellationToken);

    public Task<ObservationMark?> TakeLookAsync(string database, string model, TimeSpan every, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => Looks.TakeAsync(session, database, model, every, cancellationToken), cancellationToken);

    public Task MoveMarkAsync(string database, string model, DateTimeOffset mark, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => Looks.MoveAsync(session, database, model, mark, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<PostedRecord>> PostedAsAsync(string database, string model, IReadOnlyCollection<long> odooIds, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => Looks.PostedAsAsync(session, database, model, odooIds, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<PostedRecord>> NotLookedAtAsync(string database, TimeSpan since, int most, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => Looks.NotLookedAtAsync(session, database, since, most, cancellationToken), cancellationToken);

    public Task<int> RecordObservationsAsync(string database, IReadOnlyList<string> looked, IReadOnlyList<Observation> seen, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => Observations.RecordAsync(session, database, looked, seen, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<ClaimedObservation>> ClaimObservationsAsync(string worker, int most, TimeSpan lease, CancellationToken cancellationToken) =>
        _database.ClaimAsync(CommitPoint.Other, session => Observations.ClaimAsync(session, worker, most, lease, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<ClaimedPosting>> WaitingAsync(string interfaceName, string? afterExternalId, int most, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => Waiting.ReadAsync(session, interfaceName, afterExternalId, most, cancellationToken), cancellationToken);

    public Task<int> LetGoAsync(IReadOnlyCollection<string> interfaces, Signature by, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => Waiting.LetGoAsync(session, interfaces, by, cancellationToken), cancellationToken);

    public Task<(int Adopted, int Held)> AdoptAsync(IReadOnlyList<PlannedDelivery> plan, Signature by, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => Waiting.AdoptAsync(session, plan, by, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<PostingHistory>> StatusAsync(string externalIdOrOrigin, int most, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => Looks.StatusAsync(session, externalIdOrOrigin, most, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<DueAnswer>> ClaimAnswersAsync(string worker, string interfaceName, int most, TimeSpan lease, TimeSpan giveUpAfter, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => Answers.ClaimAsync(session, worker, interfaceName, most, lease, giveUpAfter, cancellationToken), cancellationToken);

    public Task RecordAnswersAsync(string worker, IReadOnlyList<AnswerAttempt> attempts, CancellationToken cancellationToken) =>
        _database.WriteAsync(CommitPoint.Other, session => Answers.RecordAsync(session, worker, attempts, cancellationToken), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // A container disposes it once for each interface it knows it by.
        if (!Interlocked.Exchange(ref _disposed, true))
        {
            await _append.DisposeAsync().ConfigureAwait(false);
            await _database.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void LogFailure(int count, Exception exception)
    {
        if (exception is JournalRefusedException refused)
        {
            JournalLog.GroupRefused(_database.Logger, count, refused.Code);
        }
        else
        {
            JournalLog.AppendUnavailable(_database.Logger, count, _database.CodeOf((exception as JournalUnavailableException)?.InnerException ?? exception));
        }
    }
}
