using System.Security.Cryptography;
using System.Text;
using Integration.Contracts;
using Integration.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Integration.SystemTests.Journal;

/// <summary>What every part of the specification needs: a fresh store with a journal over it, and short words for what happens to messages and postings.</summary>
public abstract class JournalSpecification(TestStore store) : IAsyncLifetime
{
    internal static readonly Signature Ann = new("ann");

    protected const string Interface = "north-or-schedule";

    protected static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>A lease that has run out by the next look.</summary>
    protected static readonly TimeSpan NoTime = TimeSpan.Zero;

    protected static readonly IReadOnlyDictionary<string, int> Priorities = new Dictionary<string, int> { [Interface] = 1, ["telemetry"] = 5 };

    private readonly List<IJournal> _others = [];

    protected TestStore Store => store;

    protected JournalOptions Options { get; private set; } = new();

    protected IJournal Journal { get; set; } = null!;

    public virtual async Task InitializeAsync()
    {
        Options = await store.MakeAsync();
        Journal = JournalRegistration.Open(Options, NullLoggerFactory.Instance);
        await Journal.MigrateAsync(default);
    }

    public async Task DisposeAsync()
    {
        foreach (var journal in _others.Append(Journal).OfType<IJournal>())
        {
            await journal.DisposeAsync();
        }

        await store.DisposeAsync();
    }

    /// <summary>Another process's journal over the same store.</summary>
    protected IJournal AnotherProcess()
    {
        var journal = JournalRegistration.Open(Options, NullLoggerFactory.Instance);
        _others.Add(journal);
        return journal;
    }

    protected static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    protected static IncomingMessage Message(string content, string name = Interface, string controlId = "C1", string? senderKey = null, bool judgeResend = false, Failure? rejection = null) =>
        new(name, controlId, "SIU^S12", Hash(content), senderKey is null ? null : Hash(senderKey), judgeResend, Encoding.UTF8.GetBytes(content), rejection);

    protected async Task<long> AppendAsync(string content, string name = Interface) => (await Journal.AppendAsync(Message(content, name), default)).Sequence;

    protected async Task<IReadOnlyList<long>> ClaimAsync(string worker, int most = 100, TimeSpan? lease = null) =>
        [.. (await Journal.ClaimMessagesAsync(worker, most, lease ?? Hour, Priorities, default)).Select(message => message.Sequence)];

    protected static FoldKey Key(string key) => new("case", key);

    protected static MessageVerdict Verdict(long sequence, MessageOutcome outcome = MessageOutcome.Processed, string? reason = null, long? behind = null, FoldKey[]? closes = null, UnmappedCode[]? holds = null) =>
        new(sequence, outcome, reason, "hl7v2/SIU_S12/v1", holds ?? [], behind, closes ?? []);

    protected static OdooRecord Record(string externalId, string value, RecordStanding standing = RecordStanding.Active) =>
        new(externalId, "stock.picking", "stock.picking/v1", "North", standing, new Dictionary<string, OdooCell> { ["note"] = new(Text: value), ["qty"] = new(Number: 2.50m) }, []);

    protected static PostingDraft Draft(string externalId, string value = "1", int rank = 1, string? serialKey = null, RecordStanding standing = RecordStanding.Active) =>
        new(Record(externalId, value, standing), rank, serialKey);

    protected static FoldUpdate Update(string key, params PostingDraft[] desired) => Update(InterfaceMode.Post, key, [], desired);

    protected static FoldUpdate Update(InterfaceMode mode, string key, WakeUp[] wakeUps, params PostingDraft[] desired) =>
        new(Key(key), $"{{\"key\":\"{key}\"}}", Interface, mode, 1, desired, wakeUps);

    /// <summary>Commits folds without a message behind them.</summary>
    protected async Task<IReadOnlyList<string>> FoldAsync(params FoldUpdate[] updates)
    {
        await using var folds = await Journal.OpenFoldsAsync("folder", [.. updates.Select(update => update.Key)], default);
        return await folds.CommitAsync(new FoldCommit([], updates, [], []), default);
    }

    /// <summary>Commits outcomes of messages that <paramref name="worker"/> has claimed.</summary>
    protected async Task DecideAsync(string worker, params MessageVerdict[] verdicts)
    {
        await using var folds = await Journal.OpenFoldsAsync(worker, [.. verdicts.SelectMany(verdict => verdict.ClosedKeys)], default);
        await folds.CommitAsync(new FoldCommit([], [], verdicts, []), default);
    }

    protected Task<IReadOnlyList<ClaimedPosting>> TakeAsync(string worker, int most = 100, TimeSpan? lease = null, TimeSpan? fence = null) =>
        Journal.ClaimPostingsAsync(worker, InterfaceDefinition.MainDatabase, most, lease ?? Hour, fence ?? NoTime, default);

    protected static PostingResult Result(ClaimedPosting posting, PostingResultKind kind, Failure? failure = null, params Break[] breaks) =>
        new(posting.ExternalId, posting.Revision, kind, 7, new Baseline("draft", new Dictionary<string, string?> { ["note"] = "as read" }, new Dictionary<string, BaselineLine>()), failure, breaks);

    protected Task RecordAsync(string worker, params PostingResult[] results) => Journal.RecordPostingsAsync(worker, results, new Dictionary<string, TimeSpan>(), default);

    protected async Task<StoredMessage> FindAsync(long sequence) =>
        await Journal.FindMessageAsync(sequence, default) ?? throw new InvalidOperationException($"Message {sequence} is not in the journal.");

    /// <summary>Outcomes of one interface over all days, zeros left out.</summary>
    protected async Task<Dictionary<MessageOutcome, long>> OutcomesAsync(string name = Interface)
    {
        var ledger = await Journal.LedgerAsync(default);
        Assert.True(ledger.Balanced, "The ledger does not balance.");
        return ledger.Messages.Where(row => row.Interface == name).SelectMany(row => row.Outcomes).Where(pair => pair.Value > 0)
            .GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.Sum(pair => pair.Value));
    }

    protected async Task<Dictionary<PostingState, long>> PostingsAsync()
    {
        var ledger = await Journal.LedgerAsync(default);
        Assert.True(ledger.Balanced, "The ledger does not balance.");
        return ledger.Postings.SelectMany(row => row.Outcomes).Where(pair => pair.Value > 0).GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.Sum(pair => pair.Value));
    }

    /// <summary>Looks again until there is something: the database's clock has to move past a lease.</summary>
    protected static async Task<IReadOnlyList<T>> UntilAnyAsync<T>(string step, Func<Task<IReadOnlyList<T>>> look)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!deadline.IsCancellationRequested)
        {
            if (await look() is { Count: > 0 } found)
            {
                return found;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, CancellationToken.None);
        }

        throw new TimeoutException($"Waited 20 s for: {step}.");
    }
}
