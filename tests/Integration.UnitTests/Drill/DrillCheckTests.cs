using Integration.Sandbox.Hospital.Drill;
using Integration.Worker.Drill;

namespace Integration.UnitTests.Drill;

/// <summary>The check of the drill sees what it is there to see: each test seeds one violation in an Odoo that is otherwise as it should be.</summary>
public sealed class DrillCheckTests
{
    private const string Order = "order RQ-00001 from NLS";
    private const string Entry = "entry N-D-00002";
    private const string Draft = "draft, priority 0, 0 notes: 1001 5.00 Units at 1.50";
    private const string Older = "draft, priority 0, 0 notes: 1001 3.00 Units at 1.50";
    private const string Edited = "draft, priority 0, 0 notes: 1001 33.00 Units at 1.50";
    private const string Charged = "N-D-00002 Operating room time for 4100 on 2026-11-21: 3 at -45.00";

    private readonly TestStory _ordered = new(new Wanted(Order, [Draft], false, "odoo-slow"));
    private readonly TestStory _charged = new(new Wanted(Entry, [Charged], false, "calm"));

    [Fact]
    public void Nothing_is_found_where_all_is_as_it_should_be() => Assert.Empty(Compare(Record(Order, Draft), Record(Entry, Charged)));

    [Fact]
    public void A_record_that_is_missing_was_lost()
    {
        var finding = Assert.Single(Compare(Record(Entry, Charged)));

        Assert.Equal((Promise.NothingLost, false, "odoo-slow"), (finding.Promise, finding.Holds, finding.Fault));
        Assert.Contains(Order, finding.What, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_that_is_there_twice_happened_twice()
    {
        var finding = Assert.Single(Compare(Record(Order, Draft), Record(Entry, Charged), Record(Entry, Charged, "integration.charge_2_again")));

        Assert.Equal((Promise.NothingTwice, false), (finding.Promise, finding.Holds));
        Assert.Contains("integration.charge_2_again", finding.What, StringComparison.Ordinal);
    }

    [Fact]
    public void An_order_that_nobody_asked_for_happened_twice() =>
        Assert.Equal(Promise.NothingTwice, Assert.Single(Compare(Record(Order, Draft), Record(Entry, Charged), Record("order RQ-00009 from SMO", Draft))).Promise);

    [Fact]
    public void A_record_under_two_external_ids_or_none_is_told()
    {
        Assert.Equal(Promise.NothingTwice, Assert.Single(Compare(Record(Order, Draft, "integration.a", "integration.b"), Record(Entry, Charged))).Promise);
        Assert.Equal(Promise.NothingTwice, Assert.Single(Compare(new Found(Order, Draft, [], true), Record(Entry, Charged))).Promise);
    }

    [Fact]
    public void An_older_value_has_overwritten_the_newer()
    {
        var finding = Assert.Single(Compare(Record(Order, Older), Record(Entry, Charged)));

        Assert.Equal(Promise.LatestWins, finding.Promise);
        Assert.Contains(Older, finding.What, StringComparison.Ordinal);
        Assert.Contains(Draft, finding.What, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_person_edited_was_overwritten()
    {
        _ordered.Took(new Wanted(Order, [Edited], true, "odoo-slow"));

        Assert.Empty(Compare(Record(Order, Edited), Record(Entry, Charged)));
        Assert.Equal(Promise.EditsIntact, Assert.Single(Compare(Record(Order, Draft), Record(Entry, Charged))).Promise);
    }

    [Fact]
    public void What_a_person_deleted_was_made_again()
    {
        _ordered.Took(new Wanted(Order, [], true, "odoo-slow"));

        Assert.Empty(Compare(Record(Entry, Charged)));
        Assert.Equal(Promise.EditsIntact, Assert.Single(Compare(Record(Order, Draft), Record(Entry, Charged))).Promise);
    }

    [Fact]
    public void What_is_cancelled_more_often_than_it_was_called_off_happened_twice()
    {
        var cancelled = Record(Order, "cancel, priority 0, 0 notes: ", "integration.old") with { Stands = false };

        Assert.Equal(Promise.NothingTwice, Assert.Single(Compare(Record(Order, Draft), Record(Entry, Charged), cancelled)).Promise);
        _ordered.End(Order);
        Assert.Empty(Compare(Record(Order, Draft), Record(Entry, Charged), cancelled));
    }

    private IReadOnlyList<Finding> Compare(params Found[] found) => DrillCheck.Compare([_ordered, _charged], found);

    private static Found Record(string key, string content, params string[] identities) => new(key, content, identities.Length > 0 ? identities : [$"integration.{key}"], true);

    private sealed class TestStory(Wanted wanted) : Story
    {
        public override IReadOnlyList<Wanted> Wants() => [wanted];
    }
}
