using System.Net;
using Integration.Ingestion;
using Integration.UnitTests.Odoo;

namespace Integration.UnitTests.Ingestion;

public sealed class TurnedAwayTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void The_same_is_told_once_in_a_while_with_how_many_there_were()
    {
        var turned = new TurnedAway(_time);

        Assert.Equal([1L, null, null], [Add(turned, 1), Add(turned, 1), Add(turned, 1)]);
        Assert.Equal(1, Add(turned, 2));
        Assert.Equal(1, turned.Add("north", Address(1), "another reason"));
        _time.Advance(TurnedAway.Quiet);

        Assert.Equal(3, Add(turned, 1));
        Assert.Equal(6, turned.Totals["north"]);
    }

    [Fact]
    public void Beyond_the_bound_addresses_are_told_together_until_others_are_forgotten()
    {
        var turned = new TurnedAway(_time);
        for (var at = 0; at < TurnedAway.MostAddresses; at++)
        {
            Assert.Equal(1, Add(turned, at));
        }

        Assert.Equal([1L, null], [Add(turned, 5000), Add(turned, 5001)]);
        _time.Advance(TurnedAway.Quiet);
        Assert.Equal([1L, 1L], [Add(turned, 5000), Add(turned, 5001)]);
        Assert.Equal(TurnedAway.MostAddresses + 4, turned.Totals["north"]);
    }

    private static long? Add(TurnedAway turned, int address) => turned.Add("north", Address(address), "not allowed");

    private static IPAddress Address(int number) => new(0x0A000000 + number);
}
