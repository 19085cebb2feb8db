using System.Text.Json;
using Integration.Contracts;

namespace Integration.Routing.Folds.Beds;

/// <summary>
/// Where a visit is, by the latest of what was said and not called off. It asks for nothing in Odoo itself: it tells its beds and its units of its stays there, without saying whose they are.
/// </summary>
internal sealed class VisitFold(FoldOptions options) : OrderedFold<BedEvent, VisitMemory>(options.MostContracts)
{
    public const string Name = "visit";

    /// <summary>How many states of knowledge are shared: enough for what is said of one visit while a unit's staffing settles.</summary>
    private const int MostViews = 8;

    public override string Domain => Name;

    protected override VisitMemory Nothing => VisitMemory.Nothing;

    protected override bool CallsOff(BedEvent content) => content.Standing == EventStanding.Cancelled;

    protected override VisitMemory Tell(VisitMemory memory, DateTimeOffset assertedAt, BedEvent content)
    {
        // Nothing happens after it was said: a clock is wrong, or a day stands for an hour of it.
        var at = content.OccurredAt is { } occurred && occurred < assertedAt ? occurred : assertedAt;
        var told = content.Isolation && !(memory.IsolatedFrom <= at) ? memory with { IsolatedFrom = at } : memory;
        told = content.Stays is { } stays ? VisitSnapshot.Take(told, assertedAt, content, stays) : content.Standing == EventStanding.Cancelled ? Undo(told, at, content) : Take(told, at, content);
        return Look(told with { Movements = [.. told.Movements.TakeLast(options.MostContracts)] }, assertedAt);
    }

    protected override VisitMemory? Observe(VisitMemory memory, string record, RecordEnd end) => memory;

    protected override (IReadOnlyList<DesiredRecord> Desired, IReadOnlyList<WakeUp> WakeUps) Show(long surrogate, VisitMemory memory, DateTimeOffset passed, CodeTables tables) => ([], []);

    protected override IReadOnlyDictionary<FoldKey, string> Share(VisitMemory memory, DateTimeOffset passed, CodeTables tables)
    {
        var places = memory.Views.SelectMany(view => view.Stays.Select(stay => stay.Place).Concat(view.Departures.Select(left => left.Place)).Concat(view.Expected.Select(expected => expected.Place))).Distinct().ToList();
        var shares = new Dictionary<FoldKey, string>();
        foreach (var unit in places.Select(place => place.Unit).Distinct())
        {
            if (Narrow(memory.Views, place => place.Unit == unit, withDepartures: false) is { Length: > 0 } views)
            {
                shares[new FoldKey(UnitFold.Name, unit)] = Write(new VisitShare(unit, null, views));
            }
        }

        foreach (var place in places.Where(place => place.Bed is not null).DistinctBy(place => place.Bed))
        {
            shares[new FoldKey(BedFold.Name, place.Bed!)] = Write(new VisitShare(place.Unit, place.Bed, Narrow(memory.Views, other => other.Bed == place.Bed, withDepartures: true)));
        }

        return shares;
    }

    private static VisitMemory Take(VisitMemory memory, DateTimeOffset at, BedEvent content)
    {
        var to = Place.Of(content.Unit, content.Bed);
        switch (content.Event)
        {
            case VisitEvent.Expected:
                return memory with { Arrival = to is null ? null : new Expectation(to, content.ExpectedAt) };
            case VisitEvent.TransferExpected:
                return memory with { Transfer = to is null ? null : new Expectation(to, content.ExpectedAt) };
            case VisitEvent.DischargeExpected:
                return memory with { DischargeAt = content.ExpectedAt };
            case VisitEvent.Updated or VisitEvent.ClassChanged when to is null || !IsNews(memory, to):
                return memory;
        }

        var movement = new Movement(content.Event, at, to, Place.Of(content.PriorUnit, content.PriorBed), to is not null && (memory.Arrival?.Place == to || memory.Transfer?.Place == to));
        if (memory.Cancels.FirstOrDefault(cancel => cancel.Names(content.Event, at)) is { } cancel)
        {
            return memory with { Movements = [.. memory.Movements, movement with { Void = true }], Cancels = [.. memory.Cancels.Where(other => other != cancel)] };
        }

        var told = memory with { Movements = [.. memory.Movements, movement] };
        var hasCome = content.Event is VisitEvent.Admitted or VisitEvent.Discharged;
        var hasMoved = content.Event is VisitEvent.Transferred or VisitEvent.Discharged;
        return told with { Arrival = hasCome ? null : told.Arrival, Transfer = hasMoved ? null : told.Transfer, DischargeAt = hasMoved ? null : told.DischargeAt };
    }

