using System.Globalization;
using System.Reflection;
using Integration.Contracts;
using Integration.Ingestion.Watching;
using Integration.Journal;
using Integration.Journal.Sql;
using Microsoft.Extensions.Logging.Abstractions;

namespace Integration.UnitTests.Ingestion;

public sealed class EventRecorderTests : IDisposable
{
    private readonly NotedJournal _journal;
    private readonly EventRecorder _recorder;

    public EventRecorderTests()
    {
        var journal = DispatchProxy.Create<IEventJournal, NotedJournal>();
        _journal = (NotedJournal)(object)journal;
        _recorder = new EventRecorder(journal, TimeProvider.System, NullLogger<EventRecorder>.Instance);
    }

    public void Dispose() => _recorder.Dispose();

    [Fact]
    public async Task Counts_up_what_is_the_same_and_keeps_the_last_particulars()
    {
        _recorder.Note("north", InterfaceEventKind.Garbage, "", "1 bytes");
        _recorder.Note("north", InterfaceEventKind.Garbage, "", "2 bytes");
        _recorder.Note("south", InterfaceEventKind.Garbage, "", null);
        await _recorder.FlushAsync(default);
        await _recorder.FlushAsync(default);

        Assert.Equal(["north Garbage 2 2 bytes", "south Garbage 1 "], _journal.Words);
    }

    [Fact]
    public async Task One_more_than_the_bound_is_only_counted()
    {
        for (var at = 0; at < EventRecorder.Most + 2; at++)
        {
            _recorder.Note("north", InterfaceEventKind.ConnectionRefused, at.ToString(CultureInfo.InvariantCulture), null);
        }

        _recorder.Note("north", InterfaceEventKind.ConnectionRefused, "0", null);
        await _recorder.FlushAsync(default);

        Assert.Equal(EventRecorder.Most + 1, _journal.Words.Count);
        Assert.Equal("north EventsLost 2 ", _journal.Words[^1]);
        Assert.Equal("north ConnectionRefused 2 ", _journal.Words[0]);
    }

    [Fact]
    public async Task What_a_journal_that_is_away_did_not_take_waits_with_what_comes_after()
    {
        _journal.IsAway = true;
        _recorder.Note("north", InterfaceEventKind.Garbage, "", "first");
        await Assert.ThrowsAsync<JournalUnavailableException>(() => _recorder.FlushAsync(default));
        _recorder.Note("north", InterfaceEventKind.Garbage, "", "second");
        _journal.IsAway = false;
        await _recorder.FlushAsync(default);

        Assert.Equal(["north Garbage 2 second"], _journal.Words);
    }

    [Theory]
    [InlineData(null, 5L, 5L, null)]
    [InlineData(5L, 6L, 6L, null)]
    [InlineData(5L, 5L, 5L, "SequenceRepeat: 5 came again")]
    [InlineData(5L, 9L, 9L, "SequenceGap: 6 to 8 did not come")]
    [InlineData(500L, 1L, 1L, "SequenceRestart: 1 came after 500")]
    [InlineData(5L, 0L, 5L, "SequenceRestart: the link was started (0)")]
    [InlineData(5L, -1L, null, "SequenceRestart: the sender gave up its place (-1)")]
    public void Sequence_numbers_follow_the_protocol_of_the_standard(long? last, long number, long? kept, string? finding)
    {
        var found = LinkNumbers.Judge(ref last, number);

        Assert.Equal((kept, finding), (last, found is null ? null : $"{found.Kind}: {found.Detail}"));
    }

    public class NotedJournal : DispatchProxy
    {
        public List<string> Words { get; } = [];

        public bool IsAway { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (IsAway)
            {
                return Task.FromException(new JournalUnavailableException("It is away.", new TimeoutException()));
            }

            Words.AddRange(((IReadOnlyList<EventNote>)args![0]!).Select(note => string.Create(CultureInfo.InvariantCulture, $"{note.Interface} {note.Kind} {note.Count} {note.Detail}")));
            return Task.CompletedTask;
        }
    }
}
