using Integration.Hl7v2.Message;
using Integration.Mapping.Files;

namespace Integration.Mapping.Inbound;

/// <summary>
/// Where a sender puts what the standard has elsewhere, from its profile: mappings keep to the standard's positions, and every path they read goes through here. A field moves within its segment; a segment goes by a
/// name of the sender's own. Neither can lead to who a patient is.
/// </summary>
internal sealed class SenderPositions(IReadOnlyDictionary<string, string> positions)
{
    /// <summary>More than the longest segment of the standard has fields, several times over.</summary>
    public const int Most = 200;

    /// <summary>MSH says how all else is read; the others say who a patient is, or hold what people typed (rule 25).</summary>
    private static readonly string[] Fixed = ["MSH", "PID", "PD1", "MRG", "NK1", "GT1", "IN1", "IN2", "IN3", "NTE"];

    private readonly Dictionary<(string Segment, int Field), Hl7Path> _fields = positions
        .Where(one => IsField(one.Key)).ToDictionary(one => (Parsed(one.Key)!.Segment, Parsed(one.Key)!.Field), one => Parsed(one.Value) ?? throw new InvalidOperationException($"'{one.Value}' is no field, which loading should have said."));

    /// <summary>The same path where this sender has it; the path itself where nothing is moved.</summary>
    public Hl7Path Of(Hl7Path path)
    {
        if (positions.Count == 0)
        {
            return path;
        }

        var (segment, field) = _fields.TryGetValue((path.Segment, path.Field), out var moved) ? (moved.Segment, moved.Field) : (SegmentOf(path.Segment), path.Field);
        return segment == path.Segment && field == path.Field ? path : path.At(segment, field);
    }

    public string SegmentOf(string segment) => positions.GetValueOrDefault(segment, segment);

    /// <summary>Reads <c>positions: { ITM-14: ITM-15, IVT: ITV }</c>, and reports what cannot be meant.</summary>
    public static IReadOnlyDictionary<string, string> Read(YamlMap map)
    {
        var positions = map.TextEntries();
        if (positions.Count > Most)
        {
            map.Problem($"There may be {Most} positions, not {positions.Count}.");
        }

        foreach (var (standard, sent) in positions)
        {
            if (Wrong(standard, sent, positions) is { } problem)
            {
                map.Problem(map.Find(standard), problem);
            }
        }

        foreach (var shared in positions.GroupBy(one => one.Value).Where(group => group.Count() > 1))
        {
            map.Problem(map.Find(shared.Last().Key), $"{string.Join(" and ", shared.Select(one => one.Key))} cannot both stand at {shared.Key}.");
        }

        return positions;
    }

    private static string? Wrong(string standard, string sent, IReadOnlyDictionary<string, string> positions)
    {
        if (IsField(standard) != IsField(sent) || !(IsField(standard) || (IsSegment(standard) && IsSegment(sent))))
        {
            return $"'{standard}: {sent}' is no position: a field of the standard by the sender's (ITM-14: ITM-15), or a segment by the sender's name for it (IVT: ITV).";
        }

        if (standard == sent)
        {
            return $"'{standard}' stands where the standard has it: leave it out.";
        }

        if (Fixed.Contains(standard[..3]) || Fixed.Contains(sent[..3]))
        {
            return $"{(Fixed.Contains(standard[..3]) ? standard : sent)} cannot be moved: {string.Join(", ", Fixed)} are read where the standard has them, or not at all.";
        }

        return IsField(standard) && sent[..3] != standard[..3] && sent[..3] != positions.GetValueOrDefault(standard[..3])
            ? $"'{standard}' can only move within its segment, or to the name the sender has for it."
            : null;
    }

    private static bool IsSegment(string text) => text.Length == 3 && Parsed($"{text}-1") is not null;

    private static bool IsField(string text) => Parsed(text) is { } path && path.ToString() == text && path is { Component: 0, Occurrence: 1, Repetition: 1 };

    private static Hl7Path? Parsed(string text) => Hl7Path.Parse(text).TryGet(out var path, out _) ? path : null;
}
