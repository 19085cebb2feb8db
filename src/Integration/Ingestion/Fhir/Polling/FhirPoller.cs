using Integration.Contracts;
using Integration.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Integration.Ingestion.Fhir.Polling;

/// <summary>Asks the server of every interface that has one, until it is told to stop. One worker asks for an interface; the others look whether it still does.</summary>
internal sealed class FhirPoller(
    ListeningInterfaces listening, FhirConnections connections, PollingOptions options, IPollingJournal journal, IEventJournal events, PollHints hints,
    ILogger<FhirPoller> log) : BackgroundService
{
    private readonly string _worker = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.CreateVersion7():N}/polls";

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await journal.EndLeadsAsync(_worker, cancellationToken);
        }
        catch (Exception fault) when (fault is JournalUnavailableException or OperationCanceledException)
        {
            // The next worker waits for the lease to run out.
            FhirLog.JournalAway(log, "*", fault.GetType().Name);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(listening.Interfaces.Where(feed => feed.Fhir?.Server is not null).Select(feed => WatchAsync(feed, stoppingToken)));

    private async Task WatchAsync(InterfaceDefinition feed, CancellationToken stoppingToken)
    {
        await Task.Yield();
        FhirLog.Asking(log, feed.Name, feed.Fhir!.Server!);
        InterfacePoll? poll = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                poll ??= connections.Polls(feed, _worker);
                await poll.LookAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (FhirServerException fault)
            {
                // Its certificate cannot be read: told where people look, and tried again.
                await events.SetConditionAsync(feed.Name, InterfaceEventKind.ServerAway, open: true, fault.Message, CancellationToken.None);
            }
            catch (JournalUnavailableException fault)
            {
                FhirLog.JournalAway(log, feed.Name, (fault.InnerException ?? fault).GetType().Name);
            }
#pragma warning disable CA1031 // A loop that ends is a server nobody asks: whatever happened is said, and the loop goes on.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                FhirLog.Failed(log, feed.Name, $"{fault.GetType().Name} at {fault.TargetSite?.DeclaringType?.Name}.{fault.TargetSite?.Name}");
            }

            await hints.WaitAsync(feed.Name, options.LookPause, stoppingToken);
        }
    }
}
