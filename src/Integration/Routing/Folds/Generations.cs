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

    /// <summary>The active generation is terminal in Odoo: nothing more can be asked of that record, only told about it.</summary>
    public bool HasEnded => IsActive && Last!.Ended is not null;

    /// <summary>The active generation can still take what is said.</summary>
    public bool IsOpen => IsActive && !HasEnded;

    /// <summary>Gives the active generation these values, or opens the next one with them.</summary>
    public Generations Stand(IReadOnlyDictionary<string, string?> fields, IReadOnlyList<GenerationLine> lines, int most, DateTimeOffset? usefulUntil = null)
    {
        var number = IsActive ? Last!.Number : (Last?.Number ?? 0) + 1;
        var before = IsActive ? Opened.SkipLast(1) : Opened;
        return this with { Opened = [.. before.Append(new Generation(number, RecordStanding.Active, fields, lines, IsActive ? Last!.Ended : null, usefulUntil)).TakeLast(most)] };
    }

    /// <summary>Ends the active generation, if there is one, with the values it had last.</summary>
    public Generations End(RecordStanding standing) =>
        IsActive ? this with { Opened = [.. Opened.SkipLast(1), Last! with { Standing = standing }] } : this;

    /// <summary>
    /// After a statement. While the record can take it, all that is open stands on it. Once it is terminal in Odoo, what is open beyond it opens the next generation and lets go of it; without such, it is given the
    /// statement nevertheless, so that people are told what they did not get.
    /// </summary>
    /// <param name="open">What was asked for and not answered by any generation.</param>
    /// <param name="told">The same, leaving out what the last generation answered.</param>
    public Generations Say(IReadOnlyDictionary<string, string?> fields, IReadOnlyList<GenerationLine> open, IReadOnlyList<GenerationLine> told, int most, DateTimeOffset? usefulUntil = null) =>
        (HasEnded, open.Count, told.Count) switch
        {
            (true, > 0, _) => End(RecordStanding.Lapsed).Stand(fields, open, most, usefulUntil),
            (true, _, > 0) => Stand(fields, told, most, usefulUntil),
            (false, > 0, _) => Stand(fields, open, most, usefulUntil),
            _ => End(RecordStanding.Withdrawn),
        };

    /// <param name="record">As in <see cref="NameOf"/>.</param>
    public bool Names(string record) => Opened.Any(generation => NameOf(generation) == record);

    public bool IsLive(string record) => IsActive && NameOf(Last!) == record;

    /// <summary>The external id after domain and surrogate: <c>_nls_g1</c>.</summary>
    public string NameOf(Generation generation) => $"{Key}_g{generation.Number}";

    /// <summary>Marks the active generation as terminal in Odoo, or as open again.</summary>
    public Generations Observe(RecordEnd end) => this with { Opened = [.. Opened.SkipLast(1), Last! with { Ended = end == RecordEnd.None ? null : end }] };

    /// <summary>The active generation was called off in Odoo by us, before something was heard by which it was wanted all along: what stands on it stands on the next one.</summary>
    public Generations Renew(int most) => End(RecordStanding.Withdrawn).Stand(Last!.Fields, Last.Lines, most, Last.UsefulUntil);

    public IEnumerable<DesiredRecord> Show(string domain, long surrogate) => Opened.Select(generation =>
    {
        var id = $"{ExternalIds.Module}{domain}_{surrogate}{NameOf(generation)}";
        return new DesiredRecord(id, Kind, generation.Standing, generation.Fields, [.. generation.Lines.Select(line => new DesiredLine($"{id}_{line.Key}", line.Fields))], generation.UsefulUntil);
    });
}

/// <param name="Ended">How its record ended in Odoo; null while it has not.</param>
/// <param name="UsefulUntil">As in <see cref="DesiredRecord.UsefulUntil"/>.</param>
internal sealed record Generation(
    int Number, RecordStanding Standing, IReadOnlyDictionary<string, string?> Fields, IReadOnlyList<GenerationLine> Lines, RecordEnd? Ended = null, DateTimeOffset? UsefulUntil = null);

/// <param name="Key">The part of the line's external id after the record's.</param>
internal sealed record GenerationLine(string Key, IReadOnlyDictionary<string, string?> Fields);
