using Integration.Contracts;
using Integration.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Integration.Ingestion.Watching;

/// <summary>
/// Takes notes of events and writes them once a second, apart from whoever answers senders: noting counts up in memory and never waits. What is told apart between two writes is bounded; the rest is counted as lost. Notes wait for a
/// journal that is away; a process that is killed takes those of its last second with it.
/// </summary>
public sealed class EventRecorder(IEventJournal journal, TimeProvider time, ILogger<EventRecorder> log) : BackgroundService
{
    /// <summary>Events told apart between two writes.</summary>
    public const int Most = 1000;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Dictionary<(string Interface, InterfaceEventKind Kind, string Subject), Noted> _notes = [];

    /// <inheritdoc cref="EventNoted"/>
    public void Note(string interfaceName, InterfaceEventKind kind, string subject, string? detail)
    {
        var now = time.GetTimestamp();
        lock (_gate)
        {
            Add((interfaceName, kind, subject), new Noted(1, now, now, detail));
        }
    }

    /// <summary>Writes what is noted; what cannot be written is kept.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        Dictionary<(string Interface, InterfaceEventKind Kind, string Subject), Noted> notes;
        lock (_gate)
        {
            (notes, _notes) = (_notes, []);
        }

        if (notes.Count == 0)
        {
            return;
        }

        try
        {
            await journal.RecordEventsAsync(
                [.. notes.Select(one => new EventNote(one.Key.Interface, one.Key.Kind, one.Key.Subject, one.Value.Count, time.GetElapsedTime(one.Value.First), time.GetElapsedTime(one.Value.Last), one.Value.Detail))],
                cancellationToken);
        }
        catch (Exception fault) when (fault is JournalUnavailableException or OperationCanceledException)
        {
            lock (_gate)
            {
                foreach (var (key, noted) in notes)
                {
                    Add(key, noted);
                }
            }

            throw;
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(s_pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await TryAsync(CancellationToken.None);
        }
    }

    private async Task TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FlushAsync(cancellationToken);
        }
        catch (JournalUnavailableException fault)
        {
            WatchingLog.NotRecorded(log, (fault.InnerException ?? fault).GetType().Name);
        }
#pragma warning disable CA1031 // Events are about the work and must not end it: whatever happened is said, and the next are written.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            WatchingLog.NotRecorded(log, fault.GetType().Name);
        }
    }

    private void Add((string Interface, InterfaceEventKind Kind, string Subject) key, Noted noted)
    {
        if (!_notes.TryGetValue(key, out var there) && _notes.Count >= Most)
        {
            key = (key.Interface, InterfaceEventKind.EventsLost, "");
            _notes.TryGetValue(key, out there);
        }

        _notes[key] = there is null ? noted : new Noted(there.Count + noted.Count, Math.Min(there.First, noted.First), Math.Max(there.Last, noted.Last), noted.Last >= there.Last ? noted.Detail : there.Detail);
    }

    /// <param name="First">On the clock's own scale.</param>
    private sealed record Noted(long Count, long First, long Last, string? Detail);
}
