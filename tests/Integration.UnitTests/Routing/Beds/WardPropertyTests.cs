using FsCheck;
using FsCheck.Fluent;
using Integration.Contracts;

namespace Integration.UnitTests.Routing.Beds;

/// <summary>What holds for every history of a few visits, beds and a unit.</summary>
public sealed class WardPropertyTests
{
    private static readonly string[] s_beds = ["A", "B", "X"];

    [Fact]
    public void Every_order_of_arrival_in_any_batches_and_with_repeats_ends_in_the_same_records_and_wake_ups()
    {
        var cases = from history in Histories from arrival in Arrivals(history) select (history, arrival);

        Check(cases, given => Told([given.history]).Seen() == Told(given.arrival).Seen());
    }

    [Fact]
    public void A_bed_is_never_asked_to_be_turned_over_while_somebody_is_in_it() => Check(Histories, history =>
    {
        var ward = Told([history]);
        return Beds(ward).All(bed => Integration.Routing.Folds.Beds.Census.OfBed(bed, ward.State("bed", bed), FoldStory.Hour(1000)) is null || ward.Of("bed", bed).Desired.All(record => record.Standing != RecordStanding.Active));
    });

    private static IEnumerable<string> Beds(Ward ward) => s_beds.Where(bed => ward.Knows("bed", bed));

    private static Gen<(FoldKey Key, FoldInput Input)[]> Histories =>
        from count in Gen.Choose(1, 9)
        from said in Gen.ArrayOf(Saying, count)
        from statuses in Gen.ListOf(from at in Gen.Choose(0, 40) from bed in Gen.Elements("A", "B") from status in Gen.Elements(BedCondition.Unoccupied, BedCondition.Contaminated) select Ward.Status(at / 2d, bed, status), 2)
        from ticks in Gen.ListOf(from at in Gen.Choose(0, 80) from fold in Gen.Elements(new FoldKey("unit", "N"), new FoldKey("bed", "A"), new FoldKey("bed", "B")) select (Key: fold, At: at / 2d), 4)
        from seen in Gen.ListOf(from at in Gen.Choose(0, 20) from record in Gen.Elements("bed_65_1_g1", "bed_65_2_g1") from end in Gen.Elements(RecordEnd.Done, RecordEnd.None) select (record, at, end), 2)
        let contracts = said.Select((say, at) => say(at + 1)).Concat(statuses.Select((status, at) => (ContractInput)status with { Sequence = 20 + at }))
        select ((FoldKey Key, FoldInput Input)[])
        [
            .. contracts.Select(input => (Ward.KeyOf(input), input)),
            .. ticks.Select(tick => (tick.Key, (FoldInput)new TickInput(0, "tick", FoldStory.Hour(tick.At)))),
            .. seen.Select((one, at) => (new FoldKey("bed", "A"), (FoldInput)FoldStory.Observed(30 + at, one.at, one.record, ObservedStatus.Received, one.end))),
        ];

    private static Gen<Func<int, FoldInput>> Saying =>
        from at in Gen.Choose(0, 40)
        from earlier in Gen.Elements(0, 0, 1, 3)
        from visit in Gen.Elements("1", "2")
        from bed in Gen.Elements("A", "B", "X")
        from other in Gen.Elements("A", "B", null)
        from isolation in Gen.Elements(false, false, true)
        from what in Gen.Elements(Enum.GetValues<VisitEvent>().Concat([VisitEvent.Admitted, VisitEvent.Discharged, VisitEvent.Transferred]).ToArray())
        from isCancel in Gen.Elements(false, false, true)
        let hour = at / 2d
        let happened = earlier == 0 ? (double?)null : hour - (earlier / 2d)
        select (Func<int, FoldInput>)(sequence => isCancel
            ? Ward.Cancel(hour, visit, what, happened, other, sequence)
            : Ward.Say(hour, visit, what, bed, happened, what == VisitEvent.Transferred ? other : null, isolation, hour + 2, sequence));

    /// <summary>In another order, some of it twice, cut into batches. What one fold took in is not told apart by its batches.</summary>
    private static Gen<(FoldKey Key, FoldInput Input)[][]> Arrivals((FoldKey Key, FoldInput Input)[] inputs) =>
        from again in Gen.SubListOf(inputs)
        from order in Gen.Shuffle(inputs.Concat(again).ToArray())
        from size in Gen.Choose(1, 4)
        select order.Chunk(size).ToArray();

    private static Ward Told((FoldKey Key, FoldInput Input)[][] batches) => batches.Aggregate(new Ward(), (ward, batch) => ward.Take(batch));

    private static void Check<T>(Gen<T> cases, Func<T, bool> holds) => Prop.ForAll(cases.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(100));
}
