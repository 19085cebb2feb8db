using System.Text.Json.Serialization;

namespace Integration.Worker.Inspection;

/// <summary>What one message of a file is, and what is wrong with it. Holds nothing of its content but header fields.</summary>
/// <param name="File">The path as it was given.</param>
/// <param name="Index">Which message of the file, from 0.</param>
/// <param name="Type">MSH-9.1; empty where no header can be read.</param>
/// <param name="Trigger">MSH-9.2.</param>
/// <param name="Structure">The structure it is read with, by MSH-9.1 and MSH-9.2; else MSH-9.3.</param>
/// <param name="Sender">MSH-3.1 and MSH-4.1.</param>
/// <param name="Encoding">The character set it is read in.</param>
/// <param name="Segments">Names in the order sent.</param>
internal sealed record InspectedMessage(
    string File,
    int Index,
    string Type,
    string Trigger,
    string ControlId,
    string Encoding,
    IReadOnlyList<string> Segments,
    IReadOnlyList<InspectionProblem> Problems,
    bool Readable,
    string Structure,
    string Sender,
    string Version);

/// <summary>error: not readable, would be refused. warning: against the standard. note: allowed, but to be known.</summary>
internal enum InspectionSeverity
{
    Error,
    Warning,
    Note,
}

/// <param name="At">A path such as <c>PID-5.1</c>, or <c>message</c>.</param>
/// <param name="Rule">Name of the kind of problem.</param>
/// <param name="Byte">Offset in the file, from 0, where one byte is at fault.</param>
internal sealed record InspectionProblem(
    string At,
    string Error,
    string Rule,
    InspectionSeverity Severity,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Byte);