    /// <summary>
    /// An update that names another bed moves the visit, and the first that is heard of a visit begins it. One that repeats where the visit is says nothing, and neither does one after it went: senders write on for billing.
    /// </summary>
    private static bool IsNews(VisitMemory memory, Place to) =>
        memory.Movements.Count == 0 || (VisitStory.Tell(memory).Stays is [.., { To: null } now] && now.Place != to);

    private static VisitMemory Undo(VisitMemory memory, DateTimeOffset at, BedEvent content)
    {
        switch (content.Event)
        {
            case VisitEvent.Expected:
                return memory with { Arrival = null };
            case VisitEvent.TransferExpected:
                return memory with { Transfer = null };
            case VisitEvent.DischargeExpected:
                return memory with { DischargeAt = null };
        }

        var instead = content.Event is VisitEvent.Transferred or VisitEvent.Discharged ? Place.Of(content.Unit, content.Bed) : null;
        var undone = Targets(memory, content);
        if (undone.Count == 0)
        {
            // What it undoes was not said yet, or never will be: where the visit is instead is known all the same.
            var placeholder = new Movement(content.Event, at, null, null, Foretold: false, Void: true, instead, Unsaid: true);
            return memory with
            {
                Movements = [.. memory.Movements, placeholder],
                Cancels = content.OccurredAt is null ? memory.Cancels : [.. memory.Cancels.TakeLast(MostViews - 1), new Cancel(content.Event, at)],
            };
        }

        return memory with
        {
            Movements = [.. memory.Movements.Select((movement, index) => !undone.Contains(index) ? movement : movement with { Void = true, Instead = index == undone[^1] ? instead : null })],
        };
    }

    /// <summary>An admission that never was takes the whole visit with it, and a visit goes only once; of all else the cancel names one by its time, or means the latest.</summary>
    private static List<int> Targets(VisitMemory memory, BedEvent cancel)
    {
        var standing = memory.Movements.Index().Where(movement => !movement.Item.Void).ToList();
        if (cancel.Event == VisitEvent.Admitted)
        {
            return [.. standing.Select(movement => movement.Index)];
        }

        var alike = standing.Where(movement => movement.Item.Event == cancel.Event).ToList();
        return cancel switch
        {
            { Event: VisitEvent.Discharged } => [.. alike.Select(movement => movement.Index)],
            { OccurredAt: { } named } => [.. alike.Where(movement => new Cancel(cancel.Event, named).Names(movement.Item.Event, movement.Item.At)).Select(movement => movement.Index)],
            _ => [.. alike.TakeLast(1).Select(movement => movement.Index)],
        };
    }

    private static VisitMemory Look(VisitMemory memory, DateTimeOffset said)
    {
        var (stays, departures) = VisitStory.Tell(memory);
        var view = new VisitView(said, stays, departures, [.. new[] { memory.Arrival, memory.Transfer }.OfType<Expectation>()], memory.DischargeAt ?? memory.Transfer?.At);
        return memory with { Views = Append(memory.Views, view) };
    }

    private static VisitView[] Append(IReadOnlyList<VisitView> views, VisitView view) =>
        Write(views is [.., var last] ? last with { Said = view.Said } : new VisitView(view.Said, [], [], [], null)) == Write(view) ? [.. views] : [.. views.Append(view).TakeLast(MostViews)];

    /// <summary>The views as seen from one place, leaving out what changes nothing there.</summary>
    private static VisitView[] Narrow(IReadOnlyList<VisitView> views, Func<Place, bool> here, bool withDepartures) => views.Aggregate(
        Array.Empty<VisitView>(),
        (told, view) => Append(told, view with
        {
            Stays = [.. view.Stays.Where(stay => here(stay.Place))],
            Departures = [.. view.Departures.Where(left => withDepartures && here(left.Place))],
            Expected = [.. view.Expected.Where(expected => here(expected.Place))],
            LeavesAt = view.Stays is [.., { To: null } now] && here(now.Place) ? view.LeavesAt : null,
        }));

    private static string Write<T>(T value) => JsonSerializer.Serialize(value, ContractJson.Options);
}
