using Integration.Contracts;

namespace Integration.Routing.Folds;

/// <summary>All generations of one record (rule 5): at most the last is active, and one that was called off or lapsed is never taken up again.</summary>
/// <param name="Kind">As in <see cref="DesiredRecord.Kind"/>.</param>
/// <param name="Key">The part of the external id between surrogate and generation, with the underscore before it; empty where the domain key has one record only.</param>
/// <param name="Opened">In order of their numbers; the oldest have left it once there are too many.</param>
internal sealed record Generations(string Kind, string Key, IReadOnlyList<Generation> Opened)
{
    public Generation? Last => Opened.Count == 0 ? null : Opened[^1];

    public bool IsActive => Last?.Standing == RecordStanding.Active;

    /// <summary>Gives the active generation these values, or opens the next one with them.</summary>
    public Generations Stand(IReadOnlyDictionary<string, string?> fields, IReadOnlyList<GenerationLine> lines, int most)
    {
        var number = IsActive ? Last!.Number : (Last?.Number ?? 0) + 1;
        var before = IsActive ? Opened.SkipLast(1) : Opened;
        return this with { Opened = [.. before.Append(new Generation(number, RecordStanding.Active, fields, lines)).TakeLast(most)] };
    }

    /// <summary>Ends the active generation, if there is one, with the values it had last.</summary>
    public Generations End(RecordStanding standing) =>
        IsActive ? this with { Opened = [.. Opened.SkipLast(1), Last! with { Standing = standing }] } : this;

    public IEnumerable<DesiredRecord> Show(string domain, long surrogate) => Opened.Select(generation =>
    {
        var id = $"{ExternalIds.Module}{domain}_{surrogate}{Key}_g{generation.Number}";
        return new DesiredRecord(id, Kind, generation.Standing, generation.Fields, [.. generation.Lines.Select(line => new DesiredLine($"{id}_{line.Key}", line.Fields))]);
    });
}

internal sealed record Generation(int Number, RecordStanding Standing, IReadOnlyDictionary<string, string?> Fields, IReadOnlyList<GenerationLine> Lines);

/// <param name="Key">The part of the line's external id after the record's.</param>
internal sealed record GenerationLine(string Key, IReadOnlyDictionary<string, string?> Fields);
