namespace Integration.Routing.Folds;

/// <summary>
/// A counter over all its lives: the greatest reading since the last reset, on top of what was reached before it. An interval whose greatest reading is below half of that maximum is a reset (a part was changed, a memory lost), which is known once
/// the interval is over: until then it may tell more. Anything else that is below the maximum came late or was rounded.
/// </summary>
/// <param name="Name"><c>hours</c>, <c>cycles</c>.</param>
/// <param name="Base">What was reached before the last reset.</param>
/// <param name="Most">The maximum since.</param>
/// <param name="At">Start of the interval of the newest reading.</param>
/// <param name="Before">The total before that interval; null where it is the first.</param>
/// <param name="Fallen">What that interval told, where it is low enough for a reset and the interval may be going on; null otherwise.</param>
internal sealed record AssetCounter(string Name, decimal Base, decimal Most, DateTimeOffset At, decimal? Before, decimal? Fallen = null)
{
    public decimal Total => Base + Most;

    public static AssetCounter Read(AssetCounter? known, AssetMark mark)
    {
        var value = mark.Value ?? 0;
        if (known is null)
        {
            return new AssetCounter(mark.What, 0, value, mark.At, null);
        }

        var isLow = value < known.Most / 2;
        return known with
        {
            Most = Math.Max(known.Most, value),
            At = mark.At > known.At ? mark.At : known.At,
            Before = mark.At > known.At ? known.Total : known.Before,
            Fallen = isLow ? Math.Max(known.Fallen ?? 0, value) : null,
        };
    }

    /// <summary>Time has passed: an interval that is over and stayed low was a reset.</summary>
    public AssetCounter Pass(DateTimeOffset now, TimeSpan every) => Fallen is { } value && now - At >= every
        ? this with { Base = Total, Most = value, Fallen = null }
        : this;
}
