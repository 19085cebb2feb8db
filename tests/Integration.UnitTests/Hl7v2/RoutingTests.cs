using System.Buffers;
using System.Text;
using Integration.Hl7v2.Message;

namespace Integration.UnitTests.Hl7v2;

public sealed class RoutingTests
{
    private const string Header = "MSH|^~\\&|APP^1.2^ISO~x|FAC|RECV|RFAC|20260101120000+0100^x||SIU^S12^SIU_S14|C\\T\\1|P^T|2.5.1^DEU|7||AL|NE||UNICODE UTF-8~ASCII";

    [Fact]
    public void Reads_what_a_message_is_routed_by_as_it_was_sent()
    {
        Assert.True(Hl7Routing.TryRead(Encoding.ASCII.GetBytes(" \r\n" + Header + "\rPID|1"), out var routing));
        Assert.Equal(Hl7Delimiters.Standard, routing.Delimiters);
        Assert.Equal("APP FAC 20260101120000+0100 SIU S12 C\\T\\1 P 2.5.1 7 AL NE UNICODE UTF-8", Shown(routing));
        Assert.Equal(("^~\\&", "APP^1.2^ISO~x", "", "", ""), (Text(routing.Field(2)), Text(routing.Field(3)), Text(routing.Field(8)), Text(routing.Field(19)), Text(routing.Component(3, 4))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("MSH")]
    [InlineData("PID|1\rMSH|^~\\&|A")]
    [InlineData("MSH|^|A")]
    public void Says_that_there_is_no_header(string text) => Assert.False(Hl7Routing.TryRead(Encoding.ASCII.GetBytes(text), out _));

    [CorpusFact]
    public void Agrees_with_the_parser_on_every_message_of_the_corpus()
    {
        var read = 0;
        foreach (var bytes in Corpus.Files().SelectMany(path => Hl7File.Read(Corpus.Read(path)).Messages).Select(piece => piece.Bytes))
        {
            var header = Hl7Parser.ReadHeader(bytes, new Hl7ParseOptions());
            if (header is null or { Charset: Hl7Charset.Utf16LittleEndian } || !Hl7Routing.TryRead(bytes.Span, out var routing))
            {
                continue;
            }

            read++;
            Assert.Equal(header.Delimiters, routing.Delimiters);
            string[] keys = [Charsets.Decode(header.Charset, routing.MessageType), Charsets.Decode(header.Charset, routing.TriggerEvent), Text(routing.Version), Text(routing.ProcessingId)];
            Assert.Equal([header.MessageType, header.TriggerEvent, header.Version, header.ProcessingId], keys.Select(key => key.Trim()));
        }

        Assert.InRange(read, 800, 2_000);
    }

    [Fact]
    public void Reads_a_message_in_pieces_of_any_size()
    {
        var bytes = Encoding.ASCII.GetBytes(Header + "\rPID|1||7\r");
        Span<byte> scratch = stackalloc byte[256];
        for (var size = 1; size <= bytes.Length; size++)
        {
            Assert.True(Hl7Routing.TryRead(Pieces(bytes, size), scratch, out var routing));
            Assert.Equal("APP FAC 20260101120000+0100 SIU S12 C\\T\\1 P 2.5.1 7 AL NE UNICODE UTF-8", Shown(routing));
        }
    }

    [Fact]
    public void Gives_no_key_from_a_header_that_goes_over_the_scratch()
    {
        var bytes = Encoding.ASCII.GetBytes(Header + "\rPID|1||7\r");
        Assert.True(Hl7Routing.TryRead(Pieces(bytes, 40), new byte[Header.Length + 1], out _));
        Assert.False(Hl7Routing.TryRead(Pieces(bytes, 40), new byte[Header.Length], out _));
    }

    [Fact]
    public void Not_one_byte_is_allocated()
    {
        var bytes = Encoding.ASCII.GetBytes(Header + "\rPID|1||7\r");
        var pieces = Pieces(bytes, 40);
        var scratch = new byte[256];
        Measure(bytes, pieces, scratch);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var length = Measure(bytes, pieces, scratch);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(2 * 1_000 * 60, length);
    }

    private static int Measure(byte[] bytes, in ReadOnlySequence<byte> pieces, byte[] scratch)
    {
        var length = 0;
        for (var i = 0; i < 1_000; i++)
        {
            length += Hl7Routing.TryRead(bytes, out var whole) ? Length(whole) : 0;
            length += Hl7Routing.TryRead(pieces, scratch, out var copied) ? Length(copied) : 0;
        }

        return length;
    }

    private static int Length(Hl7Routing routing) =>
        routing.SendingApplication.Length + routing.SendingFacility.Length + routing.SentAt.Length + routing.MessageType.Length + routing.TriggerEvent.Length
        + routing.ControlId.Length + routing.ProcessingId.Length + routing.Version.Length + routing.SequenceNumber.Length
        + routing.AcceptAcknowledgement.Length + routing.ApplicationAcknowledgement.Length + routing.DeclaredCharset.Length;

    private static string Shown(Hl7Routing routing) =>
        string.Join(' ', Text(routing.SendingApplication), Text(routing.SendingFacility), Text(routing.SentAt), Text(routing.MessageType), Text(routing.TriggerEvent), Text(routing.ControlId),
            Text(routing.ProcessingId), Text(routing.Version), Text(routing.SequenceNumber), Text(routing.AcceptAcknowledgement), Text(routing.ApplicationAcknowledgement), Text(routing.DeclaredCharset));

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    private static ReadOnlySequence<byte> Pieces(byte[] bytes, int size)
    {
        Piece first = new(bytes.AsMemory(0, Math.Min(size, bytes.Length)), 0), last = first;
        for (var at = size; at < bytes.Length; at += size)
        {
            last = last.Append(bytes.AsMemory(at, Math.Min(size, bytes.Length - at)));
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long start) => (Memory, RunningIndex) = (memory, start);

        public Piece Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
