using FsCheck;
using FsCheck.Fluent;
using Integration.Contracts;
using Integration.Routing;

namespace Integration.UnitTests.Routing;

/// <summary>What holds for every history of a key, for all folds.</summary>
public sealed class FoldPropertyTests
{
    private static readonly Config Quick = Config.QuickThrowOnFailure;

    public static TheoryData<string> Domains => ["case", "requisition", "asset"];

    [Theory]
    [MemberData(nameof(Domains))]
    public void Every_order_of_arrival_in_any_batches_and_with_repeats_ends_in_the_same_records_and_wake_ups(string domain)
    {
        var (fold, histories) = Of(domain);
        var cases = from history in histories
                    from arrival in FoldHistories.Arrivals(history)
                    select (history, arrival);

        Check(cases, given => fold.TellAll(given.history).Seen() == fold.Tell(given.arrival).Seen());
    }

    [Theory]
    [MemberData(nameof(Domains))]
    public void Every_permutation_of_up_to_five_inputs_ends_in_the_same_records_and_wake_ups(string domain)
    {
        var (fold, histories) = Of(domain);
        var few = histories.Select(history => history.TakeLast(5).ToArray());

        Check(few, history => FoldHistories.Permutations(history).Select(order => fold.Tell(order.Select(input => new[] { input })).Seen()).Distinct().Count() == 1, tests: 20);
    }

    [Theory]
    [MemberData(nameof(Domains))]
    public void No_record_ever_has_two_active_generations(string domain)
    {
        var (fold, histories) = Of(domain);

        Check(histories, history => Steps(fold, history).All(result => result.Desired
            .Where(record => record.Standing == RecordStanding.Active && HasGenerations(record))
            .GroupBy(RecordWithoutGeneration)
            .All(record => record.Count() == 1 && record.Single().ExternalId == result.Desired.Where(other => HasGenerations(other) && RecordWithoutGeneration(other) == record.Key).MaxBy(Generation)!.ExternalId)));
    }

    [Theory]
    [MemberData(nameof(Domains))]
    public void Told_in_order_of_time_every_generation_is_named_for_good_and_one_that_ended_stays_ended(string domain)
    {
        var (fold, histories) = Of(domain);

        Check(histories, history =>
        {
            var steps = Steps(fold, InOrder(history)).ToList();
            return steps.Zip(steps.Skip(1)).All(pair => pair.First.Desired.All(before =>
                pair.Second.Desired.SingleOrDefault(after => after.ExternalId == before.ExternalId) is { } now
                && (before.Standing == RecordStanding.Active || (now.Standing == before.Standing && new FoldResult("", [now], [], []).Seen() == new FoldResult("", [before], [], []).Seen()))));
        });
    }

    [Theory]
    [MemberData(nameof(Domains))]
    public void An_observation_alone_asks_for_nothing(string domain)
    {
        var (fold, histories) = Of(domain);

        Check(histories, history =>
        {
            var said = history.Where(input => input is not ObservationInput).ToArray();
            var after = history.OfType<ObservationInput>().Select(seen => seen with { At = FoldStory.Hour(500) }).ToArray();
            return fold.TellAll([.. said, .. after]).Seen() == fold.TellAll(said).Seen();
        });
    }

    [Theory]
    [InlineData("case")]
    [InlineData("requisition")]
    public void What_was_told_under_two_keys_and_then_joined_is_as_if_told_under_one(string domain)
    {
        var (fold, histories) = Of(domain);
        var cases = from history in histories
                    let said = history.Where(input => input is not ObservationInput).ToArray()
                    from some in Gen.SubListOf(said)
                    select (said, some: some.ToArray());

        Check(cases, given => fold.Apply(12, fold.TellAll(given.said.Except(given.some).ToArray()).State, [new JoinedInput(99, fold.TellAll(given.some).State)], FoldStory.Tables).Seen() == fold.TellAll(given.said).Seen());
    }

    [Theory]
    [MemberData(nameof(Domains))]
    public void No_two_things_share_an_external_id(string domain)
    {
        var (fold, histories) = Of(domain);

        Check(histories, history =>
        {
            var ids = fold.TellAll(history).Desired.SelectMany(record => record.Lines.Select(line => line.ExternalId).Append(record.ExternalId)).ToList();
            return ids.Count == ids.Distinct().Count();
        });
    }

    private static (IFold Fold, Gen<FoldInput[]> Histories) Of(string domain) => domain switch
    {
        "case" => (FoldStory.OfCase, FoldHistories.OfCase),
        "requisition" => (FoldStory.OfRequisition, FoldHistories.OfRequisition),
        _ => (FoldStory.OfAsset, AssetTold.Histories),
    };

    private static void Check<T>(Gen<T> cases, Func<T, bool> holds, int tests = 100) =>
        Prop.ForAll(cases.ToArbitrary(), holds).Check(Quick.WithMaxTest(tests));

    private static IEnumerable<FoldResult> Steps(IFold fold, FoldInput[] inputs) =>
        Enumerable.Range(1, inputs.Length).Select(count => fold.Tell(inputs[..count].Select(input => new[] { input })));

    /// <summary>As it came to pass: one message of a device may tell of several instants, between which others were told of, so each of its readings stands at its own.</summary>
    private static FoldInput[] InOrder(FoldInput[] history) =>
        [.. history.Where(input => input is not ObservationInput).SelectMany(AssetTold.Singly).OrderBy(Time).ThenBy(input => CallsOff(input)).ThenBy(input => input.Sequence)];

    private static DateTimeOffset Time(FoldInput input) => input is TickInput tick ? tick.At : ((ContractInput)input).Contract.Envelope.AssertedAt;

    private static bool CallsOff(FoldInput input) => input is ContractInput { Contract.Content: var content }
        && (content is DemandSignal { Standing: not CaseStanding.Booked } || (content is Requisition requisition && requisition.Lines.All(line => line.Action == LineAction.Cancel)));

    /// <summary>What only writes to equipment that people keep has none.</summary>
    private static bool HasGenerations(DesiredRecord record) => record.Kind != "equipment-reading";

    private static string RecordWithoutGeneration(DesiredRecord record) => record.ExternalId[..record.ExternalId.LastIndexOf("_g", StringComparison.Ordinal)];

    private static int Generation(DesiredRecord record) => int.Parse(record.ExternalId[(record.ExternalId.LastIndexOf("_g", StringComparison.Ordinal) + 2)..], provider: null);
}
