using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Integration.Contracts;
using Integration.Mapping.Master;
using Integration.Routing;
using Integration.Routing.Folds;
using Integration.UnitTests.Mapping;

namespace Integration.UnitTests.Routing;

/// <summary>What holds for every history of a master file's entry.</summary>
public sealed class MasterPropertyTests
{
    private static readonly CodeTables Tables = Shipped.Mappings.SeedTables();

    private static readonly MasterFold Fold = new(new FoldOptions());

    /// <summary>Few instants, so that many statements share one; prices apart, so that each proposal tells whose it is.</summary>
    private static readonly Gen<FoldInput[]> Histories =
        from count in Gen.Choose(1, 5)
        from said in Gen.ArrayOf(from hour in Gen.Choose(0, 2) from action in Gen.Elements(Enum.GetValues<MasterAction>()) from price in Gen.Choose(1, 9) select (hour, action, price), count)
        from tick in Gen.Choose(0, 3)
        select (FoldInput[])[.. said.Select((one, at) => FoldStory.Input(at + 1, one.hour, Entry(one.action, one.price))), .. tick == 0 ? [new TickInput(99, "none", FoldStory.Hour(1))] : Array.Empty<FoldInput>()];

    [Fact]
    public void Every_permutation_of_arrival_proposes_the_same_changes() =>
        Check(history => FoldHistories.Permutations(history).Select(order => Proposed([Newest(Fold.Tell(order.Select(input => new[] { input })))])).Distinct().Count() == 1);

    [Fact]
    public void What_people_are_shown_from_the_journal_is_what_the_fold_knows() =>
        Check(history => Proposed([Newest(Fold.TellAll(history))]) == Proposed(AssertedLast(history)));

    [Fact]
    public void It_desires_nothing_in_Odoo() => Check(history => Fold.TellAll(history) is { Desired: [], WakeUps: [] });

    private static MasterRecord Entry(MasterAction action, int price) =>
        new(MasterFile.Item, action, "1001", "1001", null, "Suture", "Units", true, [new MasterPackage("NLS", "Units", null, price, null, true)]);

    /// <summary>The last of what the fold keeps in order.</summary>
    private static Contract Newest(FoldResult result)
    {
        var last = JsonNode.Parse(result.State)!["statements"]!.AsArray()[^1]!;
        return ((ContractInput)FoldStory.Input(1, 0, last["content"].Deserialize<MasterRecord>(ContractJson.Options)!)).Contract;
    }

    /// <summary>As the journal lists them: each fact once, those asserted last, in the order they came.</summary>
    private static Contract[] AssertedLast(FoldInput[] history)
    {
        var facts = history.OfType<ContractInput>().OrderBy(input => input.Sequence).Select(input => input.Contract).DistinctBy(contract => contract.Envelope.Id).ToList();
        return [.. facts.Where(contract => contract.Envelope.AssertedAt == facts.Max(other => other.Envelope.AssertedAt))];
    }

    private static string Proposed(IReadOnlyList<Contract> newest) => string.Join("; ", MasterChanges.Of(newest, Tables, []).Select(change => $"{change.Action} {string.Join(", ", change.Rows.Select(row => string.Join('|', row.Values)))} {change.Note}"));

    private static void Check(Func<FoldInput[], bool> holds) => Prop.ForAll(Histories.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
}
