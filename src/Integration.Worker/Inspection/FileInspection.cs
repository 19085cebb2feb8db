using Integration.Hl7v2.Conformance;
using Integration.Hl7v2.Message;

namespace Integration.Worker.Inspection;

/// <summary>Looks at files as a listener would at what arrives, and then closer. Remembers the control ids of all files it has seen.</summary>
/// <param name="defaultCharset">Where MSH-18 is empty; null finds out: UTF-8, or windows-1252 where it is not.</param>
internal sealed class FileInspection(Hl7Charset? defaultCharset)
{
    /// <summary>Findings of one message; more help nobody.</summary>
    private const int MostFindings = 200;

    private readonly Hl7ParseOptions _options = new() { DefaultCharset = defaultCharset ?? Hl7Charset.Utf8 };
    private readonly Dictionary<string, (string File, int Index)> _controlIds = [];

    /// <summary>At least one entry for every file: a file without a message is one that is not readable.</summary>
    public IReadOnlyList<InspectedMessage> Inspect(string file, ReadOnlyMemory<byte> bytes)
    {
        var contents = Hl7File.Read(bytes);
        if (contents.Messages.Count == 0)
        {
            return [Unreadable(file, "NoMessage", "expected a message that begins with MSH; the file holds none")];
        }

        var messages = contents.Messages.Select(piece => Inspect(file, piece, contents.MarkedCharset)).ToList();
        var ofFile = contents.Problems.Select(problem => new InspectionProblem(problem.Location.ToString(), Sentence(problem.Expected, ""), problem.Kind.ToString(), InspectionSeverity.Warning, problem.ByteOffset)).ToList();
        messages[0] = messages[0] with { Problems = [.. ofFile, .. messages[0].Problems] };
        return messages;
    }

    public static InspectedMessage Unreadable(string file, string rule, string error) =>
        new(file, 0, "", "", "", "", [], [new InspectionProblem("message", error, rule, InspectionSeverity.Error, null)], Readable: false, "", "", "");

    private InspectedMessage Inspect(string file, Hl7Piece piece, Hl7Charset? marked)
    {
        var problems = new List<InspectionProblem>();
        var result = Parse(piece, marked, problems);
        problems.AddRange(result.Problems.Select(problem => Of(problem, InspectionSeverity.Error, piece.ByteOffset)));
        var segments = new List<string>();
        if (result.Message is { } message)
        {
            segments.AddRange(message.Segments.Select(segment => segment.Name));
            problems.AddRange(message.Warnings.Select(warning => Of(warning, InspectionSeverity.Warning, piece.ByteOffset)));
            problems.AddRange(ConformanceCheck.Check(message, MostFindings).Select(Of));
            problems.AddRange(TransportNotes.Of(piece.Bytes.Span).Select(note => new InspectionProblem("message", note.Text, note.Rule, InspectionSeverity.Note, null)));
        }

        var header = result.Header;
        if (header is { ControlId.Length: > 0 } && !_controlIds.TryAdd($"{header.SendingApplication.Full}|{header.SendingFacility.Full}|{header.ControlId}", (file, piece.Index)))
        {
            problems.Add(new InspectionProblem("MSH-10", $"expected a control id of its own; {Path.GetFileName(file)} is not the first with it", "ControlIdReused", InspectionSeverity.Note, null));
        }

        return new InspectedMessage(
            file,
            piece.Index,
            header?.MessageType ?? "",
            header?.TriggerEvent ?? "",
            header?.ControlId ?? "",
            header is null ? "" : CharacterSets.Name(header.Charset),
            segments,
            problems,
            result.Message is not null,
            result.Message?.Structure?.Name ?? header?.StructureHint ?? "",
            header is null ? "" : $"{header.SendingApplication.Name} {header.SendingFacility.Name}".Trim(),
            header?.Version ?? "");
    }

    private Hl7ParseResult Parse(Hl7Piece piece, Hl7Charset? marked, List<InspectionProblem> problems)
    {
        var result = Hl7Parser.Parse(piece.Bytes, _options with { DefaultCharset = marked ?? _options.DefaultCharset });
        if (defaultCharset is not null || marked is not null || result.Header is not { DeclaredCharset: "" } || result.Problems is not [{ Kind: Hl7ProblemKind.Undecodable } broken, ..])
        {
            return result;
        }

        var western = Hl7Parser.Parse(piece.Bytes, _options with { DefaultCharset = Hl7Charset.Windows1252 });
        if (western.Message is null)
        {
            return result;
        }

        problems.Add(new InspectionProblem(
            broken.Location.ToString(),
            "expected a character set in MSH-18, as this is not UTF-8; it was read as windows-1252, which the interface has to name",
            "UndeclaredCharset",
            InspectionSeverity.Warning,
            piece.ByteOffset + broken.ByteOffset));
        return western;
    }

    private static InspectionProblem Of(Hl7Problem problem, InspectionSeverity severity, int start) =>
        new(problem.Location.ToString(), Sentence(problem.Expected, problem.Excerpt), problem.Kind.ToString(), severity, start + problem.ByteOffset);

    private static InspectionProblem Of(Hl7Finding finding) =>
        new(finding.Location.ToString(), Sentence(finding.Expected, finding.Excerpt), finding.Rule,
            finding.Severity == Hl7Severity.Warning ? InspectionSeverity.Warning : InspectionSeverity.Note, null);

    private static string Sentence(string expected, string excerpt) => excerpt.Length == 0 ? $"expected {expected}" : $"expected {expected}, found '{excerpt}'";
}
