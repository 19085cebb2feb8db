using System.Collections.ObjectModel;
using System.Text.Json;
using Integration.Contracts;

namespace Integration.Routing.Folds;

/// <summary>
/// Keeps the contracts of a key in the order they were asserted, with what was observed of its records in Odoo where it happened, and tells them again from the horizon with every input. A tick says only that its
/// instant has passed; the story ends at the latest such instant. As long as no more contracts came than are kept, the result depends on the set of inputs alone, not on how they arrived.
/// </summary>
/// <param name="most">How many contracts and observations are kept in order before the oldest become the snapshot at the horizon.</param>
internal abstract class OrderedFold<TContent, TMemory>(int most) : IFold
    where TContent : ContractContent
    where TMemory : class
{
    public abstract string Domain { get; }

    /// <summary>What is known before the first contract.</summary>
    protected abstract TMemory Nothing { get; }

    public FoldResult Apply(long surrogate, string? state, IReadOnlyList<FoldInput> inputs, CodeTables tables)
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
                case JoinedInput joined:
                    // What people made of the other's records stays with those, which are called off.
                    var other = JsonSerializer.Deserialize<History>(joined.State, ContractJson.Options)!;
                    passed = passed is null || other.Passed > passed ? other.Passed ?? passed : passed;
                    foreach (var statement in other.Statements.Where(statement => statement.Content is not null && (history.Horizon is null || statement.Place.CompareTo(history.Horizon) > 0)))
                    {
                        TakeIn(statements, statement);
                    }

                    break;
                case ObservationInput seen when RecordOf(surrogate, seen.ExternalId) is { } record:
                    // One that is older than the horizon is told right after it.
                    TakeIn(statements, new Statement($"observation {seen.Sequence}", new Place(seen.EndOfSecond, false, seen.Sequence, true), null, new Observed(record, seen.End, seen.Status == ObservedStatus.Withdrawn ? true : null)));
                    break;
                default:
                    throw new ArgumentException($"The fold of {Domain} takes ticks, observations of its own records, and contracts of {typeof(TContent).Name} only.", nameof(inputs));
            }
        }

        // Seen while we were at it, our own cancellation looks like people's; seen again it does not.
        statements.RemoveAll(known => known.Observed is { End: RecordEnd.CalledOff, Ours: null } people
            && statements.Exists(other => other.Observed is { Ours: true } ours && ours.Record == people.Record && other.Place.Sequence > known.Place.Sequence));

        // A stable sort: contracts of one message keep its order.
        statements = [.. statements.OrderBy(statement => PlaceOf(statement, statements))];
        var old = Math.Max(0, statements.Count - most);
        var known = statements.Take(old).Aggregate(new Told(history.Known ?? Nothing, history.Ahead ?? []), Tell);
        var horizonNow = statements.Take(old).Select(statement => statement.Place).Append(history.Horizon).Max();
        statements.RemoveRange(0, old);

        var memory = statements.Aggregate(known, Tell).Memory;
        var (desired, wakeUps) = Show(surrogate, memory, passed ?? DateTimeOffset.MinValue, tables);
        var (shares, shared) = Shares.Between(history.Shared, Share(memory, passed ?? DateTimeOffset.MinValue, tables));
        var next = new History(statements, horizonNow is null ? null : known.Memory, horizonNow, passed, known.Ahead.Count == 0 ? null : known.Ahead, shared);
        return new FoldResult(JsonSerializer.Serialize(next, ContractJson.Options), desired, wakeUps, beyond) { Shares = shares };
    }

    /// <summary>Whether the contract calls off what it names: it then wins over others asserted at the same instant (rule 2).</summary>
    protected abstract bool CallsOff(TContent content);

    /// <summary>What is known after one more contract.</summary>
    protected abstract TMemory Tell(TMemory memory, DateTimeOffset assertedAt, TContent content);

    /// <summary>What is known after a record ended in Odoo, or was revived there by people; null while the story has not come to its record.</summary>
    /// <param name="record">Its external id after domain and surrogate: <c>_nls_g1</c>.</param>
    protected abstract TMemory? Observe(TMemory memory, string record, RecordEnd end);

    /// <summary>After a record that we called off ourselves was seen so in Odoo; null while the story has not come to its record. By what was heard since it may have been wanted all along: a terminal record is not taken up again (rule 5).</summary>
    /// <param name="record">As in <see cref="Observe"/>.</param>
    protected virtual TMemory? ObserveOurs(TMemory memory, string record) => memory;

    /// <summary>The complete desired set, and the wake-ups wanted.</summary>
    /// <param name="passed">An instant that has certainly passed.</param>
    protected abstract (IReadOnlyList<DesiredRecord> Desired, IReadOnlyList<WakeUp> WakeUps) Show(long surrogate, TMemory memory, DateTimeOffset passed, CodeTables tables);

    /// <summary>All that it shares with folds of the second level, as JSON.</summary>
    protected virtual IReadOnlyDictionary<FoldKey, string> Share(TMemory memory, DateTimeOffset passed, CodeTables tables) => ReadOnlyDictionary<FoldKey, string>.Empty;

    /// <summary>A sender's clock may be ahead of Odoo's: what was observed of a record before it was asked for waits for the statement that asks.</summary>
    private Told Tell(Told told, Statement statement)
    {
        if (statement.Observed is { } observed)
        {
            return See(told.Memory, observed) is { } seen
                ? told with { Memory = seen }
                : told with { Ahead = [.. told.Ahead.Where(other => other.Record != observed.Record), observed] };
        }

        var memory = Tell(told.Memory, statement.Place.AssertedAt, statement.Content!);
        var ahead = new List<Observed>();
        foreach (var waiting in told.Ahead)
        {
            if (See(memory, waiting) is { } seen)
            {
                memory = seen;
            }
            else
            {
                ahead.Add(waiting);
            }
        }

        return new Told(memory, ahead);
    }

    private TMemory? See(TMemory memory, Observed observed) => observed.Ours == true ? ObserveOurs(memory, observed.Record) : Observe(memory, observed.Record, observed.End);

    /// <summary>What we called off ourselves followed from what had been heard by then, whatever the clocks of its senders said: it stands after all that.</summary>
    private static Place PlaceOf(Statement statement, List<Statement> all) => statement.Observed is not { Ours: true }
        ? statement.Place
        : statement.Place with { AssertedAt = all.Where(other => other.Observed is null && other.Place.Sequence < statement.Place.Sequence).Select(other => other.Place.AssertedAt).Append(statement.Place.AssertedAt).Max() };

    private string? RecordOf(long surrogate, string externalId)
    {
        var own = $"{ExternalIds.Module}{Domain}_{surrogate}_";
        return externalId.StartsWith(own, StringComparison.Ordinal) ? externalId[(own.Length - 1)..] : null;
    }

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
    /// <param name="Ahead">Observations from before the horizon whose record the story has not come to.</param>
    /// <param name="Shared">As in <see cref="Shares"/>; null for nothing.</param>
    private sealed record History(
        IReadOnlyList<Statement> Statements, TMemory? Known, Place? Horizon, DateTimeOffset? Passed, IReadOnlyList<Observed>? Ahead = null, IReadOnlyList<Shared>? Shared = null);

    /// <summary>Either said by the source or observed in Odoo.</summary>
    private sealed record Statement(string Id, Place Place, TContent? Content, Observed? Observed = null);

    /// <param name="Ours">We called it off; null otherwise.</param>
    private sealed record Observed(string Record, RecordEnd End, bool? Ours = null);

    private sealed record Told(TMemory Memory, IReadOnlyList<Observed> Ahead);

    /// <summary>Where a contract or an observation stands in the story.</summary>
    private sealed record Place(DateTimeOffset AssertedAt, bool CallsOff, long Sequence, bool? IsObserved = null) : IComparable<Place>
    {
        public int CompareTo(Place? other) => other is null ? 1 : Order.CompareTo(other.Order);

        private (DateTimeOffset, bool, bool, long) Order => (AssertedAt, IsObserved ?? false, CallsOff, Sequence);
    }
}
