using Integration.Contracts;

namespace Integration.Journal;

/// <summary>
/// The only memory. PostgreSQL in production, SQLite when embedded, one specification for both. Clocks are the database's; leases are names of workers with an end.
/// A worker's name is its lease token: unique to one loop of one run of a process, which works one claim of each kind to its end before it takes the next.
/// Outages throw <see cref="JournalUnavailableException"/>; expected outcomes are values.
/// </summary>
public interface IJournal : IMessageJournal, IPostingJournal, ITableJournal, IOperationsJournal, IReplayJournal, IObservationJournal, IGoLiveJournal, IFileJournal, IAnswerJournal, IEventJournal, IPollingJournal, IAsyncDisposable
{
    /// <summary>Brings the schema up to date under an advisory lock; refuses a newer major schema.</summary>
    Task MigrateAsync(CancellationToken cancellationToken);
}

/// <summary>All that an intake needs of the journal.</summary>
public interface IMessageAppend
{
    /// <summary>Appends in a group commit: many callers share one flush. Returns when it is durable.</summary>
    ValueTask<AppendResult> AppendAsync(IncomingMessage message, CancellationToken cancellationToken);
}

/// <summary>Messages and folds: from the append to the postings.</summary>
public interface IMessageJournal : IMessageAppend
{
    /// <summary>
    /// Takes a lease on messages that are due, oldest first within an interface, interfaces by priority in turn; those of paused interfaces stay. The start is counted in the same commit.
    /// A message started three times without an end is parked as a defect here and not returned, after having run alone the third time.
    /// </summary>
    Task<IReadOnlyList<ClaimedMessage>> ClaimMessagesAsync(string worker, int most, TimeSpan lease, IReadOnlyDictionary<string, int> priorities, CancellationToken cancellationToken);

    /// <summary>Takes a lease on wake-ups that are due.</summary>
    Task<IReadOnlyList<ClaimedTick>> ClaimTicksAsync(string worker, int most, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Locks the fold rows of these keys in order, making those that are new.</summary>
    /// <param name="worker">Holder of the leases that the commit will check.</param>
    Task<IFoldTransaction> OpenFoldsAsync(string worker, IReadOnlyCollection<FoldKey> keys, CancellationToken cancellationToken);

    /// <summary>Keeps which keys a message closes if it has to be parked without an end (rule 6); asked for at its last start, before anything can go wrong.</summary>
    Task NameKeysAsync(long sequence, IReadOnlyCollection<FoldKey> keys, CancellationToken cancellationToken);

    /// <summary>Gives claimed messages back untouched (graceful stop, pause): the start does not count.</summary>
    Task ReturnMessagesAsync(string worker, IReadOnlyCollection<long> sequences, CancellationToken cancellationToken);

    /// <summary>
    /// Gives back, after an outage, all that is leased under this worker's name, claims it never heard of among them. The starts of what is named do not count, even where the lease ran out meanwhile and others took it:
    /// an outage is no message's fault.
    /// </summary>
    Task ReturnClaimsAsync(string worker, ClaimsInHand hand, CancellationToken cancellationToken);

    /// <summary>The stored body of a message, or null once purged.</summary>
    Task<StoredMessage?> FindMessageAsync(long sequence, CancellationToken cancellationToken);

    /// <summary>Deletes bodies older than this; identity, outcome and ledger stay.</summary>
    Task<long> PurgeBodiesAsync(TimeSpan olderThan, CancellationToken cancellationToken);
}

/// <summary>Postings, attempts and their outcomes.</summary>
public interface IPostingJournal
{
    /// <summary>
    /// Takes a lease on postings that are due, newest revision only, lowest rank first, none whose serial key is in other hands, and commits one attempt for each in the same transaction (rule 18).
    /// A posting whose last attempt has no recorded end comes only after <paramref name="fence"/> since its start, marked in doubt. None while the Odoo database is paused, or its interface is.
    /// </summary>
    /// <param name="database">Name of the Odoo database whose postings are asked for.</param>
    /// <param name="lease">Longer than the client's time-out.</param>
    /// <param name="fence">Odoo's longest transaction.</param>
    Task<IReadOnlyList<ClaimedPosting>> ClaimPostingsAsync(string worker, string database, int most, TimeSpan lease, TimeSpan fence, CancellationToken cancellationToken);

