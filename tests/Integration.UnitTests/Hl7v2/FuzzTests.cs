using System.Diagnostics;
using System.Globalization;
using Integration.Hl7v2;
using Integration.Hl7v2.Message;

namespace Integration.UnitTests.Hl7v2;

/// <summary>
/// Breaks real messages at random. A round is its number: what fails is repeated by giving it as <c>INTEGRATION_FUZZ_FROM</c>.
/// <c>INTEGRATION_FUZZ_MINUTES</c> makes it go on for as long, from a round that differs from day to day.
/// </summary>
public sealed class FuzzTests
{
    private const int Rounds = 5_000;
    private const int MaxMessage = 3_000;

    private static readonly Hl7Charset[] Defaults = [Hl7Charset.Utf8, Hl7Charset.Iso88591, Hl7Charset.Windows1252, Hl7Charset.Ascii, Hl7Charset.Iso885915];

    [CorpusFact]
    public void A_broken_message_gives_a_message_or_problems_and_can_always_be_answered()
    {
        var pieces = Corpus.Files().SelectMany(path => Hl7File.Read(Corpus.Read(path)).Messages).Select(piece => piece.Bytes.ToArray()).Where(piece => piece.Length < MaxMessage).ToArray();
        var minutes = Number("INTEGRATION_FUZZ_MINUTES", 0);
        var from = Number("INTEGRATION_FUZZ_FROM", minutes > 0 ? (int)(Stopwatch.GetTimestamp() % 1_000_000_000) : 1);
        var watch = Stopwatch.StartNew();

        // Tables that are read once are no cost of a message.
        Samples.WithHeader("PID|1");
        foreach (var charset in Defaults)
        {
            Hl7Parser.Parse((byte[])[.. Samples.Bytes("MSH|^~\\&|A|B|||20260101||ADT^A01|1|P|2.5|||||||?", "PID|1"), 0xE9], new Hl7ParseOptions { DefaultCharset = charset });
        }

        int read = 0, round = from;
        for (; minutes > 0 ? watch.Elapsed < TimeSpan.FromMinutes(minutes) : round < from + Rounds; round++)
        {
            read += Run(round, pieces) ? 1 : 0;
        }

        // Both must happen often, or the mutations prove nothing.
        Assert.InRange(read, (round - from) / 10, (round - from) * 9 / 10);
    }

    private static bool Run(int round, byte[][] pieces)
    {
        var mutation = new Mutation(round, pieces);
        try
        {
            return Holds(mutation.Bytes, new Hl7ParseOptions { DefaultCharset = Defaults[round % Defaults.Length], MaxSegments = 1 + (round % 200) });
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException($"Round {round}: {mutation.Name}. Repeat it with INTEGRATION_FUZZ_FROM={round}.", fault);
        }
    }

    /// <summary>Whether the message could be read, after all that must hold for it did.</summary>
    private static bool Holds(byte[] bytes, Hl7ParseOptions options)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = Hl7Parser.Parse(bytes, options);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000 + (20L * bytes.Length));
        Assert.Equal(result.Message is null, result.Problems.Count > 0);
        foreach (var problem in result.Problems.Concat(result.Message?.Warnings ?? []))
        {
            Assert.InRange(problem.ByteOffset, 0, bytes.Length);
            Assert.DoesNotMatch("[a-wyzA-Z0-8]", problem.Excerpt);
        }

        CorpusTests.ReadEverything(result.Message);
        Hl7Routing.TryRead(bytes, out _);
        var file = Hl7File.Read(bytes);
        Assert.All(file.Messages, piece => Assert.False(piece.Bytes.IsEmpty));
        Assert.All(file.Problems, problem => Assert.InRange(problem.ByteOffset, 0, bytes.Length));
        if (result.Message is { } message)
        {
            Assert.True(message.ToTree().ToBytes().AsSpan().SequenceEqual(bytes), "it does not come back to the byte");
        }

        var answer = new Acknowledgement(AcknowledgementCode.AR, "1", DateTimeOffset.UnixEpoch, [.. result.Problems.Select(AcknowledgementError.From)]).ToBytes(result.Header);

        // Who shows the character set by a mark alone gets an answer in it; without a mark and without MSH-18 it reads as the default.
        var byMarkAlone = TextForm.Detect(bytes).Charset is not null && result.Header is { DeclaredCharset: "" };
        Assert.True(byMarkAlone || Hl7Parser.Parse(answer, options).Header is { MessageType: "ACK" }, "the answer cannot be read");
        return result.Message is not null;
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
