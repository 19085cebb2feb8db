using Integration.Contracts;

namespace Integration.Routing.Folds;

/// <summary>One thing known of an asset, where it stands in its story.</summary>
/// <param name="What">As in <see cref="AssetReading.What"/>; of an observation, the external id after domain and surrogate.</param>
/// <param name="At">Of a counter, the start of the interval of which <paramref name="Value"/> is the maximum.</param>
/// <param name="Sequence">Of the message that told it first; of a counter, of the one that told the maximum.</param>
internal sealed record AssetMark(
    AssetMarkKind Kind,
    string What,
    DateTimeOffset At,
    long Sequence,
    decimal? Value = null,
    string? Unit = null,
    AlarmPhase? Phase = null,
    int? Priority = null,
    bool? Asks = null,
    RecordEnd? End = null) : IComparable<AssetMark>
{
    public int CompareTo(AssetMark? other) => other is null ? 1 : Order.CompareTo(other.Order);

    /// <summary>Whether both tell one fact: counters of one interval are one, of which the greater value stays.</summary>
    public bool IsSame(AssetMark other) => Kind == AssetMarkKind.Counter
        ? (other.Kind, other.What, other.At) == (Kind, What, At)
        : other with { Sequence = 0 } == this with { Sequence = 0 };

    /// <summary>Of two marks of one fact, the one to keep, whichever came first.</summary>
    public AssetMark Or(AssetMark other) => (Value ?? 0, other.Sequence).CompareTo((other.Value ?? 0, Sequence)) >= 0 ? this : other;

    /// <summary>Whether the story is the same without it.</summary>
    /// <param name="before">The mark of the same thing before it.</param>
    /// <param name="after">The one after it.</param>
    public bool IsIdle(AssetMark before, AssetMark after) => Kind switch
    {
        AssetMarkKind.Counter => before.Value <= Value && Value <= after.Value,
        AssetMarkKind.Alarm => Phase == AlarmPhase.Continue && before.Phase is AlarmPhase.Start or AlarmPhase.Continue,
        AssetMarkKind.State => before.What == What,
        AssetMarkKind.Consumable => before.Value == Value,
        AssetMarkKind.Observation => false,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>What it is of: states are all of one thing.</summary>
    public (AssetMarkKind Kind, string What) Thing => (Kind, Kind == AssetMarkKind.State ? "" : What);

    private (DateTimeOffset, bool, AssetMarkKind, AlarmPhase, long, string) Order => (At, Kind == AssetMarkKind.Observation, Kind, Phase ?? AlarmPhase.Start, Sequence, What);
}

internal enum AssetMarkKind
{
    Counter,
    State,
    Alarm,
    Consumable,
    Observation,
}
