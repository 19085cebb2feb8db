using System.Text.Json;
using Integration.Contracts;

namespace Integration.Routing.Folds;

/// <summary>
/// Keeps the contracts of a key in the order they were asserted and tells them again from the horizon with every input. A tick says only that its instant has passed; the story ends at the latest such instant.
/// As long as no more contracts came than are kept, the result depends on the set of inputs alone, not on how they arrived.
/// </summary>
/// <param name="most">How many contracts are kept in order before the oldest become the snapshot at the horizon.</param>
internal abstract class OrderedFold<TContent, TMemory>(int most) : IFold
    where TContent : ContractContent
    where TMemory : class
{
    public abstract string Domain { get; }

    /// <summary>What is known before the first contract.</summary>
    protected abstract TMemory Nothing { get; }

    public FoldResult Apply(long surrogate, string? state, IReadOnlyList<FoldInput> inputs)
    {
        var history = state is null ? new History([], null, null, null) : JsonSerializer.Deserialize<History>(state, ContractJson.Options)!;
        var statements = history.Statements.ToList();
        var passed = history.Passed;
        var beyond = new List<long>();
        var mappedNow = new HashSet<long>();
        foreach (var input in inputs)
        {
            switch (input)
            {
                case TickInput tick:
                    passed = passed > tick.At ? passed : tick.At;
                    break;
                case ContractInput { Contract: { Content: TContent content, Envelope: var envelope } } when envelope.AssertedAt is var at:
                    var place = new Place(at, CallsOff(content), input.Sequence);
                    if (history.Horizon is { } horizon && place.CompareTo(horizon) <= 0)
                    {
                        beyond.Add(input.Sequence);
                    }
                    else
                    {
                        if (mappedNow.Add(input.Sequence))
                        {
                            // A later mapping of the same message takes the earlier one's place.
                            statements.RemoveAll(known => known.Place.Sequence == input.Sequence);
                        }

                        TakeIn(statements, new Statement(envelope.Id, place, content));
                    }

                    break;
                default:
                    throw new ArgumentException($"The fold of {Domain} takes ticks and contracts of {typeof(TContent).Name} only.", nameof(inputs));
            }
        }

        // A stable sort: contracts of one message keep its order.
        statements = [.. statements.OrderBy(statement => statement.Place)];
        var old = Math.Max(0, statements.Count - most);
        var known = statements.Take(old).Aggregate(history.Known ?? Nothing, Tell);
        var horizonNow = old == 0 ? history.Horizon : statements[old - 1].Place;
        statements.RemoveRange(0, old);

        var (desired, wakeUps) = Show(surrogate, statements.Aggregate(known, Tell), passed ?? DateTimeOffset.MinValue);
        var next = new History(statements, horizonNow is null ? null : known, horizonNow, passed);
        return new FoldResult(JsonSerializer.Serialize(next, ContractJson.Options), desired, wakeUps, beyond);
    }

    /// <summary>Whether the contract calls off what it names: it then wins over others asserted at the same instant (rule 2).</summary>
    protected abstract bool CallsOff(TContent content);

    /// <summary>What is known after one more contract.</summary>
    protected abstract TMemory Tell(TMemory memory, DateTimeOffset assertedAt, TContent content);

    /// <summary>The complete desired set, and the wake-ups wanted.</summary>
    /// <param name="passed">An instant that has certainly passed.</param>
    protected abstract (IReadOnlyList<DesiredRecord> Desired, IReadOnlyList<WakeUp> WakeUps) Show(long surrogate, TMemory memory, DateTimeOffset passed);

    private TMemory Tell(TMemory memory, Statement statement) => Tell(memory, statement.Place.AssertedAt, statement.Content);

    /// <summary>A fact told by several messages is one fact, told by the first of them.</summary>
    private static void TakeIn(List<Statement> statements, Statement statement)
    {
        if (!statements.Exists(known => known.Id == statement.Id && known.Place.Sequence <= statement.Place.Sequence))
        {
            statements.RemoveAll(known => known.Id == statement.Id);
            statements.Add(statement);
        }
    }

    /// <param name="Known">The memory at the horizon; null while everything is kept.</param>
    /// <param name="Horizon">Place of the newest contract that is in <paramref name="Known"/> only.</param>
    /// <param name="Passed">The latest instant a tick told of.</param>
    private sealed record History(IReadOnlyList<Statement> Statements, TMemory? Known, Place? Horizon, DateTimeOffset? Passed);

    private sealed record Statement(string Id, Place Place, TContent Content);

    /// <summary>Where a contract stands in the story.</summary>
    private sealed record Place(DateTimeOffset AssertedAt, bool CallsOff, long Sequence) : IComparable<Place>
    {
        public int CompareTo(Place? other) => (AssertedAt, CallsOff, Sequence).CompareTo((other!.AssertedAt, other.CallsOff, other.Sequence));
    }
}
