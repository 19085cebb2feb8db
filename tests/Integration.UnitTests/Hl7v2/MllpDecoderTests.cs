using System.Buffers;
using System.Text;
using Integration.Hl7v2.Mllp;

namespace Integration.UnitTests.Hl7v2;

public sealed class MllpDecoderTests
{
    private const string S = "\u000b";
    private const string E = "\u001c\r";

    [Theory]
    [InlineData(S + "one" + E, "F:one")]
    [InlineData(S + "one" + E + S + "two" + E + S + E, "F:one F:two F:")]
    [InlineData(S + "one" + E + "\r\n" + S + "two" + E + "\n", "F:one F:two")]
    [InlineData("junk" + S + "one" + E + "more junk" + S + "two" + E, "Garbage:4 F:one Garbage:9 F:two")]
    [InlineData("lost start" + E + S + "two" + E, "MissingStart:10 F:two")]
    [InlineData(S + "no end" + S + "two" + E, "MissingEnd:6 F:two")]
    [InlineData(S + S + "two" + E, "MissingEnd:0 F:two")]
    [InlineData(S + "one\u001c" + S + "two" + E, "F:one F:two")]
    [InlineData(S + "one\u001c\n" + S + "two" + E, "F:one F:two")]
    [InlineData(S + "o\u001cne" + E, "F:o\u001cne")]
    [InlineData(E + S + "one" + E, "F:one")]
    [InlineData(S + "cut", "Truncated:3")]
    [InlineData(S + "one" + E + "tail", "F:one Garbage:4")]
    [InlineData(S + "0123456789" + E, "F:0123456789")]
    [InlineData(S + "0123456789a" + E + S + "two" + E, "TooLong F:two")]
    [InlineData(S + "0123456789 0123456789 never ends" + S + "two" + E, "TooLong F:two")]
    public void The_same_comes_out_wherever_the_stream_is_split(string stream, string expected)
    {
        var bytes = Encoding.Latin1.GetBytes(stream);
        for (var first = 0; first <= bytes.Length; first++)
        {
            for (var second = first; second <= bytes.Length; second++)
            {
                // How much of an over-long frame is seen when it is given up depends on the split.
                var found = Decode(new MllpDecoder(10), bytes[..first], bytes[first..second], bytes[second..]);
                Assert.Equal(expected, string.Join(' ', found.Select(item => item.StartsWith("TooLong", StringComparison.Ordinal) ? "TooLong" : item)));
            }
        }
    }

    [Fact]
    public void One_byte_at_a_time_is_enough() =>
        Assert.Equal(["Garbage:1", "F:one", "MissingEnd:3", "F:three"],
            Decode(new MllpDecoder(10), [.. Encoding.Latin1.GetBytes("x" + S + "one" + E + S + "two" + S + "three" + E).Select(value => new[] { value })]));

    [Fact]
    public void Counts_what_it_skips()
    {
        var decoder = new MllpDecoder(10);
        Decode(decoder, Encoding.Latin1.GetBytes("junk" + S + "one" + E + "\r\n" + S + "two" + E));
        Assert.Equal(6, decoder.GarbageBytes);
    }

    [Fact]
    public void A_problem_shows_the_beginning_and_no_more_than_its_bound()
    {
        var decoder = new MllpDecoder(100_000);
        var buffer = new ReadOnlySequence<byte>([.. new byte[10_000], 0x0B]);
        Assert.True(decoder.TryRead(ref buffer, out _, out var problem));
        Assert.Equal((10_000, MllpDecoder.HeadBytes), (problem!.Length, problem.Head.Length));
    }

    [Fact]
    public void The_header_of_a_frame_that_is_too_long_can_be_read_for_the_answer()
    {
        var frame = MllpFraming.Wrap(Samples.Bytes(Samples.Header, "OBX|1|ED|||" + new string('x', 9000)));
        var buffer = new ReadOnlySequence<byte>(frame);
        Assert.True(new MllpDecoder(8000).TryRead(ref buffer, out _, out var problem));
        Assert.Equal((MllpProblemKind.TooLong, "C1"), (problem!.Kind, problem.ReadHeader()!.ControlId));
        Assert.DoesNotContain("C1", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Frames_are_numbered()
    {
        var decoder = new MllpDecoder(10);
        var buffer = new ReadOnlySequence<byte>(Encoding.Latin1.GetBytes(S + "a" + E + S + "b" + E));
        decoder.TryRead(ref buffer, out var first, out _);
        decoder.TryRead(ref buffer, out var second, out _);
        Assert.Equal((1, 2), (first!.Value.Number, second!.Value.Number));
    }

    [Fact]
    public void Says_whether_something_is_begun()
    {
        var decoder = new MllpDecoder(10);
        Decode(decoder, Encoding.Latin1.GetBytes(S + "one" + E + "\r\n"));
        Assert.False(decoder.IsMidFrame);
        var buffer = new ReadOnlySequence<byte>(Encoding.Latin1.GetBytes(S + "tw"));
        decoder.TryRead(ref buffer, out _, out _);
        Assert.True(decoder.IsMidFrame);
    }

    [Theory]
    [InlineData("127.0.0.1", 0, 1, 1024, 1, 1, 0)]
    [InlineData("::1", 65_535, 10_000, 256 * 1024 * 1024, 1024, 604_800, 0)]
    [InlineData("localhost", -1, 0, 1023, 0, 0, 10)]
    [InlineData("", 65_536, 10_001, (256 * 1024 * 1024) + 1, 1025, 604_801, 11)]
    public void All_wrong_options_are_named_together(string address, int port, int connections, int bytes, int inFlight, int seconds, int errors)
    {
        var time = TimeSpan.FromSeconds(seconds);
        var options = new MllpServerOptions
        {
            Address = address,
            Port = port,
            MaxConnections = connections,
            MaxFrameBytes = bytes,
            MaxInFlightPerConnection = inFlight,
            IdleTimeout = time,
            HalfFrameTimeout = time,
            HandshakeTimeout = time,
            WriteTimeout = time,
            StopTimeout = time,
        };
        Assert.Equal(errors, options.Validate().Count);
    }

    private static List<string> Decode(MllpDecoder decoder, params byte[][] chunks)
    {
        var found = new List<string>();
        byte[] rest = [];
        foreach (var chunk in chunks)
        {
            var buffer = new ReadOnlySequence<byte>([.. rest, .. chunk]);
            while (decoder.TryRead(ref buffer, out var frame, out var problem))
            {
                found.Add(frame is { } good ? "F:" + Encoding.Latin1.GetString(good.Bytes.Span) : $"{problem!.Kind}:{problem.Length}");
            }

            rest = buffer.ToArray();
        }

        if (decoder.Complete(new ReadOnlySequence<byte>(rest)) is { } cut)
        {
            found.Add($"{cut.Kind}:{cut.Length}");
        }

        return found;
    }
}
