using Integration.Hl7v2.Message;
using Integration.Mapping;
using Integration.Mapping.Inbound;

namespace Integration.UnitTests.Mapping;

/// <summary>Where a sender puts what the standard has elsewhere.</summary>
public sealed class SenderPositionTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("ITM-14", "ITM-15")]
    [InlineData("ITM[2]-14[*].1.2", "ITM[2]-15[*].1.2")]
    [InlineData("PKG-3", "PKG-4")]
    [InlineData("PKG-4", "PKG-3")]
    [InlineData("IVT-9.1", "ITV-7.1")]
    [InlineData("IVT-2.1", "ITV-2.1")]
    [InlineData("ITM-10", "ITM-10")]
    [InlineData("VND-5", "VND-5")]
    public void A_path_of_the_standard_reads_where_the_sender_has_it(string standard, string sent) =>
        Assert.Equal(sent, new SenderPositions(Positions("{ ITM-14: ITM-15, PKG-3: PKG-4, PKG-4: PKG-3, IVT: ITV, IVT-9: ITV-7 }")).Of(PathOf(standard)).ToString());

    [Fact]
    public void A_sender_that_keeps_to_the_standard_has_none() => Assert.All(Shipped.Interfaces, one => Assert.Empty(one.Sender.Positions));

    [Fact]
    public void A_trace_says_what_each_moved_field_stands_for()
    {
        var message = Shipped.Parse(File.ReadAllText(Path.Combine(Shipped.Root, "mappings", "hl7v2", "MFN_M16", "v1", "cases", "shifted-sender", "source.hl7")));
        var feed = Shipped.Interface("north-items");

        var trace = Shipped.Mappings.Trace(message, Shipped.Context(feed with { Sender = feed.Sender with { Positions = Positions("{ ITM-14: ITM-15, IVT: ITV, IVT-9: ITV-7 }") } }));

        Assert.Contains(new FieldSeen("ITM-15", "Y", "ITM-14"), trace.Used);
        Assert.Contains(new FieldSeen("ITV-7.1", "EA", "IVT-9.1"), trace.Used);
        Assert.Contains(new FieldSeen("ITM-1.1", "1019"), trace.Used);
        Assert.Contains(new FieldSeen("ITM-14", "N"), trace.Unused);
        Assert.Contains(trace.Lookups, lookup => lookup is { Table: "units", Where: "MATERIAL_ITEM_RECORD[1] ITV-7.1" });
    }

    [Fact]
    public void A_segment_under_the_senders_name_is_not_absent()
    {
        using var folder = new MappingFolder();
        folder.Replace("hl7v2/MFN_M16/v1.yaml", "each: MATERIAL_ITEM_RECORD #", "suppress:\n  no-places: { absent: IVT }\neach: MATERIAL_ITEM_RECORD #");
        folder.Release();
        var mappings = folder.Load();
        var message = Shipped.Parse(File.ReadAllText(Path.Combine(Shipped.Root, "mappings", "hl7v2", "MFN_M16", "v1", "cases", "shifted-sender", "source.hl7")));
        var feed = Shipped.Interface("north-items");

        Assert.Equal("no-places", mappings.Map(message, Shipped.Context(feed)).SuppressedBy);
        Assert.Null(mappings.Map(message, Shipped.Context(feed with { Sender = feed.Sender with { Positions = Positions("{ IVT: ITV }") } })).SuppressedBy);
    }

    [Theory]
    [InlineData("{ ITM-11: IVT-12 }", "'ITM-11' can only move within its segment, or to the name the sender has for it.")]
    [InlineData("{ ITM-11.1: ITM-12.1 }", "'ITM-11.1: ITM-12.1' is no position: a field of the standard by the sender's (ITM-14: ITM-15), or a segment by the sender's name for it (IVT: ITV).")]
    [InlineData("{ ITM-11: ITM }", "'ITM-11: ITM' is no position: a field of the standard by the sender's (ITM-14: ITM-15), or a segment by the sender's name for it (IVT: ITV).")]
    [InlineData("{ item: code }", "'item: code' is no position: a field of the standard by the sender's (ITM-14: ITM-15), or a segment by the sender's name for it (IVT: ITV).")]
    [InlineData("{ ITM-11: ITM-11 }", "'ITM-11' stands where the standard has it: leave it out.")]
    [InlineData("{ MSH-4: MSH-6 }", "MSH-4 cannot be moved: MSH, PID, PD1, MRG, NK1, GT1, IN1, IN2, IN3, NTE are read where the standard has them, or not at all.")]
    [InlineData("{ ITM: PID }", "PID cannot be moved: MSH, PID, PD1, MRG, NK1, GT1, IN1, IN2, IN3, NTE are read where the standard has them, or not at all.")]
    [InlineData("{ ITM-11: ITM-12, ITM-13: ITM-12 }", "ITM-11 and ITM-13 cannot both stand at ITM-12.")]
    public void What_cannot_be_meant_is_refused_with_its_line(string positions, string problem)
    {
        var load = Load(positions);

        Assert.Null(load.Interfaces);
        var found = Assert.Single(load.Problems);
        Assert.Equal(problem, found.Message);
        Assert.Contains("positions:", File.ReadAllLines(_file)[found.Line - 1], StringComparison.Ordinal);
    }

    [Fact]
    public void There_may_be_two_hundred_and_no_more()
    {
        static string Shifted(int count) => $"{{ {string.Join(", ", Enumerable.Range(1, count).Select(field => $"ITM-{field}: ITM-{field + 1}"))} }}";

        Assert.Empty(Load(Shifted(SenderPositions.Most)).Problems);
        Assert.Equal("There may be 200 positions, not 201.", Assert.Single(Load(Shifted(SenderPositions.Most + 1)).Problems).Message);
    }

    private IReadOnlyDictionary<string, string> Positions(string yaml) => Load(yaml).Interfaces![0].Sender.Positions;

    private InterfaceFileLoad Load(string positions)
    {
        File.WriteAllText(_file, Shipped.TwoInterfaces().Replace("approval: every-order-sent #", $"positions: {positions}\n      approval: every-order-sent #", StringComparison.Ordinal));
        return InterfaceFile.Load(_file, Shipped.Mappings);
    }

    private static Hl7Path PathOf(string text) => Hl7Path.Parse(text).TryGet(out var path, out _) ? path : throw new ArgumentException(text, nameof(text));
}
