using Integration.Contracts;

namespace Integration.Routing.Folds.Beds;

/// <summary>All that was said of a visit, in the order it was said.</summary>
/// <param name="Cancels">Cancels whose target was not said yet; each undoes the one it names when that is said.</param>
/// <param name="Arrival">Where and when it is expected from outside; null for nowhere.</param>
/// <param name="Transfer">Where it is expected from another place of the house.</param>
/// <param name="DischargeAt">When it is expected to go.</param>
/// <param name="IsolatedFrom">The earliest instant at which somebody said that it needs isolation. It is never taken back: a bed is rather cleaned too well.</param>
/// <param name="Views">What was known after each statement that changed it, the newest last.</param>
internal sealed record VisitMemory(
    IReadOnlyList<Movement> Movements,
    IReadOnlyList<Cancel> Cancels,
    Expectation? Arrival,
    Expectation? Transfer,
    DateTimeOffset? DischargeAt,
    DateTimeOffset? IsolatedFrom,
    IReadOnlyList<VisitView> Views)
{
    public static VisitMemory Nothing { get; } = new([], [], null, null, null, null, []);
}

/// <param name="Bed">Null for a place of the unit that has no bed.</param>
internal sealed record Place(string Unit, string? Bed)
{
    public static Place? Of(string? unit, string? bed) => unit is null ? null : new Place(unit, bed);
}

/// <param name="At">Null where the sender does not say.</param>
internal sealed record Expectation(Place Place, DateTimeOffset? At);

/// <summary>One movement as it was said.</summary>
/// <param name="At">When it happened; never after it was said.</param>
/// <param name="To">Where it led; null where the message names no place that is kept.</param>
/// <param name="From">Where it came from by the sender's word.</param>
/// <param name="Foretold">It was expected in that bed before.</param>
/// <param name="Void">It never happened.</param>
/// <param name="Instead">Where the visit was from then on instead, by the word of the cancel.</param>
/// <param name="Unsaid">Only its cancel was said so far.</param>
internal sealed record Movement(VisitEvent Event, DateTimeOffset At, Place? To, Place? From, bool Foretold, bool Void = false, Place? Instead = null, bool Unsaid = false);

/// <param name="At">When what it undoes happened.</param>
internal sealed record Cancel(VisitEvent Event, DateTimeOffset At)
{
    /// <summary>One sender writes seconds where another of the same event writes minutes.</summary>
    public bool Names(VisitEvent what, DateTimeOffset at) => what == Event && Minute(at) == Minute(At);

    private static long Minute(DateTimeOffset at) => at.UtcTicks / TimeSpan.TicksPerMinute;
}

/// <summary>What was known of a visit after a statement.</summary>
/// <param name="Said">When that was stated.</param>
/// <param name="LeavesAt">When it is expected to go from where it is.</param>
internal sealed record VisitView(DateTimeOffset Said, IReadOnlyList<Stay> Stays, IReadOnlyList<Departure> Departures, IReadOnlyList<Expectation> Expected, DateTimeOffset? LeavesAt);

/// <param name="To">Null while it lasts.</param>
/// <param name="Absent">Away for a while; the bed stays theirs.</param>
/// <param name="Foretold">The bed was waiting for them.</param>
internal sealed record Stay(Place Place, DateTimeOffset From, DateTimeOffset? To, bool Absent, bool Foretold)
{
    public bool Covers(DateTimeOffset instant) => From <= instant && (To is null || instant < To);
}

/// <summary>A bed that was left and has to be turned over.</summary>
/// <param name="Number">Counts how often this visit was said to have left this bed.</param>
/// <param name="CalledOff">It never left: what was to be turned over is theirs still.</param>
/// <param name="Isolation">It needed isolation before it left.</param>
internal sealed record Departure(Place Place, DateTimeOffset At, int Number, bool CalledOff, bool Isolation);
