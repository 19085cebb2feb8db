using Integration.Contracts;

namespace Integration.Routing.Folds.Beds;

/// <summary>
/// Works out where a visit was and which beds it left, from its movements in the order they happened. What was called off moves nothing, but counts as a departure that was called off, so that the next one from the same bed is another one.
/// </summary>
internal sealed class VisitStory
{
    /// <summary>How many stays and departures of one visit are kept; older ones are over long since.</summary>
    public const int Most = 32;

    private readonly DateTimeOffset? _isolatedFrom;
    private readonly List<Stay> _stays = [];
    private readonly List<Departure> _departures = [];
    private Place? _here;
    private Place? _neverHere;
    private bool _isAbsent;
    private bool _isKnown;

    private VisitStory(DateTimeOffset? isolatedFrom) => _isolatedFrom = isolatedFrom;

    public static (IReadOnlyList<Stay> Stays, IReadOnlyList<Departure> Departures) Tell(VisitMemory memory)
    {
        var story = new VisitStory(memory.IsolatedFrom);
        // A stable sort: what happened at one instant keeps the order in which it was said.
        foreach (var movement in memory.Movements.OrderBy(movement => movement.At))
        {
            story.Take(movement);
        }

        return ([.. story._stays.TakeLast(Most)], [.. story._departures.TakeLast(Most)]);
    }

    private void Take(Movement movement)
    {
        if (!movement.Void)
        {
            Move(movement);
        }
        else if (movement.Instead is { } instead)
        {
            CallOffUnlessLeft(movement, instead);
            // Who is in a bed again did not leave the house, whatever else was said.
            Go(instead, movement.At, foretold: false);
            _isKnown = true;
        }
        else
        {
            CallOffUnlessLeft(movement, _here);
        }
    }

    private void Move(Movement movement)
    {
        switch (movement.Event)
        {
            case VisitEvent.Discharged:
                // A discharge names the bed that was left: one nobody knew occupied has to be turned over as well.
                if (!_isKnown || (_here is not null && movement.To?.Bed != _here.Bed))
                {
                    Leave(movement.To, movement.At, calledOff: false);
                }

                Go(null, movement.At, foretold: false);
                break;
            case VisitEvent.Admitted when movement.To is null:
                break;
            case VisitEvent.Left:
                Be(_here, movement.At, absent: true, foretold: false);
                break;
            case VisitEvent.Returned:
                Be(_here, movement.At, absent: false, foretold: false);
                break;
            default:
                if (movement.From?.Bed is { } from && from != _here?.Bed && from != movement.To?.Bed)
                {
                    Leave(movement.From, movement.At, calledOff: false);
                }

                Go(movement.To, movement.At, movement.Foretold);
                break;
        }

        _isKnown = true;
        _neverHere = null;
    }

    private void Go(Place? to, DateTimeOffset at, bool foretold)
    {
        if (_here?.Bed is { } bed && bed != to?.Bed)
        {
            Leave(_here, at, calledOff: false);
        }

        Be(to, at, absent: false, foretold);
    }

    /// <summary>Ends the stay and begins the next one, unless nothing changes.</summary>
    private void Be(Place? where, DateTimeOffset at, bool absent, bool foretold)
    {
        if (where == _here && absent == _isAbsent)
        {
            return;
        }

        if (_here is not null)
        {
            _stays[^1] = _stays[^1] with { To = at };
        }

        if (where is not null)
        {
            _stays.Add(new Stay(where, at, null, absent, foretold));
        }

        (_here, _isAbsent) = (where, absent && where is not null);
    }

    /// <summary>What was called off would have left a bed: it did not, unless the visit was in yet another one from then on.</summary>
    private void CallOffUnlessLeft(Movement movement, Place? isAt)
    {
        if (movement.Unsaid)
        {
            return;
        }

        var was = _here ?? _neverHere;
        var goes = movement.Event == VisitEvent.Discharged ? null : movement.To;
        if (was?.Bed is { } bed && movement.Event is not (VisitEvent.Left or VisitEvent.Returned) && bed != goes?.Bed && (_here is null || bed == isAt?.Bed))
        {
            Leave(was, movement.At, calledOff: true);
        }

        if (_here is null)
        {
            _neverHere = goes;
        }
    }

    private void Leave(Place? place, DateTimeOffset at, bool calledOff)
    {
        if (place?.Bed is not { } bed)
        {
            return;
        }

        var number = _departures.Where(other => other.Place.Bed == bed).Select(other => other.Number).DefaultIfEmpty().Max() + 1;
        _departures.Add(new Departure(place, at, number, calledOff, _isolatedFrom <= at));
    }
}
