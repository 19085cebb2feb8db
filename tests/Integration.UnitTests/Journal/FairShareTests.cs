using Integration.Journal.Sql;

namespace Integration.UnitTests.Journal;

public sealed class FairShareTests
{
    private static readonly Dictionary<string, int> s_priorities = new() { ["or"] = 1, ["ward"] = 2, ["telemetry"] = 9 };

    [Fact]
    public void A_flood_takes_only_the_turns_the_others_leave() => Check(10, [("telemetry", 1000), ("or", 3)], [("or", 3), ("telemetry", 7)]);

    [Fact]
    public void Equal_backlogs_share_equally() => Check(9, [("telemetry", 50), ("or", 50), ("ward", 50)], [("or", 3), ("ward", 3), ("telemetry", 3)]);

    [Fact]
    public void The_last_turn_goes_by_priority() => Check(2, [("telemetry", 50), ("ward", 50), ("or", 50)], [("or", 1), ("ward", 1)]);

    [Fact]
    public void An_interface_without_a_priority_comes_last() => Check(1, [("another", 5), ("telemetry", 5)], [("telemetry", 1)]);

    [Fact]
    public void Nothing_waiting_is_nothing_taken() => Check(5, [("or", 0)], []);

    [Fact]
    public void Less_waiting_than_wanted_is_all_taken() => Check(100, [("or", 2), ("ward", 1)], [("or", 2), ("ward", 1)]);

    private static void Check(int most, (string, int)[] waiting, (string, int)[] expected) =>
        Assert.Equal(expected.ToDictionary(), FairShare.Split(most, waiting.ToDictionary(), s_priorities));
}
