namespace Integration.Routing.Folds.Beds;

/// <summary>Who is in a unit, counted.</summary>
internal static class Census
{
    /// <summary>
    /// Visits in the unit at an instant, by what was known. Who is on leave is not there. From <paramref name="now"/> on, who is expected counts from then on, and who is expected to go no longer.
    /// </summary>
    public static int At(IEnumerable<VisitView> views, DateTimeOffset instant, DateTimeOffset now) => views.Count(view => IsThere(view, instant, now));

    /// <summary>The census of a unit at each of these instants, none of them in the future, by all that is known now.</summary>
    /// <param name="state">Of the unit's fold.</param>
    public static IReadOnlyList<int> OfUnit(string state, IReadOnlyList<DateTimeOffset> instants)
    {
        var views = SharedFold.Told<VisitShare>(state, VisitFold.Name).Select(share => share.Now).ToList();
        return [.. instants.Select(instant => At(views, instant, instant))];
    }

    /// <summary>Who holds a bed at an instant; null where nobody does.</summary>
    /// <param name="state">Of the bed's fold.</param>
    public static Occupancy? OfBed(string bed, string state, DateTimeOffset instant)
    {
        var held = SharedFold.Told<VisitShare>(state, VisitFold.Name).SelectMany(share => share.Now.Stays.Where(stay => stay.Covers(instant)).Take(1)).ToList();
        return held.Count == 0 ? null : new Occupancy(held[0].Place.Unit, bed, held.Min(stay => stay.From), held.Count, held.TrueForAll(stay => stay.Absent));
    }

    private static bool IsThere(VisitView view, DateTimeOffset instant, DateTimeOffset now)
    {
        if (view.Stays.LastOrDefault(stay => stay.Covers(instant)) is { } stay)
        {
            return !stay.Absent && !(stay.To is null && view.LeavesAt > now && view.LeavesAt <= instant);
        }

        return view.Expected.Any(expected => expected.At > now && expected.At <= instant) && !view.Stays.Any(known => known.To is null);
    }
}

/// <summary>A bed that is held.</summary>
/// <param name="Since">UTC.</param>
/// <param name="Visits">More than one means that the sender says so of each; somebody has to look.</param>
/// <param name="Absent">Whoever holds it is away for a while.</param>
internal sealed record Occupancy(string Unit, string Bed, DateTimeOffset Since, int Visits, bool Absent);
