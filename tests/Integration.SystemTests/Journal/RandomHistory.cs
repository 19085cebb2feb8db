using System.Text;
using Integration.Contracts;
using Integration.Journal;

namespace Integration.SystemTests.Journal;

/// <summary>
/// Everything that can happen to a journal, in a random order that the seed repeats, with workers that die, come late and give back. After every step the ledger balances and agrees with what was sent;
/// in the end everything has an outcome.
/// </summary>
internal sealed class RandomHistory(IJournal journal, TestStore store, int seed)
{
    private static readonly string[] s_interfaces = ["orders", "cases"];
    private static readonly Failure s_failure = new(FailureKind.MissingReference, "No product.", "Create it.", MissingThing: "product 1");
    private static readonly UnmappedCode s_code = new("items", "gauze", "RQD-2");

    private readonly Random _random = new(seed);
    private readonly List<ClaimedMessage> _claimed = [];
    private readonly List<ClaimedPosting> _taken = [];
    private long _sent;
    private int _worker;

    public async Task RunAsync(int steps)
    {
        await journal.SeedTablesAsync([new SeedTable("items", ["code", "item"], 1, [])], default);
        var before = await ReceivedAsync();
        for (var step = 0; step < steps; step++)
        {
            await StepAsync();
            await CheckAsync(before, $"seed {seed}, step {step}");
        }

        await FinishAsync();
        await CheckAsync(before, $"seed {seed}, in the end");
    }

    private Task StepAsync() => _random.Next(11) switch
    {
        0 or 1 or 2 => SendAsync(),
        3 => ClaimAsync(_random.Next(3) == 0 ? TimeSpan.Zero : TimeSpan.FromHours(1)),
        4 or 5 => DecideAsync(),
        6 => ReturnAsync(),
        7 => journal.MapCodeAsync("items", ["gauze", $"item {_random.Next()}"], JournalSpecification.Ann, default),
        8 => TakeAsync(_random.Next(3) == 0 ? TimeSpan.Zero : TimeSpan.FromHours(1)),
        9 => RecordAsync(),
        _ => journal.ReleaseAsync("MissingReference", "product 1", JournalSpecification.Ann, default),
    };

    private async Task SendAsync()
    {
        var count = _random.Next(1, 6);
        await Task.WhenAll(Enumerable.Range(0, count).Select(async _ =>
        {
            // Few contents, so that many are equal.
            var content = $"{seed} {_random.Next(40)}";
            var rejection = _random.Next(8) == 0 ? new Failure(FailureKind.Invalid, "wrong", "mend it") : null;
            var name = s_interfaces[_random.Next(s_interfaces.Length)];
            var controlId = _random.Next(20) == 0 ? "\0" : "C";
            await journal.AppendAsync(new IncomingMessage(name, controlId, "T", Encoding.UTF8.GetBytes(content), null, _random.Next(3) == 0, Encoding.UTF8.GetBytes(content), rejection), default);
        }));
        _sent += count;
    }

    private async Task ClaimAsync(TimeSpan lease) =>
        _claimed.AddRange(await journal.ClaimMessagesAsync($"w{_worker = _random.Next(2)}", 4, lease, new Dictionary<string, int>(), default));

    /// <summary>By a worker who may have lost its lease, or never had it: then nothing happens.</summary>
    private async Task DecideAsync()
    {
        var decided = _claimed.Where(_ => _random.Next(2) == 0).DistinctBy(message => message.Sequence).ToList();
        var keys = decided.Select(_ => new FoldKey("case", $"{seed} {_random.Next(6)}")).ToList();
        await using var folds = await journal.OpenFoldsAsync($"w{_worker}", keys, default);
        var updates = keys.Distinct().Select(key => new FoldUpdate(key, "{}", "cases", (InterfaceMode)_random.Next(1, 3), 1, Desired(key), [])).ToList();
        try
        {
            await folds.CommitAsync(new FoldCommit([], updates, [.. decided.Select((message, at) => Verdict(message.Sequence, keys[at], folds.Rows[keys[at]].ClosedBy))], []), default);
        }
        catch (LeaseLostException)
        {
            _claimed.Clear();
        }
    }

