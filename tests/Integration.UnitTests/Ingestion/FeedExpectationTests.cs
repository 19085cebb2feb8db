using Integration.Contracts;

namespace Integration.UnitTests.Ingestion;

public sealed class FeedExpectationTests
{
    private static readonly TimeZoneInfo s_berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    private static readonly TimeSpan s_quarter = TimeSpan.FromMinutes(15);

    [Theory]
    [InlineData("12:00:00", "11:45:00", "01:00:00", true)]
    [InlineData("12:00:00", "11:45:01", "01:00:00", false)]
    [InlineData("12:00:00", null, "11:45:00", true)]
    [InlineData("12:00:00", null, "11:45:01", false)]
    [InlineData("12:00:00", "09:00:00", "11:50:00", false)]
    public void Silence_counts_from_the_last_message_or_from_when_somebody_listens(string now, string? last, string since, bool idle) =>
        Assert.Equal(idle, new FeedExpectation(s_quarter, null, null).IsIdle(At(now), last is null ? null : At(last), At(since)));

    [Theory]
    [InlineData("05:14:59", false)]
    [InlineData("05:15:00", true)]
    [InlineData("18:59:59", true)]
    [InlineData("19:00:00", false)]
    [InlineData("04:00:00", false)]
    public void Only_the_hours_count_and_silence_begins_anew_with_them(string now, bool idle) =>
        Assert.Equal(idle, new FeedExpectation(s_quarter, FeedHours.Read("06:00-20:00", s_berlin), null).IsIdle(At(now), At("00:30:00"), At("00:00:00")));

    [Theory]
    [InlineData("23:30:00", true)]
    [InlineData("03:00:00", true)]
    [InlineData("05:00:00", false)]
    public void Hours_go_over_midnight(string utc, bool within)
    {
        var opened = FeedHours.Read("22:00-06:00", s_berlin)!.Opened(At(utc));

        Assert.Equal(within, opened is not null);
        Assert.True(opened is null || TimeZoneInfo.ConvertTime(opened.Value, s_berlin).Hour == 22);
    }

    [Theory]
    [InlineData("6-20")]
    [InlineData("06:00")]
    [InlineData("06:00-06:00")]
    [InlineData("06:00-24:00")]
    public void Other_hours_are_none(string text) => Assert.Null(FeedHours.Read(text, s_berlin));

    [Fact]
    public void Without_a_silence_nothing_is_idle() => Assert.False(new FeedExpectation(null, null, s_quarter).IsIdle(At("12:00:00"), null, DateTimeOffset.MinValue));

    private static DateTimeOffset At(string time) => new(new DateOnly(2026, 1, 14).ToDateTime(TimeOnly.ParseExact(time, "HH:mm:ss", null)), TimeSpan.Zero);
}
