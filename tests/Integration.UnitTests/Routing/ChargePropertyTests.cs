using FsCheck;
using FsCheck.Fluent;
using Integration.Contracts;
using Integration.Routing.Folds;
using static Integration.UnitTests.Routing.ChargeFoldTests;
using static Integration.UnitTests.Routing.FoldStory;

namespace Integration.UnitTests.Routing;

/// <summary>What holds for every history of a transaction: charges, changes, credits in full and in part, under few numbers, and wake-ups.</summary>
public sealed class ChargePropertyTests
{
    private static readonly Config Quick = Config.QuickThrowOnFailure;

    private static readonly ChargeFold Fold = new(Options);

    private static Gen<FoldInput[]> Histories { get; } =
        from count in Gen.Choose(1, 7)
        from sequences in Gen.Shuffle(Enumerable.Range(1, count).ToArray())
        from hours in Gen.ArrayOf(Gen.Choose(0, 40), count)
        from said in Gen.ArrayOf(Saying, count)
        from ticks in Gen.ArrayOf(Gen.Choose(20, 130), 2)
        select (FoldInput[])[.. said.Select((say, at) => say(sequences[at], hours[at])), Gone(90, ticks[0]), Gone(91, ticks[1])];

    private static Gen<Func<long, double, FoldInput>> Saying { get; } =
        from amount in Gen.Elements(15m, 30m, 45m)
        from entry in Gen.Elements("T-1", "T-1", "T-2", "T-3")
        from day in Gen.Elements("2026-11-22", "2026-11-22", "2026-11-23")
        from saying in Gen.Elements<Func<long, double, FoldInput>>(
            (sequence, at) => Charge(sequence, at, amount, day), (sequence, at) => Charge(sequence, at, amount), (sequence, at) => Credit(sequence, at, amount, entry), (sequence, at) => Credit(sequence, at, amount, entry, day))
        select saying;

    [Fact]
    public void Every_order_of_arrival_in_any_batches_and_with_repeats_ends_in_the_same_entries_and_wake_ups()
    {
        var cases = from history in Histories from arrival in FoldHistories.Arrivals(history) select (history, arrival);

        Check.One(Quick, Prop.ForAll(cases.ToArbitrary(), given => Fold.TellAll(given.history).Seen() == Fold.Tell(given.arrival).Seen()));
    }

    [Fact]
    public void Every_permutation_of_up_to_five_inputs_ends_in_the_same_entries() => Check.One(
        Quick.WithMaxTest(20),
        Prop.ForAll(
            Histories.Select(history => history.TakeLast(5).ToArray()).ToArbitrary(),
            history => FoldHistories.Permutations(history).Select(order => Fold.Tell(order.Select(input => new[] { input })).Seen()).Distinct().Count() == 1));

    [Fact]
    public void Told_in_order_of_time_an_entry_that_may_be_written_is_never_taken_out_nor_changed() => Check.One(Quick, Prop.ForAll(Histories.ToArbitrary(), history =>
    {
        var inOrder = history.OrderBy(Time).ThenBy(input => input is ContractInput { Contract.Content: ServiceActivity { Kind: ActivityKind.Charge } }).ThenBy(input => input.Sequence).ToArray();
        var steps = Enumerable.Range(1, inOrder.Length).Select(count => Written(Fold.TellAll(inOrder[..count]))).ToList();
        return steps.Zip(steps.Skip(1)).All(step => step.First.All(entry => step.Second.TryGetValue(entry.Key, out var later) && later == entry.Value));
    }));

    [Fact]
    public void No_charge_is_taken_back_twice() => Check.One(Quick, Prop.ForAll(Histories.ToArbitrary(), history =>
    {
        var written = Written(Fold.TellAll(history)).Keys.ToList();
        var charged = written.Where(id => !id.EndsWith("_r", StringComparison.Ordinal)).ToList();
        return written.Count == written.Distinct().Count() && charged.TrueForAll(id => written.Count(other => other == id + "_r") <= 1);
    }));

    private static Dictionary<string, string> Written(FoldResult result) => result.Desired.Where(record => record.HeldBecause is null)
        .ToDictionary(record => record.ExternalId, record => string.Join('|', record.Fields.OrderBy(field => field.Key, StringComparer.Ordinal)));

    private static DateTimeOffset Time(FoldInput input) => input is TickInput tick ? tick.At : ((ContractInput)input).Contract.Envelope.AssertedAt;
}
