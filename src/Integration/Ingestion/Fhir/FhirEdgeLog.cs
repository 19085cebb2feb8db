using System.Net;
using Microsoft.Extensions.Logging;

namespace Integration.Ingestion.Fhir;

internal static partial class FhirEdgeLog
{
    [LoggerMessage(1301, LogLevel.Information, "Interface {Interface} takes FHIR at {Address}")]
    public static partial void Listening(ILogger log, string @interface, Uri address);

    [LoggerMessage(1302, LogLevel.Warning, "Interface {Interface}: message {Sequence} is refused: {Reasons}")]
    public static partial void Refused(ILogger log, string @interface, long sequence, string reasons);

    [LoggerMessage(1303, LogLevel.Error, "Interface {Interface}: the journal did not take a request ({Fault}); it was answered 503, so that the sender keeps it")]
    public static partial void JournalAway(ILogger log, string @interface, string fault);

    [LoggerMessage(1304, LogLevel.Error, "Interface {Interface}: a request failed with {Fault}; it was answered 500")]
    public static partial void Failed(ILogger log, string @interface, string fault);

    [LoggerMessage(1305, LogLevel.Warning, "Interface {Interface}: {Count} requests from {Address} were turned away: {Reason}")]
    public static partial void TurnedAway(ILogger log, string @interface, long count, IPAddress address, string reason);

    [LoggerMessage(1306, LogLevel.Warning, "Interface {Interface}: every user of this machine can read the secret in {File}; give the file mode 0600")]
    public static partial void ReadableByAll(ILogger log, string @interface, string file);

    [LoggerMessage(1307, LogLevel.Error, "Interface {Interface}: its secret cannot be read any more ({Fault}); the one before stays")]
    public static partial void SecretAway(ILogger log, string @interface, string fault);

    [LoggerMessage(1308, LogLevel.Information, "Interface {Interface}: a request took longer than {Most} and was given up")]
    public static partial void TooSlow(ILogger log, string @interface, TimeSpan most);
}
