using Microsoft.Extensions.Logging;

namespace Integration.Ingestion.Files;

internal static partial class FileLog
{
    [LoggerMessage(1101, LogLevel.Information, "Interface {Interface} takes files from {Folder}")]
    public static partial void Watching(ILogger log, string @interface, string folder);

    [LoggerMessage(1102, LogLevel.Information, "Interface {Interface}: file {File} has {Messages} messages: {Accepted} accepted, {Duplicates} duplicates, {Refused} refused; put into {Target}")]
    public static partial void Ended(ILogger log, string @interface, long file, long messages, long accepted, long duplicates, long refused, string target);

    [LoggerMessage(1103, LogLevel.Warning, "Interface {Interface}: file {File} is taken up again after {Taken} messages")]
    public static partial void Resumed(ILogger log, string @interface, long file, int taken);

    [LoggerMessage(1104, LogLevel.Warning, "Interface {Interface}: file {File}: {Problem}")]
    public static partial void Problem(ILogger log, string @interface, long file, string problem);

    [LoggerMessage(1105, LogLevel.Error, "Interface {Interface}: its folder cannot be used ({Fault}); it is tried again until it can")]
    public static partial void FolderAway(ILogger log, string @interface, string fault);

    [LoggerMessage(1106, LogLevel.Information, "Interface {Interface}: its folder can be used again")]
    public static partial void FolderBack(ILogger log, string @interface);

    [LoggerMessage(1107, LogLevel.Error, "Interface {Interface}: the journal does not take files ({Fault}); they stay where they are")]
    public static partial void JournalAway(ILogger log, string @interface, string fault);

    [LoggerMessage(1108, LogLevel.Error, "Interface {Interface}: files stopped with {Fault}; they are tried again")]
    public static partial void Failed(ILogger log, string @interface, string fault);

    [LoggerMessage(1109, LogLevel.Warning, "Interface {Interface}: an entry of its folder is not taken: {Reason}")]
    public static partial void NotTaken(ILogger log, string @interface, string reason);
}
