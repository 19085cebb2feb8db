using Integration.Contracts;

namespace Integration.Routing.Folds.Beds;

/// <summary>
/// What a source that states the whole visit each time leads to: its stays become the movements an HL7 sender would have told one by one. What is not among them any more never happened, and is kept as such, so that a bed that is left again after
/// that is left anew.
/// </summary>
internal static class VisitSnapshot
{
    public static VisitMemory Take(VisitMemory memory, DateTimeOffset said, BedEvent content, IReadOnlyList<BedStay> stays)
    {
        var stands = content.Standing == EventStanding.Occurred;
        var stated = stands ? Movements(memory, said, content, stays).ToList() : [];
        var kept = memory.Movements.Select(known => known.Void || stated.Exists(movement => IsSame(movement, known)) ? known : known with { Void = true });
        var news = stated.Where(movement => !memory.Movements.Any(known => !known.Void && IsSame(movement, known)));
        var planned = stands && content.Event != VisitEvent.Discharged ? stays.FirstOrDefault(stay => stay.Kind == StayKind.Planned) : null;
        var expected = planned is not null && PlaceOf(planned) is { } place ? new Expectation(place, planned.From ?? content.ExpectedAt) : null;
        return memory with
        {
            Movements = [.. kept, .. news],
            Arrival = stated.Count == 0 ? expected : null,
            Transfer = stated.Count == 0 ? null : expected,
            DischargeAt = null,
        };
    }

    /// <summary>Nothing happens after it was said: what begins later is taken for now, and what ends later lasts.</summary>
    private static IEnumerable<Movement> Movements(VisitMemory memory, DateTimeOffset said, BedEvent content, IReadOnlyList<BedStay> stays)
    {
        var held = stays.Where(stay => stay.Kind == StayKind.Occupied || (stay.Kind == StayKind.Away && stay.Unit is not null))
            .Select(stay => new Held(PlaceOf(stay), Begin(memory, said, stay), stay.Until <= said ? stay.Until : null))
            .OrderBy(stay => stay.From).ToList();
        foreach (var (index, stay) in held.Index())
        {
            var wasExpected = stay.Place is not null && (memory.Arrival?.Place == stay.Place || memory.Transfer?.Place == stay.Place);
            yield return new Movement(index == 0 ? VisitEvent.Admitted : VisitEvent.Transferred, stay.From, stay.Place, null, wasExpected);
            var next = stay.Until is { } until ? held.LastOrDefault(other => other != stay && other.From <= until && (other.Until is null || other.Until > until)) : null;
            if (stay.Until is { } end && (next is null || next.From < stay.From))
            {
                // Where it went is not said, or it was in a wider place (the ward beside the bed) all along.
                yield return new Movement(VisitEvent.Transferred, end, next?.Place, null, Foretold: false);
            }
        }

        foreach (var away in stays.Where(stay => stay.Kind == StayKind.Away))
        {
            yield return new Movement(VisitEvent.Left, Begin(memory, said, away), null, null, Foretold: false);
            if (away.Until is { } back && back <= said)
            {
                yield return new Movement(VisitEvent.Returned, back, null, null, Foretold: false);
            }
        }

        if (content.Event == VisitEvent.Discharged)
        {
            var at = content.OccurredAt ?? memory.Movements.LastOrDefault(movement => !movement.Void && movement.Event == VisitEvent.Discharged)?.At ?? said;
            yield return new Movement(VisitEvent.Discharged, at < said ? at : said, Place.Of(content.Unit, content.Bed), null, Foretold: false);
        }
    }

    /// <summary>Without a time it began when it was first stated, and not anew with each snapshot.</summary>
    private static DateTimeOffset Begin(VisitMemory memory, DateTimeOffset said, BedStay stay)
    {
        if (stay.From is { } from)
        {
            return from < said ? from : said;
        }

        var isAbsence = stay.Unit is null;
        var known = memory.Movements.LastOrDefault(movement => !movement.Void && (isAbsence ? movement.Event == VisitEvent.Left : movement.To == PlaceOf(stay) && Kind(movement) == VisitEvent.Transferred));
        return known?.At ?? said;
    }

    /// <summary>Whether it is the same movement told again, to the minute and by whatever name: one sender's admission is another's update.</summary>
    private static bool IsSame(Movement one, Movement other) =>
        Kind(one) == Kind(other) && new Cancel(one.Event, one.At).Names(one.Event, other.At) && (one.To == other.To || one.Event == VisitEvent.Discharged);

    private static VisitEvent Kind(Movement movement) =>
        movement.Event is VisitEvent.Discharged or VisitEvent.Left or VisitEvent.Returned ? movement.Event : VisitEvent.Transferred;

    private static Place? PlaceOf(BedStay stay) => Place.Of(stay.Unit, stay.Bed);

    private sealed record Held(Place? Place, DateTimeOffset From, DateTimeOffset? Until);
}
