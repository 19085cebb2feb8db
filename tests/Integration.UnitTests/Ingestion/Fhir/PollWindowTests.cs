using Integration.Contracts;
using Integration.Ingestion;
using Integration.Ingestion.Fhir.Polling;

namespace Integration.UnitTests.Ingestion.Fhir;

public sealed class PollWindowTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly FhirPoll s_poll = new("Appointment", "", [], [], History: false);

    [Fact]
    public void A_search_begins_at_an_instant_in_order_with_criteria_and_includes()
    {
        Assert.Equal("Appointment?_lastUpdated=ge2026-11-20T12:00:00.123Z&_sort=_lastUpdated&_count=50", PollWindow.Search(s_poll, 50, s_noon.AddTicks(1_239_999).ToOffset(TimeSpan.FromHours(-5))));
        var narrow = s_poll with { Criteria = "status=booked", Includes = ["Appointment:based-on"], ReverseIncludes = ["Task:focus"] };
        Assert.EndsWith("_count=50&status=booked&_include=Appointment%3Abased-on&_revinclude=Task%3Afocus", PollWindow.Search(narrow, 50, s_noon), StringComparison.Ordinal);
        Assert.Equal("Appointment/_history?_since=2026-11-20T12:00:00.000Z&_count=50", PollWindow.History(s_poll, 50, s_noon));
    }

    [Fact]
    public void A_history_takes_the_place_of_a_search_only_where_it_tells_all_of_it()
    {
        var history = s_poll with { History = true };
        Assert.True(PollWindow.HistorySuffices(history));
        Assert.All([s_poll, history with { Criteria = "a=b" }, history with { Includes = ["a:b"] }, history with { ReverseIncludes = ["a:b"] }], poll => Assert.False(PollWindow.HistorySuffices(poll)));
    }

    [Fact]
    public void The_watermark_is_the_servers_own_word_and_never_ahead_of_its_clock()
    {
        var entry = new PageEntry(true, "2026-11-20T13:00:00.5+01:00", s_noon.AddSeconds(0.5));
        Assert.Null(PollWindow.Move(null, s_noon));
        Assert.Equal("2026-11-20T13:00:00.5+01:00", PollWindow.Move(entry, s_noon)!.Text);
        Assert.Equal("2026-11-20T13:00:00.5+01:00", PollWindow.Move(entry, null)!.Text);
        Assert.Equal(s_noon.AddHours(-1).AddSeconds(1), PollWindow.Move(entry, s_noon.AddHours(-1))!.At);
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(-25, 0, false)]
    [InlineData(-40, -10, true)]
    [InlineData(-32, 0, true)]
    public void A_clock_that_was_put_back_by_more_than_the_overlap_is_seen(int clock, int from, bool seen)
    {
        Assert.Equal(seen, PollWindow.WasPutBack(s_noon.AddSeconds(from - 30), s_noon.AddSeconds(clock), s_noon, TimeSpan.FromSeconds(30)));
        Assert.False(PollWindow.WasPutBack(s_noon, null, s_noon, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("2020-05-29T11:44:13.1882432-05:00", "2020-05-29T16:44:13.188Z")]
    [InlineData("2020-05-29T11:44:13.123456789123Z", "2020-05-29T11:44:13.123Z")]
    [InlineData("2020-05-29T11:44:13Z", "2020-05-29T11:44:13.000Z")]
    [InlineData("2020-05-29", null)]
    [InlineData("yesterdayT", null)]
    [InlineData(null, null)]
    public void An_instant_is_read_to_what_the_clock_can_hold(string? text, string? expected) => Assert.Equal(expected, FhirPage.Instant(text) is { } at ? PollWindow.Words(at) : null);

    [Fact]
    public void Bounds_are_checked_together()
    {
        Assert.Empty(new IngestionOptions().Errors());
        var wrong = new PollingOptions { MaxPages = 0, Tries = 0, MaxAnswerBytes = 0, Lease = TimeSpan.FromMinutes(6), MostPause = TimeSpan.Zero };
        Assert.Equal(4, wrong.Errors().Count);
        Assert.Equal(4, new IngestionOptions { Polling = wrong }.Errors().Count);
        Assert.Single(new PollingOptions { Lease = TimeSpan.FromMinutes(6) }.Errors());
    }
}
