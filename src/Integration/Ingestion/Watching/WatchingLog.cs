using Microsoft.Extensions.Logging;

namespace Integration.Ingestion.Watching;

internal static partial class WatchingLog
{
    [LoggerMessage(1201, LogLevel.Warning, "Events of interfaces could not be written ({Fault}); they wait")]
    public static partial void NotRecorded(ILogger log, string fault);

    [LoggerMessage(1202, LogLevel.Warning, "Interface {Interface}: nothing came for longer than the {Silence} expected")]
    public static partial void Idle(ILogger log, string @interface, TimeSpan silence);

    [LoggerMessage(1203, LogLevel.Information, "Interface {Interface}: messages come again")]
    public static partial void Receiving(ILogger log, string @interface);

    [LoggerMessage(1204, LogLevel.Warning, "Whether interfaces are idle could not be looked up ({Fault})")]
    public static partial void NotWatched(ILogger log, string fault);
}
