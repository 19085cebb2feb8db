using System.Text;
using Integration.Hl7v2.Message;

namespace Integration.UnitTests.Hl7v2;

public sealed class FileTests
{
    [Theory]
    [InlineData("MSH|1\rPID|1\r", "MSH|1\rPID|1\r")]
    [InlineData("MSH|1\rPID|1\r\rMSH|2\rPID|2", "MSH|1\rPID|1\r~MSH|2\rPID|2")]
    [InlineData("FHS|\rBHS|\rMSH|1\rMSH|2\rBTS|9\rFTS|1\r", "MSH|1\r~MSH|2\r")]
    [InlineData("\u000bMSH|1\rPID|1\r\u001c\r\u000bMSH|2\r\u001c\r", "MSH|1\rPID|1\r~MSH|2\r")]
    [InlineData("\u000bMSH|1\r\u001c\r\u000bPID|no header\r\u001c\u000bMSH|2\r\u001c\r", "MSH|1\r~PID|no header\r~MSH|2\r")]
    [InlineData("\u000bMSH|1\r\u001c\rtext between\r\u000bMSH|2\r\u001c", "MSH|1\r~text between\r~MSH|2\r")]
    [InlineData("\u000bMSH|1\rOBX|a\u001cb\r\u001c\r", "MSH|1\rOBX|a\u001cb\r")]
    [InlineData("junk\nMSH|1\n", "junk\n~MSH|1\n")]
    [InlineData("MSH|1\nMSH|\nMSH|3\n", "MSH|1\n~MSH|\n~MSH|3\n")]
    [InlineData("MSH|1\nOBX|1|TX|||MSHA is a word\nmsh|2\n", "MSH|1\nOBX|1|TX|||MSHA is a word\n~msh|2\n")]
    [InlineData("\uFEFFMSH|1\r", "\uFEFFMSH|1\r")]
    [InlineData("\uFEFF\r\nMSH|1\r", "MSH|1\r")]
    [InlineData("MSH|1\r\uFEFFMSH|2\r", "MSH|1\r~\uFEFFMSH|2\r")]
    [InlineData("no header", "no header")]
    [InlineData("BTS|1", "")]
    [InlineData(" \r\n", "")]
    [InlineData("", "")]
    public void Cuts_into_messages(string file, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(file);
        var pieces = Hl7File.Read(bytes).Messages;
        Assert.Equal(expected, string.Join('~', pieces.Select(piece => Encoding.UTF8.GetString(piece.Bytes.Span))));
        Assert.Equal(Enumerable.Range(0, pieces.Count), pieces.Select(piece => piece.Index));
        Assert.All(pieces, piece => Assert.True(bytes.AsSpan(piece.ByteOffset).StartsWith(piece.Bytes.Span)));
    }

    [Fact]
    public void Says_which_messages_stand_in_a_batch()
    {
        var pieces = Read("MSH|0\rBHS|^~\\&|\rMSH|1\rBTS|1\rMSH|2\rFHS|^~\\&\rMSH|3\rFTS|0\rMSH|4\r").Messages;
        Assert.Equal([false, true, false, true, false], pieces.Select(piece => piece.InBatch));
    }

    [Fact]
    public void Reads_headers_with_their_own_delimiters_and_trailers_with_their_counts()
    {
        var contents = Read("FHS#@$%!#F\rBHS|^~\\&|B\r MSH|1\rbts| 1 |done\r\nFTS#1\r");
        Assert.Empty(contents.Problems);
        Assert.Equal(["FHS#@$%!#F", "BHS|^~\\&|B", "bts| 1 |done", "FTS#1"], contents.Envelope.Select(segment => Encoding.UTF8.GetString(segment.Bytes.Span)));
        Assert.Equal(["FHS", "BHS", "BTS", "FTS"], contents.Envelope.Select(segment => segment.Name));
        Assert.Equal([new Hl7Delimiters((byte)'#', (byte)'@', (byte)'$', (byte)'%', (byte)'!', null), Hl7Delimiters.Standard, null, null], contents.Envelope.Select(segment => segment.Delimiters));
        Assert.Equal([null, null, 1, 1], contents.Envelope.Select(segment => segment.Count));
        Assert.Equal([0, 11, 29, 43], contents.Envelope.Select(segment => segment.ByteOffset));
    }

