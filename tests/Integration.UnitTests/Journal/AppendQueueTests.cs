using Integration.Journal;
using Integration.Journal.Sql;

namespace Integration.UnitTests.Journal;

public sealed class AppendQueueTests
{
    private readonly List<int> _groups = [];
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_group_takes_what_waits_and_no_more_than_its_most()
    {
        await using var queue = Queue((messages, _) => Stored(messages), mostBatch: 4, mostQueued: 16);
        var first = queue.AppendAsync(Message(0), default);
        var rest = Enumerable.Range(1, 9).Select(at => queue.AppendAsync(Message(at), default).AsTask()).ToList();

        _gate.SetResult();
        await first;
        await Task.WhenAll(rest);

        Assert.Equal(10, _groups.Sum());
        Assert.True(_groups.Max() == 4, $"Groups were {string.Join(", ", _groups)}.");
    }

    [Fact]
    public async Task One_more_than_the_queue_holds_waits_for_room()
    {
        await using var queue = Queue((messages, _) => Stored(messages), mostBatch: 1, mostQueued: 3);
        var inHand = queue.AppendAsync(Message(0), default).AsTask();
        await UntilAsync(() => _groups.Count == 1);
        var waiting = Enumerable.Range(1, 3).Select(at => queue.AppendAsync(Message(at), default).AsTask()).ToList();

        using var giveUp = new CancellationTokenSource();
        var tooMany = queue.AppendAsync(Message(4), giveUp.Token).AsTask();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tooMany);

        _gate.SetResult();
        await Task.WhenAll([inHand, .. waiting]);
        await queue.DisposeAsync();
        Assert.Equal(4, _groups.Sum());
    }

    [Fact]
    public async Task Every_caller_of_a_group_hears_of_the_outage_and_the_next_group_goes_on()
    {
        var away = true;
        await using var queue = Queue((messages, _) => away ? throw new JournalUnavailableException("away", new TimeoutException()) : Stored(messages), mostBatch: 8, mostQueued: 8);
        _gate.SetResult();
        var appends = Enumerable.Range(0, 8).Select(at => queue.AppendAsync(Message(at), default).AsTask()).ToList();
        foreach (var append in appends)
        {
            await Assert.ThrowsAsync<JournalUnavailableException>(() => append);
        }

        away = false;
        Assert.Equal(9, (await queue.AppendAsync(Message(9), default)).Sequence);
    }

    [Fact]
    public async Task The_one_the_database_refuses_is_found_by_halving_and_stored_as_opaque_bytes()
    {
        var tries = 0;
        await using var queue = Queue(
            (messages, opaque) =>
            {
                tries++;
                return !opaque && messages.Any(message => message.ControlId == "5") ? throw new JournalRefusedException("no", "22021") : Stored(messages, opaque);
            },
            mostBatch: 16,
            mostQueued: 16);
        var first = queue.AppendAsync(Message(0), default).AsTask();
        var appends = Enumerable.Range(1, 15).Select(at => queue.AppendAsync(Message(at), default).AsTask()).ToList();
        _gate.SetResult();

        var results = await Task.WhenAll([first, .. appends]);

        Assert.Equal([5], results.Index().Where(result => result.Item.Refused).Select(result => result.Index));
        Assert.Equal(Enumerable.Range(0, 16).Select(at => (long)at), results.Select(result => result.Sequence));
        Assert.InRange(tries, 2, 12);
    }

    [Fact]
    public async Task A_message_that_is_refused_even_as_bytes_is_a_failure_for_its_caller_only()
    {
        await using var queue = Queue((messages, _) => messages.Any(message => message.ControlId == "1") ? throw new JournalRefusedException("no", "22021") : Stored(messages), mostBatch: 8, mostQueued: 8);
        _gate.SetResult();
        var appends = Enumerable.Range(0, 3).Select(at => queue.AppendAsync(Message(at), default).AsTask()).ToList();

        await Assert.ThrowsAsync<JournalUnavailableException>(() => appends[1]);
        Assert.Equal((0, 2), ((await appends[0]).Sequence, (await appends[2]).Sequence));
    }

    [Fact]
    public async Task Closing_finishes_what_waits()
    {
        var queue = Queue((messages, _) => Stored(messages), mostBatch: 2, mostQueued: 8);
        var appends = Enumerable.Range(0, 6).Select(at => queue.AppendAsync(Message(at), default).AsTask()).ToList();
        _gate.SetResult();
        await queue.DisposeAsync();
        await Task.WhenAll(appends).WaitAsync(TimeSpan.FromSeconds(20));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => queue.AppendAsync(Message(7), default).AsTask());
    }

    private AppendQueue Queue(Func<IReadOnlyList<IncomingMessage>, bool, IReadOnlyList<AppendResult>> commit, int mostBatch, int mostQueued) =>
        new(
            async (messages, opaque) =>
            {
                _groups.Add(messages.Count);
                await _gate.Task;
                return commit(messages, opaque);
            },
            (_, _) => { },
            mostBatch,
            mostQueued);

    private static List<AppendResult> Stored(IReadOnlyList<IncomingMessage> messages, bool opaque = false) =>
        [.. messages.Select(message => new AppendResult(long.Parse(message.ControlId, null), 0, default, Resend: false, opaque))];

    private static IncomingMessage Message(int number) => new("i", $"{number}", "T", [], null, false, ReadOnlyMemory<byte>.Empty, null);

    private static async Task UntilAsync(Func<bool> reached)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!reached())
        {
            Assert.False(deadline.IsCancellationRequested, "The writer never took the first group.");
            await Task.Yield();
        }
    }
}
