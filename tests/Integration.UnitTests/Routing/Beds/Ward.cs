using System.Globalization;
using System.Text.Json;
using Integration.Contracts;
using Integration.Routing;

namespace Integration.UnitTests.Routing.Beds;

/// <summary>
/// All folds of beds together, fed as a worker feeds them: a batch goes through the first level, what that shares through the second. Visits are 1 to 9, beds A to D in the unit N and X in the unit I; times are hours after a Monday morning,
/// 01:00 in New York: the night shift runs from hour -6 to hour 6, the day shift from hour 6 to hour 18.
/// </summary>
internal sealed class Ward(FoldOptions? options = null)
{
    public static readonly CodeTables Tables = new(
        1,
        [
            Table("beds", 2, "facility,location,unit,room,bed", "F,a,N,1,A", "F,b,N,1,B", "F,c,N,2,C", "F,d,N,2,D", "F,x,I,9,X"),
            Table("care-units", 1, "unit,name,site,turnover-minutes,turnover-project,staffing-project", "N,North 4 East,NORTH,60,Bed Turnover,Staffing", "I,Intensive Care,NORTH,45,Bed Turnover,"),
            Table("shifts", 2, "site,shift,start,end,zone", "NORTH,day,07:00,19:00,America/New_York", "NORTH,night,19:00,07:00,America/New_York"),
            Table("staffing-ratios", 3, "unit,shift,role,patients-per-person,minimum", "N,*,nurse,2,1", "N,day,aide,4,0"),
        ]);

    private readonly FoldRegistry _folds = RoutingRegistration.Folds(options ?? FoldStory.Options);
    private readonly SortedDictionary<FoldKey, FoldResult> _told = [];
    private long _sequence;

    public static FoldInput Say(double at, string visit, VisitEvent what, string? bed = null, double? happened = null, string? from = null, bool isolation = false, double? expected = null, long sequence = 0) =>
        Input(at, visit, what, EventStanding.Occurred, bed, happened, from, isolation, expected, sequence);

    public static FoldInput Cancel(double at, string visit, VisitEvent what, double? happened = null, string? bed = null, long sequence = 0) =>
        Input(at, visit, what, EventStanding.Cancelled, bed, happened, null, false, null, sequence);

    public static FoldInput Status(double at, string bed, BedCondition status) => FoldStory.Input(0, at, new BedStatus(bed, UnitOf(bed), "NORTH", status, null));

    public Ward Take(params IReadOnlyList<FoldInput> batch) => Take([.. batch.Select(input => (KeyOf(input), input.Sequence == 0 ? input with { Sequence = ++_sequence } : input))]);

    public Ward Tick(string domain, string key, double at) => Take([(new FoldKey(domain, key), new TickInput(0, "tick", FoldStory.Hour(at)))]);

    public Ward Close(string domain, string key, double at, string record) =>
        Take([(new FoldKey(domain, key), FoldStory.Done(++_sequence, at, record))]);

    public Ward Take(IReadOnlyList<(FoldKey Key, FoldInput Input)> batch)
    {
        var second = Run(batch.Where(one => _folds.For(one.Key.Domain).Level == FoldLevel.First));
        Run(second.Concat(batch.Where(one => _folds.For(one.Key.Domain).Level == FoldLevel.Second)));
        return this;
    }

    public FoldResult Of(string domain, string key) => _told[new FoldKey(domain, key)];

    public bool Knows(string domain, string key) => _told.ContainsKey(new FoldKey(domain, key));

    public string State(string domain, string key) => Of(domain, key).State;

    /// <summary>Each turnover of a bed: <c>1_g1 Active</c> is that of visit 1.</summary>
    public string[] Turnovers(string bed) => [.. Of("bed", bed).Desired.Select(record => $"{record.ExternalId[(record.ExternalId.IndexOf('_') + 1)..][3..]} {record.Standing}")];

    public IReadOnlyDictionary<string, string?> Turnover(string bed) => Of("bed", bed).Desired[^1].Fields;

    /// <summary>Each staffing task that stands, by its name.</summary>
    public string[] Staffing() => [.. Of("unit", "N").Desired.Where(record => record.Standing == RecordStanding.Active).Select(record => record.Fields["name"]!)];

    /// <summary>All that Odoo and the scheduler would see; a fold that was told something and then took it back is as one that never was.</summary>
    public string Seen() => JsonSerializer.Serialize(_told.Where(fold => fold.Value.Desired.Count + fold.Value.WakeUps.Count > 0).Select(fold => new { Key = fold.Key.ToString(), Seen = fold.Value.Seen() }));

    private List<(FoldKey Key, FoldInput Input)> Run(IEnumerable<(FoldKey Key, FoldInput Input)> inputs)
    {
        var shared = new List<(FoldKey Key, FoldInput Input)>();
        foreach (var group in inputs.GroupBy(one => one.Key, one => one.Input).OrderBy(group => group.Key))
        {
            var surrogate = SurrogateOf(group.Key.Key);
            var told = _folds.For(group.Key.Domain).Apply(surrogate, _told.GetValueOrDefault(group.Key)?.State, [.. group], Tables);
            _told[group.Key] = told;
            shared.AddRange(told.Shares.Select(share => (share.With, (FoldInput)new ShareInput(0, $"{group.Key.Domain}_{surrogate}", share.Content))));
        }

        return shared;
    }

    public static FoldKey KeyOf(FoldInput input) => ((ContractInput)input).Contract.Content switch
    {
        BedEvent said => new FoldKey("visit", said.Visit),
        BedStatus said => new FoldKey("bed-status", said.Bed),
        var other => throw new ArgumentException(other.Name),
    };

    private static long SurrogateOf(string key) => key.Length == 1 && char.IsDigit(key[0]) ? long.Parse(key, CultureInfo.InvariantCulture) : key[0];

    private static string UnitOf(string bed) => bed == "X" ? "I" : "N";

    private static ContractInput Input(double at, string visit, VisitEvent what, EventStanding standing, string? bed, double? happened, string? from, bool isolation, double? expected, long sequence) => FoldStory.Input(
        sequence,
        at,
        new BedEvent(
            visit,
            what,
            standing,
            "NORTH",
            bed is null ? null : UnitOf(bed),
            bed,
            from is null ? null : UnitOf(from),
            from,
            "I",
            isolation,
            happened is { } hour ? FoldStory.Hour(hour) : null,
            expected is { } when ? FoldStory.Hour(when) : null));

    private static CodeTable Table(string name, int keys, string columns, params string[] rows) => new(name, columns.Split(','), keys, rows.Select(row => new CodeRow(row.Split(','))));
}
