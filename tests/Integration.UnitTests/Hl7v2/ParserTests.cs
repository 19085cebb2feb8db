using System.Text;
using Integration.Hl7v2.Message;

namespace Integration.UnitTests.Hl7v2;

public sealed class ParserTests
{
    [Fact]
    public void Reads_the_header()
    {
        var header = Samples.Message(
            "MSH|^~\\&|APP^1.2.3^ISO|FAC|RECV|RFAC^x|20260101120000+0100||SIU^S12^SIU_S14|C1|P^T|2.5.1^DEU|7||AL|NE||UNICODE UTF-8~ASCII").Header;
        Assert.Equal(new HeaderParty("APP", "APP^1.2.3^ISO"), header.SendingApplication);
        Assert.Equal(new HeaderParty("FAC", "FAC"), header.SendingFacility);
        Assert.Equal("RECV", header.ReceivingApplication.Name);
        Assert.Equal("RFAC^x", header.ReceivingFacility.Full);
        Assert.Equal("20260101120000+0100", header.SentAt);
        Assert.Equal(("SIU", "S12", "SIU_S14", "C1"), (header.MessageType, header.TriggerEvent, header.StructureHint, header.ControlId));
        Assert.Equal(("P", "T", "2.5.1"), (header.ProcessingId, header.ProcessingMode, header.Version));
        Assert.Equal(("AL", "NE", "UNICODE UTF-8"), (header.AcceptAcknowledgement, header.ApplicationAcknowledgement, header.DeclaredCharset));
    }

    [Theory]
    [InlineData("\r")]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r\n\r\n \t\r")]
    public void Accepts_every_segment_end_and_blank_lines(string end)
    {
        var message = Samples.Parse(Samples.Header + end + "  PID|1||7" + end + "\tpv1|1|I").Message!;
        Assert.Equal(["MSH", "PID", "PV1"], message.Segments.Select(segment => segment.Name));
        Assert.Equal("7", Samples.Text(message, "PID-3"));
        Assert.Equal("I", Samples.Text(message, "PV1-2"));
    }

    [Fact]
    public void Keeps_unknown_segments_and_counts_occurrences()
    {
        var message = Samples.WithHeader("PID|1", "ZQD|a", "ZQD|b", "ZQD");
        Assert.Equal(["a", "b", ""], Samples.Texts(message, "ZQD[*]-1"));
        Assert.Equal([1, 2, 3], message.Find("ZQD").Select(segment => segment.Occurrence));
    }

