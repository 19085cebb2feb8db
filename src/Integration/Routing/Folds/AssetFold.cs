using System.Text.Json;
using Integration.Contracts;

namespace Integration.Routing.Folds;

/// <summary>
/// A piece of equipment: what it tells every minute becomes a few records. Counters are kept as the maximum of each interval, alarms and states as the instants at which they changed, and the story is told again with every input, so that a late or
/// repeated reading ends in the same records. Where there are more marks than are kept, those without which the story is the same are let go first, then the oldest become the memory at the horizon.
/// </summary>
internal sealed class AssetFold(FoldOptions options) : IFold
{
    public const string DebounceOver = "alarm";

    public const string ReadingDue = "reading";

    private const string ReadingPart = "_reading";

    public string Domain => "asset";

    public FoldResult Apply(long surrogate, string? state, IReadOnlyList<FoldInput> inputs, CodeTables tables)
    {
        var before = state is null ? new History("", [], null, null, null) : JsonSerializer.Deserialize<History>(state, ContractJson.Options)!;
        var asset = inputs.OfType<ContractInput>().Select(input => (input.Contract.Content as AssetEvent)?.Asset).FirstOrDefault(code => code is not null) ?? before.Asset;
        var story = new AssetStory(options, AssetCard.Of(tables, asset));
        var known = before.Known ?? AssetMemory.Nothing;
        var passed = before.Passed;
        var marks = before.Marks.ToList();
        var beyond = new List<long>();
        var mappedNow = new HashSet<long>();
        foreach (var input in inputs)
        {
            if (input is TickInput tick)
            {
                passed = passed > tick.At ? passed : tick.At;
                continue;
            }

            if (input is ContractInput && mappedNow.Add(input.Sequence))
            {
                // A later mapping of the same message takes the earlier one's place.
                marks.RemoveAll(mark => mark.Sequence == input.Sequence && mark.Kind != AssetMarkKind.Observation);
            }

            foreach (var mark in Marks(surrogate, input))
            {
                if (before.Horizon is not { } horizon || mark.Kind == AssetMarkKind.Observation || mark.CompareTo(horizon) > 0)
                {
                    TakeIn(marks, mark);
                }
                else if (mark.Kind != AssetMarkKind.Counter)
                {
                    beyond.Add(input.Sequence);
                }
                else if (known.Counters.Any(counter => counter.Name == mark.What && mark.Value > counter.Most))
                {
                    // A counter only grows: a reading from before the horizon says something only where it is above all of them.
                    known = story.Tell(known, mark);
                }
            }
        }

        marks.Sort();
        var horizonNow = Settle(marks, story, ref known) ?? before.Horizon;

        // Time passes in its place among the marks: what people did afterwards, they did to what it had brought.
        var until = passed ?? DateTimeOffset.MinValue;
        var memory = marks.TakeWhile(mark => mark.At <= until).Aggregate(known, story.Tell);
        memory = marks.SkipWhile(mark => mark.At <= until).Aggregate(story.Pass(memory, until), story.Tell);
        var next = new History(asset, marks, horizonNow is null ? null : known, horizonNow, passed);
        return new FoldResult(JsonSerializer.Serialize(next, ContractJson.Options), Desired(surrogate, asset, memory, passed, tables), [.. WakeUps(memory, passed)], [.. beyond.Distinct()]);
    }

    private IEnumerable<AssetMark> Marks(long surrogate, FoldInput input)
    {
        var own = $"{ExternalIds.Module}{Domain}_{surrogate}";
        return input switch
        {
            ContractInput { Contract: { Content: AssetEvent told } contract } => told.Readings.GroupBy(reading => (reading.Kind, reading.What, reading.At, reading.Phase, reading.Unit)).Select(same => Mark(input.Sequence, contract, [.. same])).OfType<AssetMark>(),
            ObservationInput seen when seen.ExternalId == own + ReadingPart => [],
            ObservationInput seen when seen.ExternalId.StartsWith(own + "_", StringComparison.Ordinal) =>
                [new AssetMark(AssetMarkKind.Observation, seen.ExternalId[own.Length..], seen.EndOfSecond, seen.Sequence, End: seen.End)],
            _ => throw new ArgumentException($"The fold of {Domain} takes ticks, observations of its own records, and contracts of {nameof(AssetEvent)} only.", nameof(input)),
        };
    }

