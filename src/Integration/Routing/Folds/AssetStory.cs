using System.Diagnostics;
using Integration.Contracts;

namespace Integration.Routing.Folds;

/// <summary>Tells the marks of one asset in their order.</summary>
internal sealed class AssetStory(FoldOptions options, AssetCard card)
{
    public AssetMemory Tell(AssetMemory memory, AssetMark mark)
    {
        // An observation says what people did, by another clock: it makes no time pass for the device.
        memory = mark.Kind == AssetMarkKind.Observation ? memory : Pass(memory, mark.At);
        memory = mark.Kind switch
        {
            AssetMarkKind.Counter => Read(memory, mark),
            AssetMarkKind.State => Enter(memory, mark),
            AssetMarkKind.Alarm => Sound(memory, mark.What, AssetMarkKind.Alarm, mark.Phase ?? AlarmPhase.Start, mark),
            AssetMarkKind.Consumable => Count(memory, mark),
            AssetMarkKind.Observation => Observe(memory, mark) ?? memory with { Ahead = [.. memory.Ahead.Where(other => other.What != mark.What), mark] },
            _ => throw new UnreachableException(),
        };
        var isNewer = mark.Kind != AssetMarkKind.Observation && (memory.Newest is null || mark.At > memory.Newest);
        return CatchUp(isNewer ? memory with { Newest = mark.At } : memory);
    }

    /// <summary>What is known once this instant has passed.</summary>
    public AssetMemory Pass(AssetMemory memory, DateTimeOffset now)
    {
        foreach (var fallen in memory.Counters.Where(counter => counter.Fallen is not null))
        {
            memory = Reach(memory, fallen, fallen.Pass(now, options.ReadingEvery));
        }

        return CatchUp(memory.Causes.Any(cause => cause.IsPending)
            ? memory with { Causes = [.. memory.Causes.Select(cause => cause.Pass(now, options.AlarmDebounce, card, options.MostGenerations))] }
            : memory);
    }

    private AssetMemory Read(AssetMemory memory, AssetMark mark)
    {
        var known = memory.Counters.FirstOrDefault(counter => counter.Name == mark.What);
        return Reach(memory, known, AssetCounter.Read(known, mark));
    }

    /// <summary>The counter in place of what was known of it, and what it makes due.</summary>
    private AssetMemory Reach(AssetMemory memory, AssetCounter? known, AssetCounter counter)
    {
        memory = memory with { Counters = AssetMemory.With(memory.Counters, known, counter) };
        foreach (var (name, every) in card.Thresholds(counter.Name))
        {
            var before = memory.Thresholds.FirstOrDefault(threshold => threshold.Counter == counter.Name && threshold.Name == name);
            var reached = (before ?? AssetThreshold.New(counter.Name, name, every, counter.Total)).Reach(counter.Total, every, card, options.MostGenerations);
            memory = memory with { Thresholds = AssetMemory.With(memory.Thresholds, before, reached) };
        }

        return memory;
    }

    /// <summary>A state that asks for a request is a cause that lasts until the state is left.</summary>
    private AssetMemory Enter(AssetMemory memory, AssetMark mark)
    {
        var left = memory.State;
        if (left?.What == mark.What)
        {
            return memory;
        }

        memory = left?.Asks == true ? Sound(memory, left.What, AssetMarkKind.State, AlarmPhase.End, mark) : memory;
        memory = mark.Asks == true ? Sound(memory, mark.What, AssetMarkKind.State, AlarmPhase.Start, mark) : memory;
        return memory with { State = mark };
    }

    private AssetMemory Sound(AssetMemory memory, string what, AssetMarkKind kind, AlarmPhase phase, AssetMark mark)
    {
        var blank = AssetCause.New(what, kind);
        var known = memory.Causes.FirstOrDefault(cause => cause.Requests.Key == blank.Requests.Key);
        return memory with { Causes = AssetMemory.With(memory.Causes, known, (known ?? blank).Tell(phase, mark.At, mark.Priority ?? 0, card, options.MostGenerations)) };
    }

    private AssetMemory Count(AssetMemory memory, AssetMark mark)
    {
        if (card.Level(mark.What, mark.Unit ?? "") is not { } level)
        {
            return memory;
        }

        var known = memory.Supplies.FirstOrDefault(supply => supply.Item == mark.What);
        var told = (known ?? AssetSupply.New(mark.What)).Tell(mark.Value ?? 0, level, card, options.CentralStore, options.MostGenerations);
        return memory with { Supplies = AssetMemory.With(memory.Supplies, known, told) };
    }

    /// <summary>Observations that waited for their record.</summary>
    private AssetMemory CatchUp(AssetMemory memory)
    {
        foreach (var waiting in memory.Ahead)
        {
            if (Observe(memory, waiting) is { } seen)
            {
                memory = seen with { Ahead = [.. seen.Ahead.Where(other => other != waiting)] };
            }
        }

        return memory;
    }

    /// <summary>Null while the story has not come to the record.</summary>
    private AssetMemory? Observe(AssetMemory memory, AssetMark mark)
    {
        var end = mark.End ?? RecordEnd.None;
        if (memory.Causes.FirstOrDefault(cause => cause.Requests.Names(mark.What)) is { } cause)
        {
            return cause.Requests.IsLive(mark.What) ? memory with { Causes = AssetMemory.With(memory.Causes, cause, cause.Observe(end)) } : memory;
        }

        if (memory.Thresholds.FirstOrDefault(threshold => threshold.Requests.Names(mark.What)) is { } threshold)
        {
            var total = memory.Counters.Where(counter => counter.Name == threshold.Counter).Sum(counter => counter.Total);
            var every = card.Thresholds(threshold.Counter).Where(row => row.Name == threshold.Name).Select(row => (decimal?)row.Every).FirstOrDefault();
            return threshold.Requests.IsLive(mark.What) ? memory with { Thresholds = AssetMemory.With(memory.Thresholds, threshold, threshold.Observe(end, total, every)) } : memory;
        }

        return memory.Supplies.FirstOrDefault(supply => supply.Transfers.Names(mark.What)) is not { } supply ? null
            : supply.Transfers.IsLive(mark.What) ? memory with { Supplies = AssetMemory.With(memory.Supplies, supply, supply.Observe(end)) }
            : memory;
    }
}
