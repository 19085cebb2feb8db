using Integration.Contracts;
using Integration.Hl7v2;
using Integration.Hl7v2.Message;
using Integration.Ingestion;
using Integration.Ingestion.Watching;
using Integration.Journal;

namespace Integration.UnitTests.Ingestion;

public sealed class FeedNotesTests
{
    private static readonly DateTimeOffset s_received = new(2026, 10, 25, 0, 40, 0, TimeSpan.Zero);

    private readonly List<string> _noted = [];

    [Theory]
    [InlineData("20261025003000+0000", "")]
    [InlineData("20261024233959+0000", "FeedLate: message 7 was sent 01:00:01 before it came")]
    [InlineData("20261025005001+0000", "ClockAhead: message 7 is dated 00:10:01 ahead")]
    [InlineData("20261025005000+0000", "")]
    [InlineData("20261025023000", "")]
    [InlineData("20261023024000", "FeedLate: message 7 was sent 2d 00:00:00 before it came")]
    [InlineData("20261020", "")]
    [InlineData("yesterday", "")]
    [InlineData("", "")]
    public void The_age_of_MSH_7_is_held_against_what_is_expected(string sentAt, string expected)
    {
        Notes(honours: false).Note(new TakenMessage(Header(sentAt, ""), null, new AppendResult(7, 7, s_received, Resend: false, Refused: false)));

        Assert.Equal(expected, string.Join('|', _noted));
    }

    [Fact]
    public void A_resend_is_not_late()
    {
        Notes(honours: false).Note(new TakenMessage(Header("20200101000000+0000", ""), null, new AppendResult(7, 3, s_received, Resend: true, Refused: false)));

        Assert.Empty(_noted);
    }

    [Theory]
    [InlineData(true, "APP", "17", 17L)]
    [InlineData(true, "APP", " -1 ", -1L)]
    [InlineData(true, "APP", "-2", null)]
    [InlineData(true, "APP", "A17", null)]
    [InlineData(true, "APP", "", null)]
    [InlineData(true, "STRANGER", "17", null)]
    [InlineData(false, "APP", "17", null)]
    public void A_sequence_number_counts_where_the_sender_is_known_to_honour_it(bool honours, string application, string number, long? counts) =>
        Assert.Equal(counts, Notes(honours).LinkOf(Header("", number, application))?.Number);

    [Fact]
    public void A_refusal_is_told_apart_by_what_no_sender_can_choose()
    {
        var strange = new AcknowledgementError(ErrorCondition.UnknownKeyIdentifier, new Hl7Location("MSH", 1, 3), "x");
        var odd = new AcknowledgementError(ErrorCondition.SegmentSequenceError, new Hl7Location("Z99", 3, 7), "x");
        var notes = Notes(honours: false);
        foreach (var error in new[] { strange, odd })
        {
            notes.Note(new TakenMessage(null, new Refusal(AcknowledgementCode.AR, [error, strange]), new AppendResult(7, 7, s_received, Resend: false, Refused: false)));
        }

        Assert.Equal(["MessageRefused AR UnknownKeyIdentifier MSH-3: message 7", "MessageRefused AR SegmentSequenceError: message 7"], _noted);
    }

    private FeedNotes Notes(bool honours)
    {
        var sender = new SenderProfile(["APP"], ["FAC"], ["P"], ControlIdUse.Unique, "UTF-8", new Dictionary<string, string> { ["FAC"] = "Europe/Berlin" }, null) { HonoursSequence = honours };
        var feed = new InterfaceDefinition("north", "it", "127.0.0.1", 0, 1, InterfaceMode.Post, sender, new Dictionary<string, string>(), "North") { Expect = new FeedExpectation(null, null, TimeSpan.FromHours(1)) };
        return new FeedNotes(feed, (_, kind, subject, detail) => _noted.Add($"{kind}{(subject.Length == 0 ? "" : " ")}{subject}: {detail}"));
    }

    private static MessageHeader Header(string sentAt, string number, string application = "APP") =>
        Hl7Parser.Parse(System.Text.Encoding.UTF8.GetBytes($"MSH|^~\\&|{application}|FAC|||{sentAt}||SIU^S12|1|P|2.5|{number}\r"), new Hl7ParseOptions()).Header!;
}
