using System.Text.Json;
using Integration.Contracts;
using Integration.Journal;
using Integration.SystemTests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Integration.SystemTests.Scenarios.CommandLine;

/// <summary>The verbs over what is known of interfaces, on an embedded journal.</summary>
public sealed class What_interfaces_did : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("integration-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Events_and_feeds_say_what_is_open_and_what_to_do()
    {
        var path = Path.Combine(_folder.FullName, "journal.db");
        await using (var journal = JournalRegistration.Open(new JournalOptions { Store = JournalStore.Sqlite, Path = path }, NullLoggerFactory.Instance))
        {
            await journal.MigrateAsync(default);
            await journal.RecordEventsAsync([new EventNote("north-or-schedule", InterfaceEventKind.SequenceGap, "", 3, default, default, "9 to 10 did not come")], default);
            await journal.WatchFeedsAsync(["north-or-schedule"], TimeSpan.FromHours(1), default);
            await journal.SetConditionAsync("north-or-schedule", InterfaceEventKind.FeedIdle, open: true, "none ever came", default);
            await journal.LeadAsync("w", "north-ehr", TimeSpan.FromHours(1), default);
            await journal.SavePollAsync("w", "north-ehr", "Appointment", new Watermark("2026-11-22T10:15:00.000Z", DateTimeOffset.UnixEpoch), "1 page, 3 new", default);
            await journal.SaveSubscriptionAsync(new SubscriptionLook("north-ehr", "http://ehr.example/topic", "S1", "active", null), 0, default);
            await journal.HearAsync("north-ehr", "S1", new HeardEvents(3, 3, Counts: false, null), default);
        }

        var environment = new Dictionary<string, string> { ["Integration__Journal__Store"] = "Sqlite", ["Integration__Journal__Path"] = path };
        var (code, said) = await WorkerProcess.RunAsync(environment, "events");
        await using var feeds = await WorkerProcess.EndedAsync(environment, "feeds", "--json");

        Assert.Equal(1, code);
        Assert.Contains("feed-idle", said, StringComparison.Ordinal);
        Assert.Contains("OPEN", said, StringComparison.Ordinal);
        Assert.Contains("sequence-gap: Messages may be missing: ask the sender for the numbers named.", said, StringComparison.Ordinal);
        var rows = JsonDocument.Parse(feeds.Printed).RootElement.EnumerateArray().ToDictionary(row => row.GetProperty("interface").GetString()!);
        var asked = Assert.Single(rows["north-ehr"].GetProperty("polls").EnumerateArray());
        Assert.Equal(("Appointment", "2026-11-22T10:15:00.000Z", "1 page, 3 new"), (asked.GetProperty("type").GetString(), asked.GetProperty("takenInUpTo").GetString(), asked.GetProperty("outcome").GetString()));
        var subscribed = Assert.Single(rows["north-ehr"].GetProperty("subscriptions").EnumerateArray());
        Assert.Equal(("active", 3, 1, 2), (subscribed.GetProperty("status").GetString(), subscribed.GetProperty("lastEvent").GetInt64(), subscribed.GetProperty("missing").GetProperty("from").GetInt64(), subscribed.GetProperty("missing").GetProperty("to").GetInt64()));
        Assert.Empty(rows["north-or-schedule"].GetProperty("polls").EnumerateArray());
        Assert.StartsWith("IDLE since ", rows["north-or-schedule"].GetProperty("state").GetString(), StringComparison.Ordinal);
        Assert.Equal(("nobody listens", "127.0.0.1:2575"), (rows["north-supply-requisitions"].GetProperty("state").GetString(), rows["north-supply-requisitions"].GetProperty("listensOn").GetString()));
    }
}
