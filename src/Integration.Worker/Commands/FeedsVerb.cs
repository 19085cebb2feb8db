using System.CommandLine;
using System.Globalization;
using Integration.Contracts;
using Integration.Journal;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>integration feeds</summary>
internal static class FeedsVerb
{
    /// <summary>A worker says every <c>WatchPause</c> that it listens; after this many nobody does.</summary>
    private const int MostMissed = 3;

    public static Command Create()
    {
        var settings = CommonOptions.SettingsFile();
        var json = CommonOptions.Json();
        var command = new Command("feeds", "How every interface stands: where it listens, its mode, its last message, today's messages by outcome, and whether it is idle.") { settings, json };
        command.Runs(async (parsed, cancellationToken) =>
        {
            var file = parsed.GetValue(settings);
            var configuration = WorkerConfiguration.Read(file);
            var errors = new List<string>();
            var options = Settings.Bind<Ingestion.IngestionOptions>(configuration, Ingestion.IngestionOptions.Section, errors);
            if (MappingFiles.Read(configuration, errors) is not { } files || errors.Count > 0)
            {
                throw new SettingsException(errors);
            }

            await using var journal = await JournalSession.OpenAsync(file, cancellationToken);
            var standings = (await journal.FeedsAsync(cancellationToken)).ToDictionary(feed => feed.Interface);
            var polls = await journal.PollsAsync(null, cancellationToken);
            var subscriptions = await journal.SubscriptionsAsync(null, cancellationToken);
            var rows = files.Interfaces.Select(feed => Row.Of(feed, standings.GetValueOrDefault(feed.Name), options.WatchPause * MostMissed) with
            {
                Polls = [.. polls.Where(poll => poll.Interface == feed.Name).Select(poll => new AskedType(poll.Thing, poll.Watermark?.Text, poll.PolledAt, poll.Outcome))],
                Subscriptions = [.. subscriptions.Where(one => one.Interface == feed.Name).Select(one => new Subscribed(one.Name, one.Id, one.Status, one.EndsAt, one.HeardAt, one.LastEvent, one.Gap))],
            }).ToList();
            if (parsed.GetValue(json))
            {
                Output.Json(rows);
                return ExitCode.Done;
            }

            Output.Table(
                "Interfaces",
                ["interface", "listens on", "mode", "state", "last message", "today", "open"],
                rows.Select(row => (IReadOnlyList<string>)
                [
                    row.Interface, row.ListensOn, Output.Word(row.Mode), row.State, row.LastAt is null ? "never" : $"{Output.Time(row.LastAt)} {row.LastType}",
                    row.Today.Count == 0 ? "-" : string.Join(", ", row.Today.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Value} {entry.Key}"))),
                    row.Open.Count == 0 ? "-" : string.Join(", ", row.Open.Select(Output.Word)),
                ]));
            PrintAsked(polls, subscriptions);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>How far FHIR servers were asked, and how the subscriptions with them stand.</summary>
    private static void PrintAsked(IReadOnlyList<PolledThing> polls, IReadOnlyList<KnownSubscription> subscriptions)
    {
        if (polls.Count > 0)
        {
            Output.Table(
                "Servers that are asked",
                ["interface", "type", "taken in up to", "last poll", "outcome"],
                polls.Select(poll => (IReadOnlyList<string>)[poll.Interface, poll.Thing, poll.Watermark?.Text ?? "-", poll.PolledAt is null ? "never" : Output.Time(poll.PolledAt), poll.Outcome ?? "-"]));
        }

        if (subscriptions.Count > 0)
        {
            Output.Table(
                "Subscriptions",
                ["interface", "for", "id", "status", "until", "last heard", "last event", "missing"],
                subscriptions.Select(one => (IReadOnlyList<string>)
                [
                    one.Interface, one.Name, one.Id ?? "-", one.Status, one.EndsAt is null ? "-" : Output.Time(one.EndsAt), one.HeardAt is null ? "never" : Output.Time(one.HeardAt),
                    one.LastEvent is { } last ? Output.Number(last) : "-", one.Gap is { } gap ? string.Create(CultureInfo.InvariantCulture, $"{gap.From} to {gap.To}") : "-",
                ]));
        }
    }

    /// <param name="TakenInUpTo">As the server wrote it.</param>
    private sealed record AskedType(string Type, string? TakenInUpTo, DateTimeOffset? LastPoll, string? Outcome);

    /// <param name="Missing">Numbers of events that did not come and were not read back yet.</param>
    private sealed record Subscribed(string For, string? Id, string Status, DateTimeOffset? Until, DateTimeOffset? LastHeard, long? LastEvent, NumberGap? Missing);

    /// <param name="State">receiving, quiet since …, idle since …, never, or nobody listens.</param>
    /// <param name="Today">Messages of today (UTC) by outcome.</param>
    private sealed record Row(
        string Interface,
        string ListensOn,
        InterfaceMode Mode,
        string State,
        DateTimeOffset? LastAt,
        string? LastType,
        IReadOnlyDictionary<string, long> Today,
        IReadOnlyList<InterfaceEventKind> Open)
    {
        /// <summary>Without an expectation a feed counts as receiving for this long after a message.</summary>
        private static readonly TimeSpan s_receiving = TimeSpan.FromMinutes(15);

        /// <summary>How far its server was asked, by resource type; empty where it asks none.</summary>
        public IReadOnlyList<AskedType> Polls { get; init; } = [];

        public IReadOnlyList<Subscribed> Subscriptions { get; init; } = [];

        public static Row Of(InterfaceDefinition feed, FeedStanding? standing, TimeSpan missed) => new(
            feed.Name,
            feed.Folder ?? $"{feed.Address}:{feed.Port.ToString(CultureInfo.InvariantCulture)}",
            feed.Mode,
            StateOf(feed, standing, missed),
            standing?.LastAt,
            standing?.LastType,
            standing?.Today.ToDictionary(entry => Output.Word(entry.Key), entry => entry.Value) ?? [],
            standing?.Open ?? []);

        private static string StateOf(InterfaceDefinition feed, FeedStanding? standing, TimeSpan missed)
        {
            if (standing is null || standing.SeenAt is null || standing.Now - standing.SeenAt > missed)
            {
                return "nobody listens";
            }

            if (standing.Open.Contains(InterfaceEventKind.FeedIdle))
            {
                return $"IDLE since {Output.Time(standing.LastAt ?? standing.ListenedSince)}";
            }

            return standing.LastAt is not { } last ? "never" : standing.Now - last < (feed.Expect?.Silence ?? s_receiving) ? "receiving" : $"quiet since {Output.Time(last)}";
        }
    }
}
