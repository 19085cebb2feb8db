using System.Collections.Concurrent;
using System.Globalization;
using Integration.Contracts;
using Integration.Hl7v2;
using Integration.Hl7v2.Message;
using Integration.Ingestion;
using Integration.Ingestion.Mllp;
using Integration.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Integration.Pipeline;

/// <summary>
/// Tells senders that ask for it what became of their messages: one loop for each interface with a way to them, so that none waits for the receiver of another. An answer is given at least once, with the same control id each time.
/// </summary>
internal sealed class AnswerLoop(
    IAnswerJournal journal,
    ListeningInterfaces listening,
    MllpListener listener,
    AnswerSignals signals,
    PipelineOptions options,
    TimeProvider time,
    ILogger<AnswerLoop> log) : BackgroundService
{
    private const string GivenUp = "the message could not be processed and was given up here";

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(listening.Interfaces.Where(definition => definition.ApplicationAnswers is not null).Select(definition =>
        Loop.RunAsync($"answer-{definition.Name}", 1, (worker, token) => RunOnceAsync(definition, worker, token), signals.Of(definition.Name), options.Sweep, time, log, stoppingToken)));

    /// <returns>Whether there may be more at once.</returns>
    private async Task<bool> RunOnceAsync(InterfaceDefinition definition, string worker, CancellationToken cancellationToken)
    {
        await using var line = new AnswerLine(definition.Name, definition.ApplicationAnswers!, listener, options.AnswerTimeOut, time);

        // Where nobody could take an answer none is claimed, so that a worker that has the sender's connection finds them; what has waited too long is given up all the same.
        var most = line.CanSend ? options.AnswerBatch : 0;
        var began = time.GetTimestamp();
        var claimed = await journal.ClaimAnswersAsync(worker, definition.Name, most, options.AnswerLease, options.AnswerGiveUp, cancellationToken);
        if (claimed.Count == 0)
        {
            return false;
        }

        var attempts = new List<AnswerAttempt>(claimed.Count);
        string? fault = null;
        foreach (var answer in claimed)
        {
            if (cancellationToken.IsCancellationRequested || time.GetElapsedTime(began) > options.AnswerLease / 2)
            {
                attempts.Add(new AnswerAttempt(answer, "not tried yet", TimeSpan.Zero));
                continue;
            }

            var attempt = fault is null || !line.IsShared ? await GiveAsync(definition, line, answer, cancellationToken) : new AnswerAttempt(answer, fault, Delay(answer));
            fault = attempt.Fault ?? fault;
            attempts.Add(attempt);
        }

        await journal.RecordAnswersAsync(worker, attempts, CancellationToken.None);
        PipelineLog.Answered(log, definition.Name, attempts.Count(attempt => attempt.Fault is null), attempts.Count(attempt => attempt.Fault is not null), fault ?? "none");
        return fault is null && claimed.Count == options.AnswerBatch;
    }

    private async Task<AnswerAttempt> GiveAsync(InterfaceDefinition definition, AnswerLine line, DueAnswer answer, CancellationToken cancellationToken)
    {
        if (answer.Body is not { } body)
        {
            return new AnswerAttempt(answer, "the body of the message is no longer kept", null);
        }

        var request = Hl7Parser.Parse(body, new Hl7ParseOptions { DefaultCharset = CharacterSets.Read(definition.Sender.CharacterSet) });
        if (request.Header is not { } header)
        {
            return new AnswerAttempt(answer, "the header of the message cannot be read", null);
        }

        try
        {
            var fault = await line.SendAsync(header, Write(answer, header, request.Message, line.WantsAccept), cancellationToken);
            return new AnswerAttempt(answer, fault, fault is null ? null : Delay(answer));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new AnswerAttempt(answer, "interrupted by a stop", TimeSpan.Zero);
        }
    }

    /// <summary>All of it follows from the journal, so it is the same each time; the control id differs from that of the accept acknowledgement, and of an answer with the other verdict.</summary>
    private static byte[] Write(DueAnswer answer, MessageHeader header, Hl7Message? request, bool wantsAccept)
    {
        var code = answer.Positive ? AcknowledgementCode.AA : answer.Outcome == MessageOutcome.Rejected ? AcknowledgementCode.AR : AcknowledgementCode.AE;
        var reason = answer.Outcome == MessageOutcome.Suppressed ? GivenUp : answer.Reason ?? GivenUp;
        IReadOnlyList<AcknowledgementError> errors = answer.Positive ? [] : [new AcknowledgementError(ErrorCondition.ApplicationInternalError, Hl7Location.Message, reason)];
        var controlId = string.Create(CultureInfo.InvariantCulture, $"{answer.Sequence}-{code}");
        return new ApplicationAnswer(new Acknowledgement(code, controlId, answer.DecidedAt, errors), wantsAccept).ToBytes(header, request);
    }

    /// <summary>Twice as long each time.</summary>
    private TimeSpan Delay(DueAnswer answer)
    {
        var delay = options.AnswerRetryFirst * Math.Pow(2, Math.Min(answer.Starts - 1, 30));
        return delay < options.AnswerRetryMost ? delay : options.AnswerRetryMost;
    }
}

/// <summary>Tells the answer loops of this process that something may be due; the sweep finds what other processes decided.</summary>
internal sealed class AnswerSignals(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, WorkSignal> _signals = new();

    public WorkSignal Of(string interfaceName) => _signals.GetOrAdd(interfaceName, _ => new WorkSignal(time));

    public void Set(IEnumerable<string> interfaces)
    {
        foreach (var name in interfaces.Distinct())
        {
            Of(name).Set();
        }
    }
}
