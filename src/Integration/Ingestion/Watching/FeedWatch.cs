using Integration.Contracts;
using Integration.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Integration.Ingestion.Watching;

/// <summary>
/// Opens and ends the condition that an interface is idle. What the journal received last decides, so that all workers see the same; and since when anybody listens without a break, so that a start is no silence.
/// </summary>
internal sealed class FeedWatch(ListeningInterfaces listening, IngestionOptions options, IEventJournal journal, TimeProvider time, ILogger<FeedWatch> log) : BackgroundService
{
    /// <summary>Looks that may be missed, by a restart say, before listening counts as interrupted.</summary>
    private const int MostMissed = 3;

    private readonly Dictionary<string, InterfaceDefinition> _feeds = listening.Interfaces.ToDictionary(feed => feed.Name);

    public async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var feed in await journal.WatchFeedsAsync(_feeds.Keys, options.WatchPause * MostMissed, cancellationToken))
        {
            var isOpen = feed.Open.Contains(InterfaceEventKind.FeedIdle);
            var expect = _feeds[feed.Interface].Expect;
            if (!isOpen && expect is not null && expect.IsIdle(feed.Now, feed.LastAt, feed.ListenedSince ?? feed.Now))
            {
                var last = feed.LastAt is { } at ? $"the last one was {feed.LastType}, {at.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z" : "none ever came";
                if (await journal.SetConditionAsync(feed.Interface, InterfaceEventKind.FeedIdle, open: true, last, cancellationToken))
                {
                    WatchingLog.Idle(log, feed.Interface, expect.Silence!.Value);
                }
            }
            else if (isOpen && (expect?.Silence is not { } silence || feed.Now - feed.LastAt < silence) && await journal.SetConditionAsync(feed.Interface, InterfaceEventKind.FeedIdle, open: false, null, cancellationToken))
            {
                WatchingLog.Receiving(log, feed.Interface);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // A watch that ends is a silence nobody hears: whatever happened is said, and the next look comes.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                WatchingLog.NotWatched(log, fault.GetType().Name);
            }

            await Task.Delay(options.WatchPause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
