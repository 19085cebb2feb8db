namespace Integration.Routing.Folds;

/// <summary>
/// A counter over all its lives: the greatest reading since the last reset, on top of what was reached before it. A reading below half of that maximum is a reset (a part was changed, a memory lost); one above it came late or was rounded.
/// </summary>
/// <param name="Name"><c>hours</c>, <c>cycles</c>.</param>
/// <param name="Base">What was reached before the last reset.</param>
/// <param name="Most">The maximum since.</param>
/// <param name="At">Start of the interval of the newest reading.</param>
/// <param name="Before">The total before that interval; null where it is the first.</param>
internal sealed record AssetCounter(string Name, decimal Base, decimal Most, DateTimeOffset At, decimal? Before)
{
    public decimal Total => Base + Most;

    public static AssetCounter Read(AssetCounter? known, AssetMark mark)
    {
        var value = mark.Value ?? 0;
        if (known is null)
        {
            return new AssetCounter(mark.What, 0, value, mark.At, null);
        }

        var isReset = value < known.Most / 2;
        return known with
        {
            Base = isReset ? known.Total : known.Base,
            Most = isReset ? value : Math.Max(known.Most, value),
            At = mark.At > known.At ? mark.At : known.At,
            Before = mark.At > known.At ? known.Total : known.Before,
        };
    }
}
