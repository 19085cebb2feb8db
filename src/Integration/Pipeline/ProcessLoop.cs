using System.Collections.Concurrent;
using Integration.Contracts;
using Integration.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Integration.Pipeline;

/// <summary>Claims what is due and processes it, until it is told to stop; what is in hand is finished first.</summary>
internal sealed class ProcessLoop(
    IJournal journal,
    ProcessStep step,
    TableCache tables,
    Translator translator,
    ProcessSignal signal,
    WakeUpPublisher wakeUps,
    AnswerSignals answers,
    EventNoted noted,
    PipelineOptions options,
    TimeProvider time,
    ILogger<ProcessLoop> log) : BackgroundService
{
    /// <summary>By worker: what it had in hand when the journal went away, or when a lease was lost.</summary>
    private readonly ConcurrentDictionary<string, ClaimsInHand> _left = new();

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Loop.RunAsync("process", options.ProcessWorkers, RunOnceAsync, signal.Signal, options.Sweep, time, log, stoppingToken);

    /// <returns>Whether there may be more at once.</returns>
    private async Task<bool> RunOnceAsync(string worker, CancellationToken cancellationToken)
    {
        await GiveBackAsync(worker, cancellationToken);
        var hand = new InHand();
        try
        {
            return await RunAsync(worker, hand, cancellationToken);
        }
        catch (JournalUnavailableException)
        {
            _left[worker] = hand.Claims;
            throw;
        }
        catch (LeaseLostException)
        {
            // What others took meanwhile was started here without an end, and that counts; the rest of the batch has nothing to do with it.
            _left[worker] = new ClaimsInHand([], [], []);
            throw;
        }
    }

    /// <summary>Throws while the journal is away, so that nothing new is claimed before the old is given back; the loop comes again after a pause.</summary>
    private async Task GiveBackAsync(string worker, CancellationToken cancellationToken)
    {
        if (_left.TryGetValue(worker, out var left))
        {
            await journal.ReturnClaimsAsync(worker, left, cancellationToken);
            _left.TryRemove(worker, out _);
            PipelineLog.GivenBack(log, worker, left.Messages.Count, left.Ticks.Count + left.Observations.Count);
        }
    }

    private async Task<bool> RunAsync(string worker, InHand hand, CancellationToken cancellationToken)
    {
        var messages = await journal.ClaimMessagesAsync(worker, options.ProcessBatch, options.ProcessLease, translator.Priorities, cancellationToken);
        hand.Claims = hand.Claims with { Messages = [.. messages.Select(message => message.Sequence)] };
        var ticks = await journal.ClaimTicksAsync(worker, options.ProcessBatch, options.ProcessLease, cancellationToken);
        hand.Claims = hand.Claims with { Ticks = [.. ticks.Select(tick => tick.Id)] };
        var observations = await journal.ClaimObservationsAsync(worker, options.ProcessBatch, options.ProcessLease, cancellationToken);
        hand.Claims = hand.Claims with { Observations = [.. observations.Select(seen => seen.Sequence)] };
        if (messages.Count + ticks.Count + observations.Count == 0)
        {
            return false;
        }

        foreach (var conflict in messages.Where(message => message is { ControlIdConflict: true, Starts: 1, Replay: null }))
        {
            noted(conflict.Interface, InterfaceEventKind.ControlIdReused, "", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"message {conflict.Sequence}"));
        }

        // What was claimed is finished even when the process is asked to stop: its lease would only make others wait.
        var current = await tables.CurrentAsync(CancellationToken.None);
        var due = await ProcessAsync(worker, messages, ticks, observations, current);
        wakeUps.Due(due.Count == 0 ? [] : translator.DatabasesOf(messages.Select(message => message.Interface).Concat(ticks.Select(tick => tick.Interface))));
        answers.Set(messages.Select(message => message.Interface));
        PipelineLog.Processed(log, messages.Count, ticks.Count, observations.Count, due.Count);
        return true;
    }

    private async Task<IReadOnlyList<string>> ProcessAsync(
        string worker, IReadOnlyList<ClaimedMessage> messages, IReadOnlyList<ClaimedTick> ticks, IReadOnlyList<ClaimedObservation> observations, CodeTables current)
    {
        try
        {
            return await step.RunAsync(worker, messages, ticks, observations, current, CancellationToken.None);
        }
#pragma warning disable CA1031 // One message that our code cannot digest must not stop the others of its batch: they are tried one by one.
        catch (Exception fault) when (fault is not JournalUnavailableException and not LeaseLostException && messages.Count + ticks.Count + observations.Count > 1)
#pragma warning restore CA1031
        {
            PipelineLog.BatchFailed(log, messages.Count, fault.GetType().Name);
        }

        var due = new List<string>();
        foreach (var message in messages)
        {
            due.AddRange(await ProcessAloneAsync(worker, message, current));
        }

        foreach (var tick in ticks)
        {
            due.AddRange(await step.RunAsync(worker, [], [tick], [], current, CancellationToken.None));
        }

        foreach (var seen in observations)
        {
            due.AddRange(await step.RunAsync(worker, [], [], [seen], current, CancellationToken.None));
        }

        return due;
    }

    private async Task<IReadOnlyList<string>> ProcessAloneAsync(string worker, ClaimedMessage message, CodeTables current)
    {
        try
        {
            return await step.RunAsync(worker, [message], [], [], current, CancellationToken.None);
        }
#pragma warning disable CA1031 // A defect of ours parks this message, named, and nothing else.
        catch (Exception fault) when (fault is not JournalUnavailableException and not LeaseLostException)
#pragma warning restore CA1031
        {
            PipelineLog.MessageDefect(log, message.Sequence, fault.GetType().Name);
            var closes = step.KeysToClose(message, current);
            await using var transaction = await journal.OpenFoldsAsync(worker, closes, CancellationToken.None);
            var verdict = new MessageVerdict(message.Sequence, MessageOutcome.Parked, $"defect: {fault.GetType().Name}; report it with this sequence", null, [], null, [.. closes]);
            return await transaction.CommitAsync(new FoldCommit([], [], [verdict], []), CancellationToken.None);
        }
    }

    /// <summary>Grows with every claim, and is there when one of them fails.</summary>
    private sealed class InHand
    {
        public ClaimsInHand Claims { get; set; } = new([], [], []);
    }
}
