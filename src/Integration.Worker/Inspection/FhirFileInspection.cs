using System.Text.RegularExpressions;
using Integration.Fhir.Elements;
using Integration.Worker.Commands;

namespace Integration.Worker.Inspection;

/// <summary>Looks at files that hold FHIR: a resource, a bundle, or a resource a line (NDJSON). A bundle is told by itself and then the resource of each entry.</summary>
internal static partial class FhirFileInspection
{
    /// <summary>A file is a whole day's export as often as a message, so it may be as large as a file may be. Findings beyond 200 help nobody.</summary>
    private static readonly FhirReadOptions s_options = new() { MaxBytes = int.MaxValue, MaxElements = 10_000_000, MaxProblems = 200 };

    /// <summary>By its content: a file's name says little. XML is taken for FHIR too, so that it is told what is wrong with it.</summary>
    public static bool IsFhir(ReadOnlySpan<byte> bytes) => WithoutMark(bytes).TrimStart(" \t\r\n\0"u8) is [(byte)'{' or (byte)'[' or (byte)'<', ..];

    /// <summary>At least one entry for every file.</summary>
    public static IReadOnlyList<InspectedResource> Inspect(string file, ReadOnlyMemory<byte> bytes)
    {
        var whole = FhirReader.Read(bytes, s_options);
        var lines = whole.Root is null && whole.Problems is [{ Rule: "NotJson" }] ? Lines(bytes).ToList() : [];
        return lines is [var (_, _, first), _, ..] && FhirReader.Read(first, s_options).Root is not null
            ? [.. lines.SelectMany(line => Inspect(file, $"line {Output.Number(line.Number)}", line.Offset, FhirReader.Read(line.Bytes, s_options)))]
            : Marked(bytes.Span, Inspect(file, "", 0, whole));
    }

    private static List<InspectedResource> Inspect(string file, string at, int offset, FhirReadResult result)
    {
        var problems = result.Problems.Select(problem => (Entry: EntryResource().Match(problem.Location) is { Success: true } match ? match.Value : "", Problem: Of(problem, offset))).ToLookup(one => one.Entry, one => one.Problem);
        var resources = new List<InspectedResource> { Of(file, at, result.Root, [.. problems[""]]) };
        foreach (var resource in (result.Root is { Type: "Bundle" } bundle ? bundle.Named("entry") : []).SelectMany(entry => entry.Named("resource")))
        {
            resources.Add(Of(file, at.Length == 0 ? resource.Location : $"{at} {resource.Location}", resource, [.. problems[resource.Location]]));
        }

        return resources;
    }

    private static InspectedResource Of(string file, string at, FhirElement? resource, List<InspectionProblem> problems) => new(
        file,
        at,
        resource?.Type ?? "",
        resource?.Id ?? "",
        resource?.VersionId ?? "",
        resource?.LastUpdated ?? "",
        [.. resource?.Profiles ?? []],
        problems,
        resource is not null && problems.TrueForAll(problem => problem.Severity != InspectionSeverity.Error));

    private static InspectionProblem Of(FhirProblem problem, int offset) => new(
        problem.Location.Length == 0 ? "resource" : problem.Location,
        $"expected {problem.Expected}",
        problem.Rule,
        problem.Severity == FhirSeverity.Error ? InspectionSeverity.Error : InspectionSeverity.Warning,
        offset + (int)problem.ByteOffset);

    private static List<InspectedResource> Marked(ReadOnlySpan<byte> bytes, List<InspectedResource> resources)
    {
        if (WithoutMark(bytes).Length != bytes.Length)
        {
            var note = new InspectionProblem("resource", "expected no byte-order mark (RFC 8259, section 8.1)", "ByteOrderMark", InspectionSeverity.Note, 0);
            resources[0] = resources[0] with { Problems = [note, .. resources[0].Problems] };
        }

        return resources;
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, .. var rest] => rest,
        [0xFF, 0xFE, .. var rest] => rest,
        [0xFE, 0xFF, .. var rest] => rest,
        _ => bytes,
    };

    /// <summary>Lines with anything on them, numbered from 1.</summary>
    private static IEnumerable<(int Number, int Offset, ReadOnlyMemory<byte> Bytes)> Lines(ReadOnlyMemory<byte> bytes)
    {
        for (int number = 1, from = 0; from < bytes.Length; number++)
        {
            var length = bytes.Span[from..].IndexOf((byte)'\n') is >= 0 and var end ? end : bytes.Length - from;
            var line = bytes.Slice(from, length);
            if (!line.Span.Trim(" \t\r"u8).IsEmpty)
            {
                yield return (number, from, line);
            }

            from += length + 1;
        }
    }

    /// <summary>The resource of an entry, at the beginning of a location in it.</summary>
    [GeneratedRegex(@"^Bundle\.entry\[\d+\]\.resource(?=\.|$)", RegexOptions.CultureInvariant)]
    private static partial Regex EntryResource();
}
