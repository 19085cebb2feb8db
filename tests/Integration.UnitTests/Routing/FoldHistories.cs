using FsCheck;
using FsCheck.Fluent;
using Integration.Contracts;
using Integration.Routing.Folds;
using static Integration.UnitTests.Routing.FoldStory;

namespace Integration.UnitTests.Routing;

/// <summary>Random histories of one key: few items, services and hours, so that things meet. Sequences and times are drawn apart: arrival says nothing of order.</summary>
internal static class FoldHistories
{
    public static Gen<FoldInput[]> OfCase { get; } =
        from count in Gen.Choose(1, 7)
        from sequences in Gen.Shuffle(Enumerable.Range(1, count).ToArray())
        from hours in Hours(count)
        from said in Gen.ArrayOf(CaseSaying, count)
        from tieCancel in Gen.Elements(false, false, true)
        from ticks in Gen.ArrayOf(Gen.Choose(20, 100), 2)
        from seen in Seen("case_12_g1", "case_12_g2")
        let contracts = said.Select((say, at) => say(sequences[at], hours[at]))
        let tie = tieCancel ? [Cancelled(50, hours[0])] : Array.Empty<FoldInput>()
        select (FoldInput[])[.. contracts, .. tie, Tick(90, ticks[0]), Tick(91, ticks[1]), .. seen];

    public static Gen<FoldInput[]> OfRequisition { get; } =
        from count in Gen.Choose(1, 7)
        from sequences in Gen.Shuffle(Enumerable.Range(1, count).ToArray())
        from hours in Hours(count)
        from said in Gen.ArrayOf(RequisitionSaying, count)
        from tieCancel in Gen.Elements(false, false, true)
        from seen in Seen("requisition_12_nls_g1", "requisition_12_nls_g2", "requisition_12_det_g1", $"requisition_12_stock_{ExternalIds.Part("OR-SUPPLY")}_g1")
        let contracts = said.Select((say, at) => say(sequences[at], hours[at]))
        let tie = tieCancel ? [Asked(50, hours[0], Say("1", LineAction.Cancel))] : Array.Empty<FoldInput>()
        select (FoldInput[])[.. contracts, .. tie, .. seen];

    /// <summary>What people made of some records, before or after they were asked for.</summary>
    private static Gen<FoldInput[]> Seen(params string[] records) =>
        from count in Gen.Choose(0, 3)
        from hours in Hours(count)
        from which in Gen.ArrayOf(Gen.Elements(records), count)
        from how in Gen.ArrayOf(Gen.Elements<Func<long, double, string, FoldInput>>(Done, Done, Refused, Refused, Revived), count)
        select (FoldInput[])[.. how.Select((see, at) => see(70 + at, hours[at], which[at]))];

    /// <summary>The inputs in another order, some of them twice, cut into batches.</summary>
    public static Gen<FoldInput[][]> Arrivals(FoldInput[] inputs) =>
        from again in Gen.SubListOf(inputs)
        from order in Gen.Shuffle(inputs.Concat(again).ToArray())
        from cuts in Gen.ArrayOf(Gen.Elements(false, true), order.Length)
        select Cut(order, cuts);

    public static IEnumerable<FoldInput[]> Permutations(FoldInput[] inputs) => inputs.Length <= 1
        ? [inputs]
        : inputs.SelectMany((first, at) => Permutations([.. inputs[..at], .. inputs[(at + 1)..]]).Select(rest => (FoldInput[])[first, .. rest]));

    /// <summary>Over a wide day hours rarely meet, over a narrow one often.</summary>
    private static Gen<int[]> Hours(int count) =>
        from day in Gen.Elements(4, 60, 60)
        from hours in Gen.ArrayOf(Gen.Choose(0, day), count)
        select hours;

    private static Gen<Func<int, int, FoldInput>> CaseSaying =>
        from lines in Gen.ListOf(from service in Gen.Elements("hip", "knee") from item in Gen.Elements("1", "2") from quantity in Gen.Choose(1, 3) select (service, item, (decimal)quantity))
        from removed in Gen.Elements("hip", "knee")
        from neededAt in Gen.Choose(5, 90)
        from saying in Gen.Elements<Func<int, int, FoldInput>>(
            (sequence, at) => Booked(sequence, at, neededAt, [.. lines]),
            (sequence, at) => Booked(sequence, at, neededAt, [.. lines, ("hip", "1", 1)]),
            (sequence, at) => Changed(sequence, at, neededAt, [.. lines]),
            (sequence, at) => Changed(sequence, at, null, (removed, "1", -1)),
            Cancel)
        select saying;

    private static Gen<Func<int, int, FoldInput>> RequisitionSaying =>
        from lines in Gen.NonEmptyListOf(RequisitionLine)
        from inFull in Gen.Elements(true, false, false, false)
        let distinct = lines.DistinctBy(line => line.Line).ToArray()
        select (Func<int, int, FoldInput>)((sequence, at) => inFull ? AskedInFull(sequence, at, distinct) : Asked(sequence, at, distinct));

    private static Gen<RequisitionLine> RequisitionLine =>
        from line in Gen.Elements("1", "5001.2", "5001.3")
        from item in Gen.Elements("1001", "1004")
        from quantity in Gen.Choose(1, 3)
        from vendor in Gen.Elements("nls", "det")
        from action in Gen.Elements(LineAction.Set, LineAction.Set, LineAction.Cancel, LineAction.Hold, LineAction.Release, LineAction.Status)
        from approval in Gen.Elements(Approval.Approved, Approval.Approved, Approval.Unstated, Approval.Refused)
        from form in Gen.Elements(Buy(line, item, quantity, vendor), Fetch(line, item, quantity), Say(line, action) with { Quantity = quantity }, Say("5001.*", LineAction.Cancel))
        select form.Line.EndsWith(Integration.Contracts.RequisitionLine.AllLines, StringComparison.Ordinal) ? form : form with { Action = action, Approval = approval };

    private static ContractInput Cancel(int sequence, int at) => Cancelled(sequence, at);

    private static FoldInput[][] Cut(FoldInput[] order, bool[] cuts)
    {
        var batches = new List<List<FoldInput>> { new() };
        foreach (var (input, cut) in order.Zip(cuts))
        {
            batches[^1].Add(input);
            if (cut)
            {
                batches.Add([]);
            }
        }

        return [.. batches.Select(batch => batch.ToArray())];
    }
}