    /// <summary>What one message tells of one thing at one instant: of a counter the greatest value, of a consumable all containers together. An alarm that never asks for anything is no mark.</summary>
    private AssetMark? Mark(long sequence, Contract contract, IReadOnlyList<AssetReading> same)
    {
        var reading = same[0];

        // A clock too far ahead was not believed for the whole message, and is not for its readings.
        var at = contract.Flags.Contains("asserted-in-future") ? contract.Envelope.AssertedAt : reading.At;
        return reading.Kind switch
        {
            ReadingKind.Counter => new AssetMark(AssetMarkKind.Counter, reading.What, IntervalOf(at), sequence, same.Max(one => one.Value)),
            ReadingKind.State => new AssetMark(AssetMarkKind.State, reading.What, at, sequence, Priority: reading.Priority, Asks: reading.Asks),
            ReadingKind.Alarm => reading.Asks ? new AssetMark(AssetMarkKind.Alarm, reading.What, at, sequence, Phase: reading.Phase, Priority: reading.Priority) : null,
            ReadingKind.Consumable => new AssetMark(AssetMarkKind.Consumable, reading.What, at, sequence, same.Sum(one => one.Value), reading.Unit),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private DateTimeOffset IntervalOf(DateTimeOffset at) => at.AddTicks(-(at.UtcTicks % options.ReadingEvery.Ticks));

    private static void TakeIn(List<AssetMark> marks, AssetMark mark)
    {
        var at = marks.FindIndex(known => known.IsSame(mark));
        if (at < 0)
        {
            marks.Add(mark);
        }
        else
        {
            marks[at] = marks[at].Or(mark);
        }
    }

    /// <summary>Keeps no more marks than allowed.</summary>
    /// <returns>The newest mark that is in the memory at the horizon only; null where none went there now.</returns>
    private AssetMark? Settle(List<AssetMark> marks, AssetStory story, ref AssetMemory known)
    {
        if (marks.Count <= options.MostContracts)
        {
            return null;
        }

        var idle = marks.GroupBy(mark => mark.Thing).SelectMany(Idle).ToHashSet();
        marks.RemoveAll(idle.Contains);
        var old = Math.Max(0, marks.Count - options.MostContracts);
        known = marks.Take(old).Aggregate(known, story.Tell);
        var newest = old == 0 ? null : marks[old - 1];
        marks.RemoveRange(0, old);
        return newest;
    }

    /// <summary>Marks of one thing between others of it; the last two stay, as what is shown is the total before the last.</summary>
    private static IEnumerable<AssetMark> Idle(IEnumerable<AssetMark> thing) => thing
        .Zip(thing.Skip(1), thing.Skip(2)).SkipLast(1)
        .Where(three => three.Second.IsIdle(three.First, three.Third)).Select(three => three.Second);

    private List<DesiredRecord> Desired(long surrogate, string asset, AssetMemory memory, DateTimeOffset? passed, CodeTables tables)
    {
        var shown = memory.Counters.Select(counter => (counter.Name, Total: Shown(memory, counter, passed))).Where(counter => counter.Total is not null).ToDictionary(counter => counter.Name, counter => counter.Total!.Value);
        var reading = AssetRecords.Of($"{ExternalIds.Module}{Domain}_{surrogate}{ReadingPart}", AssetCard.Of(tables, asset), memory.State, shown);
        return [.. memory.Records.SelectMany(record => record.Show(Domain, surrogate)).Concat(reading is null ? [] : [reading]).Select(record => record with { SerialKey = asset })];
    }

    /// <summary>The total without an interval that is still going on, so that Odoo is written once in an interval; with it where it made something due. Null while that is all there is.</summary>
    private decimal? Shown(AssetMemory memory, AssetCounter counter, DateTimeOffset? passed)
    {
        var isOver = memory.Newest - counter.At >= options.ReadingEvery || passed >= DueOf(counter);
        var madeDue = memory.Thresholds.Any(threshold => threshold.Counter == counter.Name && (counter.Before ?? 0) < threshold.Due && threshold.Due <= counter.Total);
        return isOver || madeDue ? counter.Total : counter.Before;
    }

    private DateTimeOffset DueOf(AssetCounter counter) => counter.At + options.ReadingEvery + options.ReadingSettle;

    private IEnumerable<WakeUp> WakeUps(AssetMemory memory, DateTimeOffset? passed)
    {
        var pending = memory.Causes.Where(cause => cause.IsPending).Select(cause => cause.Since!.Value + options.AlarmDebounce).ToList();
        if (pending.Count > 0)
        {
            yield return new WakeUp(DebounceOver, pending.Min());
        }

        var unshown = memory.Counters.Where(counter => counter.Fallen is not null || Shown(memory, counter, passed) != counter.Total).Select(DueOf).ToList();
        if (unshown.Count > 0)
        {
            yield return new WakeUp(ReadingDue, unshown.Min());
        }
    }

    /// <param name="Known">The memory at the horizon; null while every mark is kept.</param>
    /// <param name="Horizon">The newest mark that is in <paramref name="Known"/> only.</param>
    /// <param name="Passed">The latest instant a tick told of.</param>
    private sealed record History(string Asset, IReadOnlyList<AssetMark> Marks, AssetMemory? Known, AssetMark? Horizon, DateTimeOffset? Passed);
}
