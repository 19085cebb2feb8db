using System.Collections.Concurrent;
using System.Text;
using Integration.Contracts;
using Integration.Hl7v2.Message;
using Integration.Hl7v2.Mllp;
using Integration.Ingestion;
using Integration.Ingestion.Mllp;
using Integration.Journal;
using Integration.UnitTests.Hl7v2;
using Microsoft.Extensions.Logging.Abstractions;

namespace Integration.UnitTests.Ingestion;

/// <summary>Batches, and messages whose frames ran together, in one frame (HL7 v2.9.1 chapter 2, batch protocol).</summary>
public sealed class FrameOfSeveralTests
{
    private static readonly MllpPeer s_peer = new(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 1), 1);

    private const string File = "FHS|^~\\&|APP|FAC|RECV|RFAC|20260101||F.1||F-77";
    private const string Batch = "BHS|^~\\&|APP|FAC|RECV|RFAC|20260101||B.1||B-42";

    private readonly ScriptedJournal _journal = new();

    [Fact]
    public async Task A_batch_is_taken_message_by_message_and_answered_as_a_batch()
    {
        var answer = await AnswerAsync(File, Batch, One("C1"), One("C2"), "BTS|2", "FTS|1");
        Assert.Equal(
            [
                "FHS|^~\\&|RECV|RFAC|APP|FAC|20260102030405.000+0000||||1|F-77", "BHS|^~\\&|RECV|RFAC|APP|FAC|20260102030405.000+0000||||1|B-42",
                "MSH", "MSA|AA|C1", "MSH", "MSA|AA|C2", "BTS|2", "FTS|1",
            ],
            answer);
        Assert.Equal(["C1", "C2"], _journal.Taken.Select(message => message.ControlId));
    }

    [Fact]
    public async Task A_bad_message_in_the_middle_takes_none_of_its_neighbours_along()
    {
        var answer = await AnswerAsync(Batch, One("C1"), One("C2", "ADT^Z99"), One("C3"), "BTS|3");
        Assert.Equal(["MSA|AA|C1", "MSA|AR|C2", "MSA|AA|C3"], answer.Where(line => line.StartsWith("MSA", StringComparison.Ordinal)));
        Assert.Equal([false, true, false], _journal.Taken.Select(message => message.Rejection is not null));
    }

    [Fact]
    public async Task A_wrong_count_is_told_and_loses_nothing()
    {
        var answer = await AnswerAsync(Batch, One("C1"), One("C2"), "BTS|3");
        Assert.Equal("BTS|2|BTS-1 says 3 messages, there are 2", answer[^1]);
        Assert.Equal(2, _journal.Taken.Count);
        Assert.Equal("BTS|1|BTS is missing", (await AnswerAsync(Batch, One("C3")))[^1]);
    }

    [Fact]
    public async Task Batches_of_a_file_are_answered_batch_by_batch()
    {
        var answer = await AnswerAsync(File, Batch, One("C1"), "BTS|1", Batch.Replace("B-42", "B-43", StringComparison.Ordinal), "BTS|0", "FTS|2");
        Assert.Equal(["B-42", "B-43"], answer.Where(line => line.StartsWith("BHS", StringComparison.Ordinal)).Select(line => line[^4..]));
        Assert.Equal(["BTS|1", "BTS|0", "FTS|2"], answer.Where(line => line[1..].StartsWith("TS", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Only_the_answers_that_are_wanted_stand_in_the_batch()
    {
        var answer = await AnswerAsync(Batch, One("C1") + "|||NE|NE", One("C2") + "|||ER|NE", One("C3", "ADT^Z99") + "|||ER|NE", "BTS|3");
        Assert.Equal(["MSA|CR|C3", "BTS|1"], answer.Where(line => !line.StartsWith("MSH", StringComparison.Ordinal) && !line.StartsWith("ERR", StringComparison.Ordinal)).Skip(1));
    }

    [Fact]
    public async Task Messages_whose_frames_ran_together_get_an_answer_in_a_frame_each()
    {
        var reply = await HandleAsync(One("C1"), One("C2", "ADT^Z99"), One("C3"));
        var frames = Frames(reply);
        Assert.Equal(["AA C1", "AR C2", "AA C3"], frames.Select(frame => $"{Samples.Text(Samples.Message(frame), "MSA-1")} {Samples.Text(Samples.Message(frame), "MSA-2")}"));
    }

    [Fact]
    public async Task Text_before_a_message_has_its_outcome_but_no_answer_that_could_be_taken_for_the_message_s()
    {
        var frames = Frames(await HandleAsync("rubbish", One("C1")));
        Assert.Equal("C1", Samples.Text(Samples.Message(Assert.Single(frames)), "MSA-2"));
        Assert.Equal([true, false], _journal.Taken.Select(message => message.Rejection is not null));
    }

    [Fact]
    public async Task The_same_frame_again_is_answered_the_same()
    {
        string[] frame = [Batch, One("C1"), One("C2"), "BTS|2"];
        var first = await HandleAsync(frame);
        Assert.Equal(first.Bytes.ToArray(), (await HandleAsync(frame)).Bytes.ToArray());
        Assert.Equal(4, _journal.Taken.Count);
    }

    [Fact]
    public async Task Nothing_is_answered_when_the_journal_goes_away_in_the_middle_and_the_rest_is_accepted_afterwards()
    {
        string[] frame = [Batch, One("C1"), One("C2"), "BTS|2"];
        _journal.AwayAfter = 1;
        Assert.True((await HandleAsync(frame)).Closes);
        _journal.AwayAfter = int.MaxValue;
        Assert.Equal(["MSA|AA|C1", "MSA|AA|C2"], (await AnswerAsync(frame)).Where(line => line.StartsWith("MSA", StringComparison.Ordinal)));
        Assert.Equal([true, false], _journal.Resends.TakeLast(2));
    }

    [Fact]
    public async Task A_frame_of_more_messages_than_the_bound_is_refused_and_kept_as_a_whole()
    {
        var four = Enumerable.Range(1, 4).Select(number => One($"C{number}")).ToArray();
        Assert.Equal(4, Frames(await HandleAsync(four)).Count);
        _journal.Taken.Clear();
        var answer = Samples.Message(Assert.Single(Frames(await HandleAsync([.. four, One("C5")]))));
        Assert.Equal(("AR", "C1"), (Samples.Text(answer, "MSA-1"), Samples.Text(answer, "MSA-2")));
        Assert.Contains("C5", Encoding.UTF8.GetString(Assert.Single(_journal.Taken).Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_message_of_a_UTF_16_batch_stands_for_itself()
    {
        byte[] frame = [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(string.Join('\r', Batch, One("C1"), One("C2"), "BTS|2"))];
        var reply = await Intake().HandleAsync(new MllpFrame(frame, 1), s_peer, default);
        Assert.StartsWith("\uFEFFBHS|", Encoding.Unicode.GetString(reply.Bytes.Span), StringComparison.Ordinal);
        Assert.All(_journal.Taken, message => Assert.Empty(Hl7Parser.Parse(message.Body, new Hl7ParseOptions()).Problems));
        Assert.Equal(1, Encoding.Unicode.GetString(reply.Bytes.Span).Count(character => character == '\uFEFF'));
    }

    [Fact]
    public async Task A_single_message_is_kept_as_it_came()
    {
        await HandleAsync(One("C1"), "ZZ1|the name MSH in a field");
        Assert.Equal(Samples.Bytes(One("C1"), "ZZ1|the name MSH in a field"), Assert.Single(_journal.Taken).Body.ToArray());
    }

    [CorpusFact]
    public async Task Every_message_of_the_corpus_s_files_of_several_is_taken_and_answered()
    {
        var files = Corpus.Files().Where(path => FrameOfSeveral.Cut(Corpus.Read(path)) is not null).ToList();
        Assert.InRange(files.Count, 10, 200);
        foreach (var path in files)
        {
            var bytes = Corpus.Read(path);
            _journal.Taken.Clear();
            var contents = Hl7File.Read(bytes);
            var reply = await Intake(most: 1000).HandleAsync(new MllpFrame(bytes, 1), s_peer, default);
            Assert.False(reply.Closes);
            Assert.Equal(contents.Messages.Count, _journal.Taken.Count);
            var isWanted = contents.Messages.Any(piece => Hl7Parser.ReadHeader(piece.Bytes, new Hl7ParseOptions()) is { AcceptAcknowledgement: not "NE" });
            Assert.True(isWanted != reply.Bytes.IsEmpty, path);
        }
    }

    private static string One(string controlId, string type = "ADT^A01") => $"MSH|^~\\&|APP|FAC|RECV|RFAC|20260101||{type}|{controlId}|P|2.5.1";

    private async Task<string[]> AnswerAsync(params string[] segments) =>
        [.. Encoding.UTF8.GetString((await HandleAsync(segments)).Bytes.Span).Split('\r', StringSplitOptions.RemoveEmptyEntries).Select(line => line.StartsWith("MSH", StringComparison.Ordinal) ? "MSH" : line)];

    private Task<MllpReply> HandleAsync(params string[] segments) => Intake().HandleAsync(new MllpFrame(Samples.Bytes(segments), 1), s_peer, default).AsTask();

    private static List<byte[]> Frames(MllpReply reply) =>
        [.. Encoding.UTF8.GetString(reply.Bytes.Span).Split("\u001c\r\u000b").Select(Encoding.UTF8.GetBytes)];

    private MllpIntake Intake(int most = 4)
    {
        var sender = new SenderProfile(["APP"], ["FAC"], ["P"], ControlIdUse.Unique, "UTF-8", new Dictionary<string, string>(), null);
        var definition = new InterfaceDefinition("north", "it", "127.0.0.1", 0, 1, InterfaceMode.Post, sender, new Dictionary<string, string> { ["ADT^A01"] = "v1" }, "North");
        var messages = new MessageIntake(definition, _journal, _ => { }, (_, _, _, _) => { }, 100_000, NullLogger.Instance);
        var answers = new AcceptAnswers(answersAfterMapping: false);
        var several = new FrameOfSeveral("north", messages, answers, Hl7Charset.Utf8, most, (_, _, _, _) => { }, TimeProvider.System, NullLogger.Instance);
        return new MllpIntake("north", messages, answers, several, new OpenConnections(), 100_000, NullLogger.Instance);
    }

    /// <summary>Remembers identities as the journal does, and goes away when told to.</summary>
    private sealed class ScriptedJournal : IMessageAppend
    {
        private static readonly DateTimeOffset s_at = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        private readonly Dictionary<string, long> _first = [];

        public List<IncomingMessage> Taken { get; } = [];

        public ConcurrentQueue<bool> Resends { get; } = [];

        public int AwayAfter { get; set; } = int.MaxValue;

        public ValueTask<AppendResult> AppendAsync(IncomingMessage message, CancellationToken cancellationToken)
        {
            if (Taken.Count >= AwayAfter)
            {
                throw new JournalUnavailableException("away", new IOException());
            }

            Taken.Add(message);
            var key = Convert.ToHexString(message.IdentityHash);
            var resend = !_first.TryAdd(key, Taken.Count);
            Resends.Enqueue(resend);
            return ValueTask.FromResult(new AppendResult(Taken.Count, _first[key], s_at, resend, Refused: false));
        }
    }
}
