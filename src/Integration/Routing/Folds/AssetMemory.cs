namespace Integration.Routing.Folds;

/// <summary>All that is known of an asset at one point of its story.</summary>
/// <param name="State">As last told; null before it told any.</param>
/// <param name="Newest">Time of the newest mark; null before the first.</param>
/// <param name="Ahead">Observations of records the story has not come to: a device's clock may be ahead of Odoo's.</param>
internal sealed record AssetMemory(
    IReadOnlyList<AssetCounter> Counters,
    IReadOnlyList<AssetThreshold> Thresholds,
    IReadOnlyList<AssetCause> Causes,
    IReadOnlyList<AssetSupply> Supplies,
    AssetMark? State,
    DateTimeOffset? Newest,
    IReadOnlyList<AssetMark> Ahead)
{
    public static AssetMemory Nothing { get; } = new([], [], [], [], null, null, []);

    /// <summary>Everything that may have records, in the order of their keys.</summary>
    public IEnumerable<Generations> Records =>
        Causes.Select(cause => cause.Requests).Concat(Thresholds.Select(threshold => threshold.Requests)).Concat(Supplies.Select(supply => supply.Transfers))
            .OrderBy(generations => generations.Key, StringComparer.Ordinal);

    /// <summary>The list with one of its members in place of the one it follows from, or at its end.</summary>
    public static IReadOnlyList<T> With<T>(IReadOnlyList<T> list, T? before, T now)
        where T : class => before is null ? [.. list, now] : [.. list.Select(one => ReferenceEquals(one, before) ? now : one)];
}
