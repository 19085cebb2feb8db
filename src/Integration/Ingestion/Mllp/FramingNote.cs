using System.Diagnostics;
using System.Globalization;
using Integration.Contracts;
using Integration.Hl7v2.Mllp;

namespace Integration.Ingestion.Mllp;

/// <summary>A framing problem in the words of the events: what is wrong, and the control id of the message that was cut, because its sender will send it again.</summary>
internal static class FramingNote
{
    public static (InterfaceEventKind Kind, string Detail) Of(MllpProblem problem)
    {
        var kind = problem.Kind switch
        {
            MllpProblemKind.Garbage => InterfaceEventKind.Garbage,
            MllpProblemKind.MissingStart => InterfaceEventKind.MissingStart,
            MllpProblemKind.MissingEnd => InterfaceEventKind.MissingEnd,
            MllpProblemKind.TooLong => InterfaceEventKind.TooLong,
            MllpProblemKind.Truncated => InterfaceEventKind.Truncated,
            _ => throw new UnreachableException(),
        };
        var length = string.Create(CultureInfo.InvariantCulture, $"{problem.Length} bytes");
        return (kind, problem.ReadHeader() is { ControlId.Length: > 0 } header ? $"{length} of message {header.ControlId}" : length);
    }
}
