using Integration.Contracts;

namespace Integration.Routing.Folds.Beds;

/// <summary>What a visit tells a bed (with its departures) or a unit (without).</summary>
/// <param name="Bed">Null to a unit.</param>
/// <param name="Views">The newest last.</param>
internal sealed record VisitShare(string Unit, string? Bed, IReadOnlyList<VisitView> Views)
{
    public VisitView Now => Views[^1];

    /// <summary>What was known at an instant; null before anything was.</summary>
    public VisitView? At(DateTimeOffset cut) => Views.LastOrDefault(view => view.Said <= cut);

    /// <summary>The latest instant it speaks of; null while the visit is there.</summary>
    public DateTimeOffset? Over => Now.Stays.Any(stay => stay.To is null)
        ? null
        : Now.Stays.Select(stay => stay.To!.Value).Concat(Now.Departures.Select(left => left.At)).Concat(Now.Expected.Select(expected => expected.At ?? Now.Said)).Append(Now.Said).Max();

    /// <summary>It was over for so long by then that nobody asks any more.</summary>
    public bool IsForgotten(TimeSpan kept, DateTimeOffset passed) => Over is { } end && end + kept <= passed;
}

/// <summary>What housekeeping said of a bed, the newest last.</summary>
internal sealed record StatusShare(string Unit, string Bed, IReadOnlyList<SaidStatus> Statuses);

internal sealed record SaidStatus(BedCondition Status, DateTimeOffset At);