    private MessageVerdict Verdict(long sequence, FoldKey key, long? closedBy) => _random.Next(6) switch
    {
        0 => new MessageVerdict(sequence, MessageOutcome.Held, "code", "v1", [s_code], null, [key]),
        1 when closedBy is { } held && held != sequence => new MessageVerdict(sequence, MessageOutcome.Held, "behind", "v1", [], held, []),
        2 => new MessageVerdict(sequence, MessageOutcome.Suppressed, "rule", "v1", [], null, []),
        3 => new MessageVerdict(sequence, MessageOutcome.Parked, "defect", "v1", [], null, [key]),
        4 => new MessageVerdict(sequence, MessageOutcome.Duplicate, null, "v1", [], null, []),
        _ => new MessageVerdict(sequence, MessageOutcome.Processed, null, "v1", [], null, []),
    };

    private List<PostingDraft> Desired(FoldKey key) =>
        [.. Enumerable.Range(0, _random.Next(3)).Select(at => new PostingDraft(
            new OdooRecord($"integration.{key.Key.Replace(' ', '_')}_{at}", "m", "m/v1", "c", RecordStanding.Active, new Dictionary<string, OdooCell> { ["n"] = new(Text: $"{_random.Next(3)}") }, []),
            _random.Next(3),
            _random.Next(2) == 0 ? "asset" : null))];

    private async Task ReturnAsync()
    {
        await journal.ReturnMessagesAsync($"w{_worker}", [.. _claimed.Select(message => message.Sequence)], default);
        _claimed.Clear();
    }

    private async Task TakeAsync(TimeSpan lease) => _taken.AddRange(await journal.ClaimPostingsAsync($"w{_worker = _random.Next(2)}", InterfaceDefinition.MainDatabase, 3, lease, TimeSpan.Zero, default));

    private async Task RecordAsync()
    {
        var results = _taken.Where(_ => _random.Next(2) == 0).DistinctBy(posting => posting.ExternalId).ToList();
        await journal.RecordPostingsAsync($"w{_worker}", [.. results.Select(posting => Result(posting, (PostingResultKind)_random.Next(7)))], new Dictionary<string, TimeSpan>(), default);
        _taken.RemoveAll(results.Contains);
    }

    private static PostingResult Result(ClaimedPosting posting, PostingResultKind kind) => new(posting.ExternalId, posting.Revision, kind, 1, null, kind == PostingResultKind.Posted ? null : s_failure, []);

    private async Task FinishAsync()
    {
        // The workers are gone and their leases run out.
        await store.ExecuteAsync("update message set lease_until = 0 where lease_until is not null");
        await store.ExecuteAsync("update posting set lease_until = 0 where lease_until is not null");
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await journal.IsSettledAsync(default))
        {
            Assert.False(deadline.IsCancellationRequested, $"Seed {seed}: something is in flight that nobody gets.");
            var messages = await journal.ClaimMessagesAsync("w2", 100, TimeSpan.FromHours(1), new Dictionary<string, int>(), default);
            await using (var folds = await journal.OpenFoldsAsync("w2", [], default))
            {
                await folds.CommitAsync(new FoldCommit([], [], [.. messages.Select(message => new MessageVerdict(message.Sequence, MessageOutcome.Processed, null, "v1", [], null, []))], []), default);
            }

            var postings = await journal.ClaimPostingsAsync("w2", InterfaceDefinition.MainDatabase, 100, TimeSpan.FromHours(1), TimeSpan.Zero, default);
            await journal.RecordPostingsAsync("w2", [.. postings.Select(posting => Result(posting, PostingResultKind.Posted))], new Dictionary<string, TimeSpan>(), default);
        }
    }

    private async Task<long> ReceivedAsync() => (await journal.LedgerAsync(default)).Messages.Sum(row => row.Received);

    private async Task CheckAsync(long before, string where)
    {
        var ledger = await journal.LedgerAsync(default);
        Assert.True(ledger.Balanced, $"The ledger does not balance: {where}.");
        Assert.True(before + _sent == ledger.Messages.Sum(row => row.Received), $"The ledger has not counted what was sent: {where}.");
    }
}
