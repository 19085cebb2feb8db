namespace Integration.Journal;

/// <summary>Which outcomes of a message its sender wants to be told once they are final.</summary>
public enum AnswerWish
{
    None,
    Always,
    OnError,
    OnSuccess,
}

/// <summary>
/// Answers that tell senders what became of their messages. One becomes due in the transaction of the message's final outcome, and again when the message is sent again; it is made from what the journal holds, so nothing is stored twice.
/// </summary>
public interface IAnswerJournal
{
    /// <summary>
    /// Takes a lease on answers of one interface that are due, in the order of their messages; one whose message is in flight again or held waits for its outcome. What has waited longer than <paramref name="giveUpAfter"/>, on any interface, is given up here.
    /// </summary>
    Task<IReadOnlyList<DueAnswer>> ClaimAnswersAsync(string worker, string interfaceName, int most, TimeSpan lease, TimeSpan giveUpAfter, CancellationToken cancellationToken);

    /// <summary>Records what became of claimed answers; one that is no longer this worker's, or tells something else by now, is left as it is.</summary>
    Task RecordAnswersAsync(string worker, IReadOnlyList<AnswerAttempt> attempts, CancellationToken cancellationToken);
}

/// <summary>An answer a worker holds a lease on.</summary>
/// <param name="Sequence">Of the message it answers.</param>
/// <param name="Positive">Whether the message was taken in.</param>
/// <param name="Outcome">The message's, with its <paramref name="Reason"/>.</param>
/// <param name="DecidedAt">UTC, database clock: when the message got its outcome.</param>
/// <param name="Starts">How often it was tried, this time included.</param>
/// <param name="Body">Null once purged.</param>
public sealed record DueAnswer(long Sequence, bool Positive, MessageOutcome Outcome, string? Reason, DateTimeOffset DecidedAt, int Starts, byte[]? Body);

/// <summary>What became of trying to give an answer.</summary>
/// <param name="Fault">Null when it was sent; else why not, without content.</param>
/// <param name="RetryAfter">Null when it is not tried again.</param>
public sealed record AnswerAttempt(DueAnswer Answer, string? Fault, TimeSpan? RetryAfter);

/// <summary>Where an answer stands.</summary>
internal enum AnswerState
{
    Waiting,
    Sent,
    GivenUp,
}
