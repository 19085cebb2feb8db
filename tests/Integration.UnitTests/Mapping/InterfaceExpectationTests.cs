using Integration.Mapping;

namespace Integration.UnitTests.Mapping;

public sealed class InterfaceExpectationTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void What_is_usual_is_read_in_the_zone_of_the_facilities()
    {
        var load = Load("expect: { silence: 00:15:00, hours: \"06:00-20:00\", lateness: 1.02:00:00 }", "approval: every-order-sent\n      sequence: honoured");

        Assert.Empty(load.Problems);
        var (silence, hours, lateness) = load.Interfaces![1].Expect!;
        Assert.Equal((TimeSpan.FromMinutes(15), TimeSpan.FromHours(26), "America/New_York"), (silence, lateness, hours!.Zone.Id));
        Assert.True(load.Interfaces[1].Sender.HonoursSequence);
        Assert.Null(load.Interfaces[0].Expect);
        Assert.False(load.Interfaces[0].Sender.HonoursSequence);
    }

    [Theory]
    [InlineData("expect: { }", "'expect' names neither 'silence' nor 'lateness'.")]
    [InlineData("expect: { silence: 15 }", "'silence' must be a length of time, such as 00:15:00 or 1.00:00:00.")]
    [InlineData("expect: { lateness: 00:00:00 }", "'lateness' must be a length of time")]
    [InlineData("expect: { silence: 00:15:00, hours: day }", "'hours' must be two different times of day")]
    [InlineData("expect: { silence: 00:15:00, hours: \"06:00-20:00\", zone: Berlin }", "'Berlin' is no IANA time zone")]
    [InlineData("expect: { silence: 00:15:00, noise: 3 }", "'noise' is unknown here")]
    public void A_mistake_is_named(string line, string problem) =>
        Assert.Contains(Load(line, "approval: every-order-sent").Problems, one => one.Message.Contains(problem, StringComparison.Ordinal));

    [Fact]
    public void A_sequence_is_honoured_or_not_named() =>
        Assert.Contains("'sequence' can only be honoured", Assert.Single(Load("", "approval: every-order-sent\n      sequence: ignored").Problems).Message, StringComparison.Ordinal);

    [Fact]
    public void Hours_of_facilities_in_several_zones_need_one()
    {
        var good = Shipped.TwoInterfaces();
        File.WriteAllText(_file, good.Replace("    owner: Supply Chain\n", "    owner: Supply Chain\n    expect: { silence: 00:15:00, hours: \"06:00-20:00\" }\n", StringComparison.Ordinal));

        Assert.Contains("'hours' need a 'zone'", Assert.Single(InterfaceFile.Load(_file, Shipped.Mappings).Problems).Message, StringComparison.Ordinal);
    }

    private InterfaceFileLoad Load(string line, string approval)
    {
        var good = Shipped.TwoInterfaces();
        var at = good.IndexOf("  north-or-schedule:", StringComparison.Ordinal);
        var schedule = good[at..].Replace("    owner: OR Scheduling\n", $"    owner: OR Scheduling\n    {line}\n", StringComparison.Ordinal).Replace("approval: every-order-sent", approval, StringComparison.Ordinal);
        File.WriteAllText(_file, good[..at] + schedule);
        return InterfaceFile.Load(_file, Shipped.Mappings);
    }
}
