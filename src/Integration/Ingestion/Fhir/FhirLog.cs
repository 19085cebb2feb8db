using Microsoft.Extensions.Logging;

namespace Integration.Ingestion.Fhir;

internal static partial class FhirLog
{
    [LoggerMessage(1201, LogLevel.Information, "Interface {Interface} asks {Server}")]
    public static partial void Asking(ILogger log, string @interface, Uri server);

    [LoggerMessage(1202, LogLevel.Error, "Interface {Interface}: the journal does not take what its server is asked for ({Fault}); it is asked again")]
    public static partial void JournalAway(ILogger log, string @interface, string fault);

    [LoggerMessage(1203, LogLevel.Error, "Interface {Interface}: asking stopped with {Fault}; it is tried again")]
    public static partial void Failed(ILogger log, string @interface, string fault);
}
