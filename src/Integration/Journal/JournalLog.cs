using Microsoft.Extensions.Logging;

namespace Integration.Journal;

internal static partial class JournalLog
{
    [LoggerMessage(1001, LogLevel.Warning, "The journal refused a group of {Count} messages ({Code}); it is halved to find the one.")]
    public static partial void GroupRefused(ILogger logger, int count, string code);

    [LoggerMessage(1002, LogLevel.Error, "The journal is not available ({Code}); {Count} messages were not stored and are not acknowledged.")]
    public static partial void AppendUnavailable(ILogger logger, int count, string code);

    [LoggerMessage(1003, LogLevel.Information, "A transaction gave way to another one ({Code}); try {Attempt} of {Most}.")]
    public static partial void GaveWay(ILogger logger, string code, int attempt, int most);

    [LoggerMessage(1004, LogLevel.Information, "Journal schema brought from {From} to {To}.")]
    public static partial void Migrated(ILogger logger, string from, string to);

    [LoggerMessage(1005, LogLevel.Error, "Message {Sequence} was started three times without an end and is parked as a defect.")]
    public static partial void MessageParked(ILogger logger, long sequence);

    [LoggerMessage(1006, LogLevel.Error, "Posting {ExternalId} was started three times without an end and is parked as a defect.")]
    public static partial void PostingParked(ILogger logger, string externalId);

    [LoggerMessage(1007, LogLevel.Warning, "Worker {Worker} recorded posting {ExternalId} after its lease was lost: it is due again, in doubt.")]
    public static partial void PostingLeaseLost(ILogger logger, string worker, string externalId);

    [LoggerMessage(1008, LogLevel.Error, "Wake-up {Id} was started three times without an end and is parked as a defect.")]
    public static partial void TickParked(ILogger logger, long id);

    [LoggerMessage(1009, LogLevel.Error, "Observation {Sequence} was started three times without an end and is parked as a defect.")]
    public static partial void ObservationParked(ILogger logger, long sequence);

    [LoggerMessage(1010, LogLevel.Error, "Interface {Interface}: {Count} answers that senders asked for could not be given within {Time}; they are given up until somebody runs: integration release answers {Interface}")]
    public static partial void AnswersGivenUp(ILogger logger, string @interface, int count, TimeSpan time);

    [LoggerMessage(1011, LogLevel.Warning, "The journal's log could not be moved into its file (SQLite {Code}); nothing is lost, the log grows until the next try.")]
    public static partial void CheckpointFailed(ILogger logger, int code);
}