    /// <summary>
    /// Records what became of claimed postings and closes their attempts. A result for a revision that is no longer the newest leaves the posting due; a lease that was lost records the attempt's end, believes nothing and leaves the
    /// posting due and in doubt. Breaks are opened, or closed when the record agrees again.
    /// </summary>
    /// <param name="retryAfter">For <see cref="PostingResultKind.Retry"/>: when it is due again, by external id.</param>
    Task RecordPostingsAsync(string worker, IReadOnlyList<PostingResult> results, IReadOnlyDictionary<string, TimeSpan> retryAfter, CancellationToken cancellationToken);

    /// <summary>Pages through what postings of one Odoo database wait for because it is not in Odoo (<see cref="FailureKind.MissingReference"/>), each thing once, in the order of its name.</summary>
    Task<IReadOnlyList<MissingThing>> MissingThingsAsync(string database, string? afterThing, int most, CancellationToken cancellationToken);

    /// <summary>Pages through the current postings of one Odoo database by external id, for reconciliation; delivered ones only.</summary>
    Task<IReadOnlyList<PostedRecord>> PostedRecordsAsync(string database, string? afterExternalId, int most, CancellationToken cancellationToken);

    /// <summary>Replaces the open breaks of one Odoo database, of the kinds a reconciliation run looks for (all but <see cref="BreakKind.Protected"/>), with what it found.</summary>
    Task SaveBreaksAsync(string database, IReadOnlyList<Break> breaks, CancellationToken cancellationToken);

    Task<IReadOnlyList<Break>> OpenBreaksAsync(CancellationToken cancellationToken);

    /// <summary>What this journal knows the Odoo database of that name by (rule 17): binds it when it is bound to none, else returns what it is bound to.</summary>
    /// <param name="database">Name of the database in the configuration.</param>
    /// <param name="fingerprint">Of the database that answers.</param>
    /// <param name="rebind">Who orders it to be bound to this one whatever it was bound to; null to leave it.</param>
    Task<string> BindDatabaseAsync(string database, string fingerprint, Signature? rebind, CancellationToken cancellationToken);
}

/// <summary>Code tables, and what waits for a row in them.</summary>
public interface ITableJournal
{
    /// <summary>Stores rows that are not there yet as one new revision; does nothing when all are. A row changed by command is never overwritten by a seed.</summary>
    Task<int> SeedTablesAsync(IReadOnlyList<SeedTable> tables, CancellationToken cancellationToken);

    /// <summary>All tables at their newest revision.</summary>
    Task<CodeTables> ReadTablesAsync(CancellationToken cancellationToken);

    /// <summary>All tables as they stood at a revision.</summary>
    Task<CodeTables> ReadTablesAsync(int revision, CancellationToken cancellationToken);

    /// <summary>The newest revision number, cheap enough to ask before every batch.</summary>
    Task<int> TableRevisionAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Adds one row (replacing those of the same key) as a new revision, closes the exception for that code and makes what waited for it due again, in order, with all that is held behind it.
    /// </summary>
    /// <returns>The new revision and how many messages were released.</returns>
    Task<MapCodeResult> MapCodeAsync(string table, IReadOnlyList<string> values, Signature by, CancellationToken cancellationToken);
}

/// <summary>What people ask and order.</summary>
public interface IOperationsJournal
{
    /// <param name="scope"><c>odoo</c> (every database), <c>odoo:name</c> or <c>interface:name</c>.</param>
    /// <param name="by">With a reason, for those who find it paused.</param>
    Task PauseAsync(string scope, Signature by, CancellationToken cancellationToken);

    Task<bool> ResumeAsync(string scope, Signature by, CancellationToken cancellationToken);

    Task<IReadOnlyList<Pause>> PausesAsync(CancellationToken cancellationToken);

