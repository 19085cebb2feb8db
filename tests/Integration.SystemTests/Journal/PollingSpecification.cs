using Integration.Journal;

namespace Integration.SystemTests.Journal;

public sealed class SqlitePollingTests() : PollingSpecification(new SqliteStore());

public sealed class PostgresPollingTests() : PollingSpecification(new PostgresStore());

public abstract class PollingSpecification(TestStore store) : JournalSpecification(store)
{
    private static readonly DateTimeOffset s_noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [JournalFact]
    public async Task One_worker_asks_for_an_interface_at_a_time_and_another_takes_over_when_it_stops_or_falls_silent()
    {
        var first = await Task.WhenAll(Enumerable.Range(0, 4).Select(number => Journal.LeadAsync($"w{number}", Interface, Hour, default)));
        Assert.Single(first, standing => standing is not null);
        var leader = $"w{Array.FindIndex(first, standing => standing is not null)}";

        Assert.Null(await AnotherProcess().LeadAsync("other", Interface, Hour, default));
        Assert.NotNull(await Journal.LeadAsync(leader, Interface, Hour, default));
        Assert.NotNull(await Journal.LeadAsync("other", "telemetry", Hour, default));

        await Journal.EndLeadsAsync(leader, default);
        Assert.NotNull(await AnotherProcess().LeadAsync("other", Interface, Hour, default));
        await Store.ExecuteAsync("update poll_lead set lease_until = 1");
        Assert.NotNull(await Journal.LeadAsync("third", Interface, Hour, default));
    }

    [JournalFact]
    public async Task A_watermark_moves_only_in_the_hands_of_the_leader_and_keeps_the_words_of_the_server()
    {
        await Journal.LeadAsync("w", Interface, Hour, default);
        Assert.True(await Journal.SavePollAsync("w", Interface, "Appointment", new Watermark("2026-11-20T13:00:00.1234567+01:00", s_noon), null, default));
        Assert.True(await Journal.SavePollAsync("w", Interface, "Appointment", null, "12 read", default));
        Assert.False(await AnotherProcess().SavePollAsync("other", Interface, "Appointment", new Watermark("later", s_noon.AddDays(1)), "0 read", default));

        var standing = await AnotherProcess().LeadAsync("w", Interface, Hour, default);
        var thing = Assert.Single(standing!.Things);
        Assert.Equal(("Appointment", "2026-11-20T13:00:00.1234567+01:00", s_noon, "12 read"), (thing.Thing, thing.Watermark!.Text, thing.Watermark.At, thing.Outcome));
        Assert.InRange((standing.Now - thing.PolledAt!.Value).TotalSeconds, 0, 60);
        Assert.Empty(await Journal.PollsAsync("telemetry", default));
    }

    [JournalFact]
    public async Task A_hint_reaches_the_leader_whoever_gives_it()
    {
        await Journal.HintAsync("telemetry", default);
        Assert.Null((await Journal.LeadAsync("w", Interface, Hour, default))!.HintedAt);
        await AnotherProcess().HintAsync(Interface, default);
        var standing = await Journal.LeadAsync("w", Interface, Hour, default);
        Assert.InRange((standing!.Now - standing.HintedAt!.Value).TotalSeconds, 0, 60);
    }

    [JournalFact]
    public async Task Skipped_numbers_are_a_gap_until_they_are_read_back()
    {
        await MakeAsync(0);
        Assert.Equal([null, null, "2-3", null, "5-6", null, null], await HeardAsync(Event(1), Event(1), Event(4), Event(2), Count(6), Count(6), Event(7)));
        Assert.Equal((7L, new NumberGap(2, 6)), ((await OnlyAsync()).LastEvent!.Value, (await OnlyAsync()).Gap));

        await Journal.CloseGapAsync(Interface, "topic", 5, default);
        Assert.NotNull((await OnlyAsync()).Gap);
        await Journal.CloseGapAsync(Interface, "topic", 6, default);
        Assert.Null((await OnlyAsync()).Gap);
    }

    [JournalFact]
    public async Task A_server_that_counts_anew_is_followed_and_a_stranger_is_told()
    {
        await MakeAsync(41);
        Assert.Equal(new HeardResult(true, null, true), await Journal.HearAsync(Interface, "s1", Count(3), default));
        Assert.Equal(3, (await OnlyAsync()).LastEvent);
        Assert.Equal(new HeardResult(true, null, true), await Journal.HearAsync(Interface, "s1", new HeardEvents(1, 0, true, "active"), default));
        Assert.Equal((0L, "active"), ((await OnlyAsync()).LastEvent!.Value, (await OnlyAsync()).Status));
        Assert.Equal(HeardResult.Unknown, await Journal.HearAsync(Interface, "s2", Event(1), default));

        await Journal.SaveSubscriptionAsync(new SubscriptionLook(Interface, "topic", null, "gone", null), null, default);
        Assert.Equal(HeardResult.Unknown, await AnotherProcess().HearAsync(Interface, "s1", Event(1), default));
        Assert.Equal((0L, "gone", null), ((await OnlyAsync()).LastEvent!.Value, (await OnlyAsync()).Status, (await OnlyAsync()).EndsAt));
    }

    private static HeardEvents Event(long number) => new(number, number, false, null);

    private static HeardEvents Count(long number) => new(number + 1, number, true, null);

    private Task MakeAsync(long lastEvent) => Journal.SaveSubscriptionAsync(new SubscriptionLook(Interface, "topic", "s1", "requested", s_noon), lastEvent, default);

    private async Task<KnownSubscription> OnlyAsync() => Assert.Single(await AnotherProcess().SubscriptionsAsync(null, default));

    private async Task<List<string?>> HeardAsync(params HeardEvents[] all)
    {
        var gaps = new List<string?>();
        foreach (var heard in all)
        {
            gaps.Add((await Journal.HearAsync(Interface, "s1", heard, default)).Gap is { } gap ? $"{gap.From}-{gap.To}" : null);
        }

        return gaps;
    }
}