    [Fact]
    public void Rejects_a_message_without_MSH()
    {
        var result = Samples.Parse("PID|1||7\r" + Samples.Header);
        Assert.Equal(Hl7ProblemKind.NoHeader, Samples.Only(result).Kind);
        Assert.Null(result.Header);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n ")]
    [InlineData("MSH")]
    [InlineData("MSH\rPID|1")]
    [InlineData("MS")]
    public void Rejects_what_is_too_short_for_a_header(string text) =>
        Assert.Equal(Hl7ProblemKind.NoHeader, Samples.Only(Samples.Parse(text)).Kind);

    [Fact]
    public void Rejects_a_message_without_MSH_9_and_still_gives_the_header()
    {
        var result = Samples.Parse("MSH|^~\\&|APP|FAC|||20260101||^A01|C9|P|2.4\rPID|1");
        var problem = Samples.Only(result);
        Assert.Equal((Hl7ProblemKind.RequiredFieldMissing, "MSH-9.1"), (problem.Kind, problem.Location.ToString()));
        Assert.Equal("C9", result.Header!.ControlId);
    }

    [Fact]
    public void Rejects_a_second_header_because_the_second_message_would_be_lost()
    {
        var problem = Samples.Only(Samples.Parse(Samples.Header + "\rPID|1\r" + Samples.Header));
        Assert.Equal(Hl7ProblemKind.SecondHeader, problem.Kind);
        Assert.Equal(2, problem.Location.Occurrence);
        Assert.Equal(Samples.Header.Length + 7, problem.ByteOffset);
    }

    [Fact]
    public void Rejects_a_line_that_is_no_segment_and_says_where_without_its_content()
    {
        var problem = Samples.Only(Samples.Parse(Samples.Header + "\rPIDX|1||4711^Zorngiebel\rPV1|1"));
        Assert.Equal(Hl7ProblemKind.NotASegment, problem.Kind);
        Assert.Equal(Samples.Header.Length + 1, problem.ByteOffset);
        Assert.Equal("xxxx|9||9999^xxxxxxxxxx?", problem.Excerpt);
    }

    [Fact]
    public void Reads_a_line_break_inside_a_text_as_part_of_it_and_warns()
    {
        var message = Samples.WithHeader("OBX|1|TX|a||first line", "second line, 2 mg", "end", "OBX|2|TX|a||other");
        Assert.Equal("first line\rsecond line, 2 mg\rend", Samples.Text(message, "OBX-5"));
        Assert.Equal("other", Samples.Text(message, "OBX[2]-5"));
        Assert.Equal([Hl7ProblemKind.LineBreakInField, Hl7ProblemKind.LineBreakInField], message.Warnings.Select(warning => warning.Kind));
    }

    [Fact]
    public void Reads_a_line_feed_inside_any_segment_as_part_of_it_where_segments_end_with_carriage_returns()
    {
        var message = Samples.Message(Samples.Header + "\rPID|1||4711||Zorngiebel^Ada||||||12 Main St\nSuite 4^^Springfield\rPV1|1|I");
        Assert.Equal("12 Main St\nSuite 4", Samples.Text(message, "PID-11.1"));
        Assert.Equal("I", Samples.Text(message, "PV1-2"));
        Assert.Equal(Hl7ProblemKind.LineBreakInField, Assert.Single(message.Warnings).Kind);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void A_line_that_is_no_segment_is_a_problem_where_segments_end_with_line_feeds(string end) =>
        Assert.Equal(Hl7ProblemKind.NotASegment, Samples.Only(Samples.Parse(string.Join(end, Samples.Header, "PID|1||4711||Zorngiebel^Ada||||||12 Main St", "Suite 4^^Springfield", "PV1|1|I"))).Kind);

    [Theory]
    [InlineData("MSH|^~\\&|", "^~\\&")]
    [InlineData("MSH|^~\\&#|", "^~\\&#")]
    [InlineData("MSH|^~}|", "^~}")]
    [InlineData("MSH!@$#%!", "@$#%")]
    [InlineData("MSH|^&~\\|", "^&~\\")]
    [InlineData("MSH^~|\\&^", "~|\\&")]
    [InlineData("MSH|^~\\\\&|", "^~\\&")]
    public void Takes_the_delimiters_from_the_header(string start, string encoding)
    {
        var field = start[3];
        var message = Samples.Parse($"{start}APP{field}{field}{field}{field}{field}{field}ADT\rPID{field}1").Message!;
        Assert.Equal(encoding, Samples.Text(message, "MSH-2"));
        Assert.Equal(field.ToString(), Samples.Text(message, "MSH-1"));
        Assert.Equal(("APP", "ADT", "1"), (Samples.Text(message, "MSH-3"), message.Header.MessageType, Samples.Text(message, "PID-1")));
    }

    [Theory]
    [InlineData("MSH|^~|")]
    [InlineData("MSH||")]
    [InlineData("MSH|^~\\&#!|")]
    [InlineData("MSH|^^\\&|")]
    [InlineData("MSH|^~\\0|")]
    [InlineData("MSH|^ \\&|")]
    [InlineData("MSH|^~\\\"|")]
    public void Rejects_unusable_delimiters_and_still_gives_a_header_to_answer_with(string start)
    {
        var result = Samples.Parse(start + "APP|FAC|||20260101||ADT^A01|C9|P|2.4");
        Assert.Equal(Hl7ProblemKind.BadDelimiters, Samples.Only(result).Kind);
        Assert.Equal(("APP", "C9"), (result.Header!.SendingApplication.Name, result.Header.ControlId));
    }

    [Theory]
    [InlineData("MSH0^~\\&0APP")]
    [InlineData("MSH ^~\\& APP")]
    [InlineData("MSH.^~\\&.APP")]
    [InlineData("MSH\u0001^~\\&\u0001APP")]
    public void Gives_no_header_when_even_the_field_separator_is_unusable(string text)
    {
        var result = Samples.Parse(text);
        Assert.Equal(Hl7ProblemKind.BadDelimiters, Samples.Only(result).Kind);
        Assert.Null(result.Header);
    }

    [Fact]
    public void Collects_several_problems_but_not_more_than_the_bound()
    {
        var lines = string.Join('\r', Enumerable.Repeat("no segment at all", 50));
        Assert.Equal(3, Samples.Parse(Samples.Header + "\r" + lines, new Hl7ParseOptions { MaxProblems = 3 }).Problems.Count);
        Assert.Equal(20, Samples.Parse(Samples.Header + "\r" + lines).Problems.Count);
    }

    [Fact]
    public void A_message_keeps_the_bytes_it_came_from()
    {
        var bytes = Encoding.UTF8.GetBytes("\uFEFF" + Samples.Header);
        Assert.True(Samples.Message(bytes).Bytes.Span.SequenceEqual(bytes));
    }
}