    /// <summary>Per interface and UTC day of receipt: received, outcomes, in flight; the same for postings by day of their revision.</summary>
    Task<Ledger> LedgerAsync(CancellationToken cancellationToken);

    /// <summary>Depth, age of the oldest and next due time per stage.</summary>
    Task<IReadOnlyList<QueueDepth>> QueuesAsync(CancellationToken cancellationToken);

    /// <summary>The same by database, interface and retry level, for people.</summary>
    Task<IReadOnlyList<QueueDetail>> QueueDetailsAsync(CancellationToken cancellationToken);

    Task<IReadOnlyList<ExceptionEntry>> ExceptionsAsync(CancellationToken cancellationToken);

    /// <summary>Codes without a row and what waits for each, the oldest first.</summary>
    /// <param name="most">How many messages of a code are named, the oldest of them.</param>
    Task<IReadOnlyList<UnmappedHold>> UnmappedAsync(int most, CancellationToken cancellationToken);

    /// <summary>The contracts of each key that were stated last, several where they were stated at one instant: by key, then in the journal's order.</summary>
    /// <param name="most">How many contracts.</param>
    /// <param name="name">As in <see cref="ContractContent.Name"/>.</param>
    Task<IReadOnlyList<Contract>> NewestContractsAsync(string name, int most, CancellationToken cancellationToken);

    /// <summary>Makes everything due again that waits for one cause, once it is mended: held and parked messages (with what is held behind them), postings and wake-ups.</summary>
    /// <param name="kind">As in <see cref="ExceptionEntry.Kind"/>.</param>
    /// <param name="subject">As in <see cref="ExceptionEntry.Subject"/>.</param>
    /// <returns>How many.</returns>
    Task<int> ReleaseAsync(string kind, string subject, Signature by, CancellationToken cancellationToken);

    /// <summary>Ends a held or parked message for good: outcome <c>suppressed</c> by the rule <see cref="MessageSettlement.Rule"/>. Its keys open, and what is held behind it is due again.</summary>
    /// <returns>Null when the message is neither held nor parked; nothing was done.</returns>
    Task<MessageSettlement?> SettleMessageAsync(long sequence, Signature by, CancellationToken cancellationToken);

    /// <summary>Open breaks with what deciding them needs, oldest first.</summary>
    Task<IReadOnlyList<OpenBreak>> BreaksAsync(CancellationToken cancellationToken);

    /// <summary>Settles a break: moves the baseline (rule 12), and makes the posting due again where ours is to be written.</summary>
    /// <returns>False when the break is closed, or its posting is in a worker's hands or at another revision by now; nothing was done.</returns>
    Task<bool> SettleBreakAsync(BreakSettlement settlement, Signature by, CancellationToken cancellationToken);

    /// <summary>Keeps an act whose effect lies outside the journal, such as a new key at Odoo.</summary>
    Task RecordActAsync(Act act, Signature by, CancellationToken cancellationToken);

    /// <summary>Acts since an instant, or all, the newest first.</summary>
    Task<IReadOnlyList<AuditEntry>> AuditAsync(DateTimeOffset? since, int most, CancellationToken cancellationToken);

    /// <summary>What folds of a domain remember, in order of their keys; those that took nothing in yet are left out.</summary>
    /// <param name="key">Only that one; null for all.</param>
    Task<IReadOnlyList<FoldRow>> RememberedAsync(string domain, string? key, CancellationToken cancellationToken);

    /// <summary>True when nothing is in flight: every message and posting has an outcome, and nothing is due now.</summary>
    Task<bool> IsSettledAsync(CancellationToken cancellationToken);
}

/// <summary>The journal cannot be reached or cannot write. Nothing may be acknowledged.</summary>
public sealed class JournalUnavailableException(string message, Exception inner) : Exception(message, inner);

/// <summary>The database refused values it was given: a defect of ours. The message names the database's code and no value.</summary>
public sealed class JournalRefusedException(string message, string code) : Exception(message)
{
    public string Code { get; } = code;
}

/// <summary>The schema is of a newer major version than this program knows.</summary>
public sealed class JournalSchemaException(string message) : Exception(message);
