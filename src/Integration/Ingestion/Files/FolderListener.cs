using Integration.Contracts;
using Integration.Ingestion.Fhir;
using Integration.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Integration.Ingestion.Files;

/// <summary>Looks into the folder of every interface that has one, until it is told to stop. A folder or a journal that is away is told once and tried again.</summary>
internal sealed class FolderListener(
    ListeningInterfaces listening,
    IngestionOptions options,
    IMessageAppend messages,
    IFileJournal files,
    MessageAppended appended,
    EventNoted noted,
    IEventJournal events,
    TimeProvider time,
    ILogger<FolderListener> log) : BackgroundService
{
    private readonly string _worker = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.CreateVersion7():N}/files";

    private readonly Dictionary<string, (InterfaceDefinition Feed, DropFolder Folder)> _folders = listening.Interfaces.Where(feed => feed.Folder is not null)
        .ToDictionary(feed => feed.Name, feed => (feed, new DropFolder(feed.Folder!)));

    /// <exception cref="IOException">A folder cannot be written.</exception>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (name, (feed, folder)) in _folders)
        {
            try
            {
                folder.Prepare();
            }
            catch (IOException fault)
            {
                throw new IOException($"Interface {name}: {fault.Message}", fault);
            }

            FileLog.Watching(log, name, feed.Folder!);
        }

        return base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(_folders.Values.Select(one => WatchAsync(one.Feed, one.Folder, stoppingToken)));

    private async Task WatchAsync(InterfaceDefinition feed, DropFolder folder, CancellationToken stoppingToken)
    {
        await Task.Yield();
        var intake = new FolderIntake(feed.Name, _worker, folder, Reading(feed), files, noted, options, time, log);

        // Unknown at first: another run of this process may have left the condition open.
        bool? isAway = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await intake.LookAsync(stoppingToken);
                if (isAway != false && await events.SetConditionAsync(feed.Name, InterfaceEventKind.FolderAway, open: false, null, stoppingToken))
                {
                    FileLog.FolderBack(log, feed.Name);
                }

                isAway = false;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (JournalUnavailableException fault)
            {
                FileLog.JournalAway(log, feed.Name, (fault.InnerException ?? fault).GetType().Name);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                if (isAway != true)
                {
                    FileLog.FolderAway(log, feed.Name, fault.GetType().Name);
                    isAway = await ToldAsync(feed.Name, fault, stoppingToken) ? true : isAway;
                }
            }
#pragma warning disable CA1031 // A loop that ends is a folder nobody looks into: whatever happened is said, and the loop goes on.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                FileLog.Failed(log, feed.Name, $"{fault.GetType().Name} at {fault.TargetSite?.DeclaringType?.Name}.{fault.TargetSite?.Name}");
            }

            await Task.Delay(options.FolderPause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private IFileReading Reading(InterfaceDefinition feed) => feed.Fhir is null
        ? new Hl7Files(new MessageIntake(feed, messages, appended, noted, options.MaxFrameBytes, log), files, options)
        : new FhirFiles(new FhirIntake(feed, messages, files, appended, noted, log), options);

    /// <returns>False when the journal could not be told, so that it is tried again.</returns>
    private async Task<bool> ToldAsync(string interfaceName, Exception fault, CancellationToken stoppingToken)
    {
        try
        {
            await events.SetConditionAsync(interfaceName, InterfaceEventKind.FolderAway, open: true, fault.GetType().Name, stoppingToken);
            return true;
        }
        catch (Exception away) when (away is JournalUnavailableException or OperationCanceledException)
        {
            return false;
        }
    }
}
