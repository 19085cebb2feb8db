using Integration.Contracts;

namespace Integration.Mapping.Inbound;

/// <summary>The newest event of a visit that is stated as a whole, in the words of HL7: where it is by its stays, and where it came from. What the mapping says itself stays.</summary>
internal static class BedStays
{
    /// <param name="said">Its event is <c>admitted</c> for a visit that goes on, which two places make a transfer; a cancel says nothing of places.</param>
    public static BedEvent Newest(BedEvent said)
    {
        if (said.Standing == EventStanding.Cancelled)
        {
            return said;
        }

        // The order of the source decides where it says no time.
        var held = said.Stays!.Where(stay => stay.Kind == StayKind.Occupied || (stay.Kind == StayKind.Away && stay.Unit is not null)).OrderBy(stay => stay.From ?? DateTimeOffset.MaxValue).ToList();
        var now = held.LastOrDefault(stay => stay.Until is null) ?? held.LastOrDefault();
        if (said.Event == VisitEvent.Expected && said.Stays!.FirstOrDefault(stay => stay.Kind == StayKind.Planned) is { } planned)
        {
            return said with { Unit = planned.Unit, Bed = planned.Bed, ExpectedAt = said.ExpectedAt ?? planned.From };
        }

        if (said.Event == VisitEvent.Discharged && now is not null)
        {
            return said with { Unit = now.Unit, Bed = now.Bed, OccurredAt = said.OccurredAt ?? now.Until };
        }

        return said.Event == VisitEvent.Admitted && now is not null ? Arrived(said, held, now) : said;
    }

    private static BedEvent Arrived(BedEvent said, List<BedStay> held, BedStay now)
    {
        var here = said with { Unit = now.Unit, Bed = now.Bed, OccurredAt = said.OccurredAt ?? now.From };
        return held.Take(held.IndexOf(now)).LastOrDefault(stay => (stay.Unit, stay.Bed) != (now.Unit, now.Bed)) is { } prior
            ? here with { Event = VisitEvent.Transferred, PriorUnit = prior.Unit, PriorBed = prior.Bed }
            : here;
    }
}
