using FsCheck;
using FsCheck.Fluent;
using Integration.Contracts;
using Integration.Routing.Folds;
using static Integration.UnitTests.Routing.FoldStory;

namespace Integration.UnitTests.Routing;

/// <summary>Short words for what a device tells, and random histories of one. Times are hours as in <see cref="FoldStory"/>.</summary>
internal static class AssetTold
{
    public const string Pump = "SP-1";

    public static readonly string Battery = $"alarm_{ExternalIds.Part("Battery failing")}";

    public static readonly string Stopped = $"state_{ExternalIds.Part("Out of service")}";

    public static readonly string Check = $"due_hours_{ExternalIds.Part("Seal check")}";

    public static IReadOnlyList<CodeTable> Register { get; } =
    [
        new("assets", ["asset", "serial", "name", "model", "site", "location", "team"], 1, [new([Pump, "S/N 1", "Pump 1", "VP-5", "NORTH", "WARD4-SUPPLY", "Biomedical"])]),
        new("maintenance-thresholds", ["model", "counter", "name", "every"], 2, [new(["VP-5", "hours", "Seal check", "500"])]),
        new("board-levels", ["model", "item", "unit", "level", "refill"], 3, [new(["VP-5", "1014", "EA", "20", "100"])]),
        new("item-units", ["item", "unit"], 1, [new(["1014", "Units"])]),
    ];

    public static Gen<FoldInput[]> Histories { get; } =
        from count in Gen.Choose(1, 8)
        from sequences in Gen.Shuffle(Enumerable.Range(1, count).ToArray())
        from minutes in Gen.ArrayOf(Gen.Choose(0, 90), count)
        from said in Gen.ArrayOf(Saying, count)
        from ticks in Gen.ArrayOf(Gen.Choose(0, 240), 2)
        from seen in Seen
        select (FoldInput[])[.. said.Select((say, at) => Told(sequences[at], minutes[at] / 60.0, say(minutes[at] / 60.0))), Tick(90, ticks[0] / 60.0), Tick(91, ticks[1] / 60.0), .. seen];

    private static Gen<FoldInput[]> Seen =>
        from count in Gen.Choose(0, 3)
        from minutes in Gen.ArrayOf(Gen.Choose(0, 120), count)
        from which in Gen.ArrayOf(Gen.Elements($"{Battery}_g1", $"{Battery}_g2", $"{Stopped}_g1", $"{Check}_g1", $"{Check}_g2", "board_1014_g1"), count)
        from how in Gen.ArrayOf(Gen.Elements<Func<long, double, string, FoldInput>>(Done, Done, Refused, Revived), count)
        select (FoldInput[])[.. how.Select((see, at) => see(70 + at, minutes[at] / 60.0, $"asset_12_{which[at]}"))];

    private static Gen<Func<double, AssetReading[]>> Saying =>
        from hours in Gen.Elements(10m, 400m, 480m, 490m, 510m, 900m, 1100m)
        from phase in Gen.Elements(AlarmPhase.Start, AlarmPhase.Start, AlarmPhase.Continue, AlarmPhase.End)
        from stopped in Gen.Elements(true, false)
        from left in Gen.Elements(5m, 30m)
        from saying in Gen.Elements<Func<double, AssetReading[]>>(
            at => [Shows(at, hours)],
            at => [Shows(at, hours), Shows(at - 0.1, hours / 2)],
            at => [Sounds(at, phase)],
            at => [Sounds(at, phase), Sounds(at - 0.01, AlarmPhase.Start)],
            at => [stopped ? Stops(at) : Runs(at)],
            at => [Holds(at, left), Shows(at, hours)])
        select saying;

    public static ContractInput Told(long sequence, double at, params AssetReading[] readings) => Input(sequence, at, new AssetEvent(Pump, "NORTH", readings));

    /// <summary>Each reading of a message as a message of its own, asserted when it was read; anything else as it is.</summary>
    public static IEnumerable<FoldInput> Singly(FoldInput input) => input is ContractInput { Contract: { Content: AssetEvent told } contract } said
        ? told.Readings.Select((reading, at) => said with
        {
            Sequence = (said.Sequence * 10) + at,
            Contract = contract with { Envelope = contract.Envelope with { AssertedAt = reading.At }, Content = told with { Readings = [reading] } },
        })
        : [input];

    public static AssetReading Shows(double at, decimal value, string counter = "hours") => new(ReadingKind.Counter, Hour(at), counter, value, null, null, null, false);

    public static AssetReading Sounds(double at, AlarmPhase phase, string cause = "Battery failing", bool asks = true, int priority = 2) => new(ReadingKind.Alarm, Hour(at), cause, null, null, phase, priority, asks);

    public static AssetReading Stops(double at) => new(ReadingKind.State, Hour(at), "Out of service", null, null, null, 3, true);

    public static AssetReading Runs(double at) => new(ReadingKind.State, Hour(at), "In service", null, null, null, 0, false);

    public static AssetReading Holds(double at, decimal left) => new(ReadingKind.Consumable, Hour(at), "1014", left, "EA", null, null, false);
}