    [Theory]
    [InlineData("BHS|^~\\&\rMSH|1\rMSH|2\rBTS|2\rBHS|^~\\&\rMSH|3\rBTS\r", "")]
    [InlineData("BHS|^~\\&\rMSH|1\rMSH|2\rBTS|3\r", "BatchEnvelope at BTS-1, byte 21: expected 2 messages, as there are, not 3, found 'xxx|9?'")]
    [InlineData("FHS|^~\\&\rBHS|^~\\&\rMSH|1\rBTS|1\rFTS|2\r", "BatchEnvelope at FTS-1, byte 30: expected 1 batches, as there are, not 2, found 'xxx|9?'")]
    [InlineData("BHS|^~\\&\rMSH|1\rBTS|one\r", "BatchEnvelope at BTS-1, byte 19: expected a number, or nothing, found 'xxx?'")]
    [InlineData("BHS|^~\\&\rMSH|1\r", "BatchEnvelope at BHS, byte 15: expected BTS, the end of what BHS began, found ''")]
    [InlineData("MSH|1\rBTS|1\r", "BatchEnvelope at BTS, byte 6: expected BHS before its BTS, found 'xxx|9?'")]
    [InlineData("BHS|^~\rBTS|0\r", "BadDelimiters at BHS-2, byte 0: expected three to five distinct punctuation characters in BHS-2, none of them BHS-1, found 'xxx|^~?xxx|9?'")]
    [InlineData("Zorngiebel\rMSH|1\r", "OutsideMessages at message, byte 0: expected MSH, FHS, BHS, BTS or FTS, found 'xxxxxxxxxx?xxx|9?'")]
    [InlineData("BHS|^~\\&\rMSH|1\rBTS|1\rZorn\r", "OutsideMessages at message, byte 21: expected MSH, FHS, BHS, BTS or FTS, found 'xxxx?'")]
    public void Reports_what_is_wrong_with_the_file(string file, string expected) =>
        Assert.Equal(expected, string.Join('\n', Read(file).Problems));

    [Fact]
    public void Reports_a_hundred_problems_and_no_more()
    {
        static Hl7FileContents Of(int number) => Read(string.Concat(Enumerable.Repeat("BTS\r", number)));
        Assert.Equal(100, Of(100).Problems.Count);
        Assert.Equal((100, 101), (Of(101).Problems.Count, Of(101).Envelope.Count));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(true, false)]
    public void Cuts_UTF_16_with_several_messages(bool bigEndian, bool mark)
    {
        var encoding = new UnicodeEncoding(bigEndian, mark);
        byte[] file = [.. encoding.GetPreamble(), .. encoding.GetBytes($"BHS|^~\\&\r\n{Samples.Header}\rPID|1||Ü\r\r{Samples.Header}\rPID|1||\u0d0a\u20ac\r\nBTS|2\r")];
        var contents = Hl7File.Read(file);
        Assert.Empty(contents.Problems);
        Assert.Equal(bigEndian ? Hl7Charset.Utf16BigEndian : Hl7Charset.Utf16LittleEndian, contents.MarkedCharset);
        Assert.Equal(["Ü", "\u0d0a\u20ac"], contents.Messages.Select(piece => Samples.Text(Samples.Message(piece.Bytes.ToArray()), "PID-3")));
        Assert.All(contents.Messages, piece => Assert.True(file.AsSpan(piece.ByteOffset).StartsWith(piece.Bytes.Span)));
        Assert.Equal(Hl7ProblemKind.Undecodable, Assert.Single(Hl7File.Read((byte[])[.. file, 0]).Problems).Kind);
    }

    [Fact]
    public void A_mark_is_the_default_of_the_messages_that_do_not_carry_it()
    {
        var contents = Read("\uFEFFBHS|^~\\&\rMSH|1\rBTS|1\r");
        Assert.Equal(Hl7Charset.Utf8, contents.MarkedCharset);
        Assert.Null(Read("MSH|1\r").MarkedCharset);
    }

    [CorpusFact]
    public void Batches_of_the_corpus_that_are_cut_off_are_named()
    {
        var cut = Corpus.Files().Where(path => Hl7File.Read(Corpus.Read(path)).Problems.Any(problem => problem.Kind == Hl7ProblemKind.BatchEnvelope));
        Assert.Equal(["005_AL_ORU_R01_NBS_Simplified_0_initial_message.hl7", "test-hl7-batch-input.txt"], cut.Select(Path.GetFileName));
    }

    [CorpusFact]
    public void A_bad_message_in_the_middle_is_a_message_of_its_own() =>
        Assert.Equal([true, false, true], Hl7File.Read(Corpus.Read("cosyte-hl7/batch/malformed-mid-batch.hl7")).Messages.Select(piece => Hl7Parser.Parse(piece.Bytes, new Hl7ParseOptions()).Message is not null));

    private static Hl7FileContents Read(string file) => Hl7File.Read(Encoding.UTF8.GetBytes(file));
}
