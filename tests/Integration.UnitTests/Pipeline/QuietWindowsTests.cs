using System.Globalization;
using Integration.Pipeline;

namespace Integration.UnitTests.Pipeline;

public sealed class QuietWindowsTests
{
    [Theory]
    [InlineData("2026-11-22T21:59:59Z", false)]
    [InlineData("2026-11-22T22:00:00Z", true)]
    [InlineData("2026-11-23T00:29:59Z", true)]
    [InlineData("2026-11-23T00:30:00Z", false)]
    public void A_window_over_midnight_begins_and_ends_to_the_second(string instant, bool quiet) =>
        Assert.Equal(quiet, Read(["22:00-00:30"], "UTC").At(At(instant)) is not null);

    [Theory]
    [InlineData("2026-07-01T20:30:00Z", true)]
    [InlineData("2026-12-01T20:30:00Z", false)]
    public void A_window_keeps_the_wall_clock_of_its_zone(string instant, bool quiet) =>
        Assert.Equal(quiet, Read(["22:00-23:00"], "Europe/Berlin").At(At(instant)) is not null);

    [Fact]
    public void What_cannot_be_read_is_named_each_by_itself()
    {
        var errors = new List<string>();
        QuietWindows.Read(["22:00", "25:00-26:00", "01:00-01:00"], "Europe/Nowhere", errors);
        Assert.Equal(4, errors.Count);
    }

    [Fact]
    public void Refuses_more_windows_than_there_may_be()
    {
        var errors = new List<string>();
        QuietWindows.Read([.. Enumerable.Repeat("01:00-02:00", QuietWindows.Most + 1)], "UTC", errors);
        Assert.Single(errors);
    }

    private static QuietWindows Read(IReadOnlyList<string> windows, string zone)
    {
        var errors = new List<string>();
        var read = QuietWindows.Read(windows, zone, errors);
        Assert.Empty(errors);
        return read;
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
