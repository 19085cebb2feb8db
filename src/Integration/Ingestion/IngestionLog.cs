using System.Net;
using Microsoft.Extensions.Logging;

namespace Integration.Ingestion;

internal static partial class IngestionLog
{
    [LoggerMessage(1001, LogLevel.Information, "Interface {Interface} listens on {Address}")]
    public static partial void Listening(ILogger log, string @interface, IPEndPoint address);

    [LoggerMessage(1002, LogLevel.Error, "Interface {Interface}: the journal did not take a message ({Fault}); it was not answered and the connection was closed, so that the sender keeps it")]
    public static partial void NotAnswered(ILogger log, string @interface, string fault);

    [LoggerMessage(1003, LogLevel.Warning, "Interface {Interface}: message {Sequence} is refused with {Code}: {Reasons}")]
    public static partial void Refused(ILogger log, string @interface, long sequence, string code, string reasons);

    [LoggerMessage(1004, LogLevel.Error, "Interface {Interface}: message {Sequence} could not be stored as it is; it was kept as opaque bytes and refused with AE")]
    public static partial void NotStorable(ILogger log, string @interface, long sequence);

    [LoggerMessage(1005, LogLevel.Warning, "Interface {Interface}: connection {Connection}: {Problem}, {Bytes} bytes")]
    public static partial void FramingProblem(ILogger log, string @interface, long connection, string problem, long bytes);

    [LoggerMessage(1006, LogLevel.Information, "Interface {Interface}: connection {Connection} ended: {End}, fault {Fault}")]
    public static partial void Closed(ILogger log, string @interface, long connection, string end, string fault);

    [LoggerMessage(1007, LogLevel.Warning, "Interface {Interface}: a connection over the bound of {Most} was closed at once")]
    public static partial void TooManyConnections(ILogger log, string @interface, int most);

    [LoggerMessage(1020, LogLevel.Warning, "Interface {Interface}: {Count} connections from {Address} were closed at once: {Reason}")]
    public static partial void TurnedAway(ILogger log, string @interface, long count, IPAddress address, string reason);

    [LoggerMessage(1021, LogLevel.Information, "Interface {Interface}: new connections get the certificate {Subject}, good until {NotAfter}")]
    public static partial void CertificateTaken(ILogger log, string @interface, string subject, DateTimeOffset notAfter);

    [LoggerMessage(1022, LogLevel.Error, "Interface {Interface}: the changed certificate is not taken up and the one before stays: {Error}")]
    public static partial void CertificateNotTaken(ILogger log, string @interface, string error);

    [LoggerMessage(1008, LogLevel.Error, "Interface {Interface}: the system did not accept a connection: {Fault}")]
    public static partial void AcceptFailed(ILogger log, string @interface, string fault);

    [LoggerMessage(1009, LogLevel.Warning, "Interface {Interface}: a frame with {Messages} messages is not as its batch says: {Problem} at {Location}, byte {Offset}: expected {Expected}")]
    public static partial void BatchProblem(ILogger log, string @interface, int messages, string problem, string location, int offset, string expected);

    [LoggerMessage(1012, LogLevel.Warning, "Interface {Interface}: its sender asks in MSH-16 to be told what became of its messages, and is told nothing: application-answers in the interface file says where answers go")]
    public static partial void NotToldAfterMapping(ILogger log, string @interface);
}
