using System.Globalization;
using Integration.Contracts;
using Integration.Ingestion;
using Integration.Ingestion.Watching;
using Integration.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Integration.SystemTests.Journal;

public sealed class SqliteEventTests() : EventSpecification(new SqliteStore());

public sealed class PostgresEventTests() : EventSpecification(new PostgresStore());

public abstract class EventSpecification(TestStore store) : JournalSpecification(store)
{
    [JournalFact]
    public async Task Events_are_counted_up_by_interface_kind_subject_and_day()
    {
        await Journal.RecordEventsAsync([Note("a", 2, "first"), Note("b", 1, null)], default);
        await AnotherProcess().RecordEventsAsync([Note("a", 3, "last\u0000\ud800"), Note("a", 1, "before", TimeSpan.FromDays(2))], default);

        Assert.Equal(["a 5 last", "b 1 ", "a 1 before"], (await Journal.EventsAsync(Interface, null, 10, default)).Select(Words).OrderByDescending(words => words.Contains(" 5 ", StringComparison.Ordinal)).ThenByDescending(words => words[0]));
        Assert.Equal(2, (await Journal.EventsAsync(null, TimeProvider.System.GetUtcNow().AddHours(-1), 10, default)).Count);
        Assert.Empty(await Journal.EventsAsync("telemetry", null, 10, default));
        Assert.Equal(7, Assert.Single(await Journal.CountEventsAsync(default)).Count);
    }

    [JournalFact]
    public async Task A_condition_is_open_once_until_it_ends_and_opens_again()
    {
        var here = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Journal.SetConditionAsync(Interface, InterfaceEventKind.FeedIdle, open: true, "why", default)));
        Assert.Single(here, changed => changed);
        Assert.True((await OnlyAsync()).IsOpen);

        Assert.True(await Journal.SetConditionAsync(Interface, InterfaceEventKind.FeedIdle, open: false, null, default));
        Assert.False(await Journal.SetConditionAsync(Interface, InterfaceEventKind.FeedIdle, open: false, null, default));
        Assert.Equal((false, true, 1L), ((await OnlyAsync()).IsOpen, (await OnlyAsync()).ClosedAt is not null, (await OnlyAsync()).Count));

        Assert.True(await Journal.SetConditionAsync(Interface, InterfaceEventKind.FeedIdle, open: true, "again", default));
        Assert.Equal((true, false, 2L, "again"), ((await OnlyAsync()).IsOpen, (await OnlyAsync()).ClosedAt is not null, (await OnlyAsync()).Count, (await OnlyAsync()).Detail));
        Assert.Equal([InterfaceEventKind.FeedIdle], Assert.Single(await Journal.WatchFeedsAsync([Interface], Hour, default)).Open);

        async Task<InterfaceEvent> OnlyAsync() => Assert.Single(await Journal.EventsAsync(null, null, 10, default));
    }

    [JournalFact]
    public async Task A_feed_shows_its_last_message_and_since_when_somebody_listens()
    {
        await Journal.WatchFeedsAsync([Interface, "telemetry"], Hour, default);
        await AppendAsync("one");
        var last = await Journal.AppendAsync(Message("two") with { Type = "SIU^S15" }, default);
        await Store.ExecuteAsync("update interface_watch set since = since - 60000000");
        await AnotherProcess().WatchFeedsAsync([Interface, "telemetry"], Hour, default);
        var standings = (await Journal.FeedsAsync(default)).ToDictionary(feed => feed.Interface);

        var feed = standings[Interface];
        Assert.Equal((last.AnswerAt, "SIU^S15", 2L), (feed.LastAt, feed.LastType, feed.Today[MessageOutcome.InFlight]));
        Assert.Null(standings["telemetry"].LastAt);
        Assert.InRange((feed.Now - feed.ListenedSince!.Value).TotalSeconds, 60, 600);
        await Store.ExecuteAsync("update interface_watch set seen_at = seen_at - 3700000000");
        Assert.All(await Journal.WatchFeedsAsync([Interface], Hour, default), restarted => Assert.InRange((restarted.Now - restarted.ListenedSince!.Value).TotalSeconds, 0, 30));
    }

    [JournalFact]
    public async Task Sequence_numbers_are_followed_in_the_order_of_the_journal_across_processes()
    {
        var findings = new List<string>();
        foreach (var (journal, number) in new[] { (Journal, 7L), (AnotherProcess(), 8L), (Journal, 8L), (Journal, 11L), (Journal, 0L), (Journal, 12L), (AnotherProcess(), 1L), (Journal, -1L), (Journal, 40L) })
        {
            var result = await journal.AppendAsync(Message($"m{findings.Count}") with { Link = new LinkNumber("APP FAC", number) }, default);
            findings.Add(result.Link is { } link ? $"{link.Kind} {link.Detail}" : "");
        }

        Assert.Equal(["", "", "SequenceRepeat 8 came again", "SequenceGap 9 to 10 did not come", "SequenceRestart the link was started (0)", "", "SequenceRestart 1 came after 12", "SequenceRestart the sender gave up its place (-1)", ""], findings);
        Assert.Null((await Journal.AppendAsync(Message("m0") with { Link = new LinkNumber("APP FAC", 7) }, default)).Link);
        Assert.Null((await Journal.AppendAsync(Message("other") with { Link = new LinkNumber("APP LAKE", 3) }, default)).Link);
    }

    [JournalFact]
    public async Task A_silent_feed_is_idle_until_a_message_comes_and_not_right_after_a_start()
    {
        var feed = new InterfaceDefinition(Interface, "OR", "", 0, 1, InterfaceMode.Post, new SenderProfile([], [], [], ControlIdUse.Unique, "UTF-8", new Dictionary<string, string>(), null), new Dictionary<string, string>(), "North")
        {
            Expect = new FeedExpectation(TimeSpan.FromMinutes(15), null, null),
        };
        using var watch = new FeedWatch(new ListeningInterfaces([feed]), new IngestionOptions(), Journal, TimeProvider.System, NullLogger<FeedWatch>.Instance);
        await AppendAsync("old");
        await Store.ExecuteAsync("update message_received set last_at = last_at - 3600000000");
        await watch.LookAsync(default);
        Assert.Empty(await Journal.EventsAsync(null, null, 10, default));

        await Store.ExecuteAsync("update interface_watch set since = since - 3600000000");
        await watch.LookAsync(default);
        await watch.LookAsync(default);
        var idle = Assert.Single(await Journal.EventsAsync(null, null, 10, default));
        Assert.Equal((InterfaceEventKind.FeedIdle, true, 1L), (idle.Kind, idle.IsOpen, idle.Count));
        Assert.StartsWith("the last one was SIU^S12, ", idle.Detail, StringComparison.Ordinal);

        await AppendAsync("new");
        await watch.LookAsync(default);
        Assert.False(Assert.Single(await Journal.EventsAsync(null, null, 10, default)).IsOpen);
    }

    private static EventNote Note(string subject, long count, string? detail, TimeSpan ago = default) => new(Interface, InterfaceEventKind.MessageRefused, subject, count, ago, ago, detail);

    private static string Words(InterfaceEvent one) => string.Create(CultureInfo.InvariantCulture, $"{one.Subject} {one.Count} {one.Detail}");
}
