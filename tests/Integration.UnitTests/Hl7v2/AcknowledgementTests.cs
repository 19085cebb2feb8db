using System.Text;
using Integration.Hl7v2;
using Integration.Hl7v2.Message;

namespace Integration.UnitTests.Hl7v2;

public sealed class AcknowledgementTests
{
    private static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(1));

    [Fact]
    public void Accepts_with_the_parties_swapped_and_everything_else_the_sender_s()
    {
        var header = Samples.Message("MSH|^~\\&|APP^1.2^ISO|FAC|RECV|RFAC|20260101120000||SIU^S12^SIU_S12|C\\T\\1|T^A|2.5.1|||||DEU|UNICODE UTF-8").Header;
        Assert.Equal(
            "MSH|^~\\&|RECV|RFAC|APP^1.2^ISO|FAC|20260102030405.678+0100||ACK^S12^ACK|A7|T^A|2.5.1||||||UNICODE UTF-8\rMSA|AA|C\\T\\1\r",
            Text(AcknowledgementCode.AA, header));
    }

    [Fact]
    public void Speaks_the_sender_s_delimiters_and_can_be_read_back()
    {
        var header = Samples.Message("MSH!@$#%!APP!FAC!RECV!RFAC!20260101!!ADT@A01!C1!P!2.7").Header;
        var answer = Samples.Message(Bytes(AcknowledgementCode.AE, header, new AcknowledgementError(ErrorCondition.RequiredFieldMissing, new Hl7Location("PID", 1, 3, 1, 1), "Wow! PID-3 @ 100%")));
        Assert.Equal(("RECV", "APP", "ACK", "A01"), (answer.Header.SendingApplication.Name, answer.Header.ReceivingApplication.Name, answer.Header.MessageType, answer.Header.TriggerEvent));
        Assert.Equal(("AE", "C1"), (Samples.Text(answer, "MSA-1"), Samples.Text(answer, "MSA-2")));
        Assert.Equal("Wow! PID-3 @ 100%", Samples.Text(answer, "ERR-8"));
    }

    [Fact]
    public void Gives_each_reason_as_an_ERR_segment_from_version_2_5_on()
    {
        var header = Samples.WithHeader("PID|1").Header;
        Assert.EndsWith(
            "MSA|AR|C1\rERR||MSH^1^11^^1|202^Unsupported processing id^HL70357|E||||Only P is taken\rERR|||207^Application internal error^HL70357|E||||Later\r",
            Text(AcknowledgementCode.AR, header,
                new AcknowledgementError(ErrorCondition.UnsupportedProcessingId, new Hl7Location("MSH", 1, 11, 0, 1), "Only P is taken"),
                new AcknowledgementError(ErrorCondition.ApplicationInternalError, Hl7Location.Message, "Later")),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2.3", false)]
    [InlineData("2.4", false)]
    [InlineData("2.3.z", false)]
    [InlineData("2.5", true)]
    [InlineData("2.5.1", true)]
    [InlineData("2.9.1", true)]
    [InlineData("", true)]
    [InlineData("two", true)]
    public void Gives_the_first_reason_as_MSA_3_to_older_senders(string version, bool hasErrorSegment)
    {
        var header = Samples.Message($"MSH|^~\\&|A|F|R|G|20260101||ADT^A01|C1|P|{version}").Header;
        var text = Text(AcknowledgementCode.AE, header, new AcknowledgementError(ErrorCondition.DataTypeError, Hl7Location.Message, "because"));
        Assert.Equal(hasErrorSegment, text.Contains("\rERR||", StringComparison.Ordinal));
        Assert.Equal(!hasErrorSegment, text.Contains("MSA|AE|C1|because\r", StringComparison.Ordinal));
    }

    [Fact]
    public void Says_to_older_senders_where_each_error_is_as_repetitions_of_ERR_1()
    {
        var header = Samples.Message("MSH|^~\\&|A|F|R|G|20260101||ORM^O01|C1|P|2.3.1").Header;
        Assert.EndsWith(
            "MSA|AE|C1|no number\rERR|RQD^2^5^102&Data type error&HL70357~^^^207&Application internal error&HL70357\r",
            Text(AcknowledgementCode.AE, header,
                new AcknowledgementError(ErrorCondition.DataTypeError, new Hl7Location("RQD", 2, 5, 1, 1), "no number"),
                new AcknowledgementError(ErrorCondition.ApplicationInternalError, Hl7Location.Message, "later")),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2.1", "ACK")]
    [InlineData("2.3", "ACK")]
    [InlineData("2.3.z", "ACK")]
    [InlineData("2.3.1", "ACK^A01^ACK")]
    [InlineData("2.9.1", "ACK^A01^ACK")]
    [InlineData("", "ACK^A01^ACK")]
    public void MSH_9_of_the_answer_is_that_of_its_version(string version, string type)
    {
        var header = Samples.Message($"MSH|^~\\&|A|F|R|G|20260101||ADT^A01|C1|P|{version}").Header;
        Assert.Contains($"||{type}|A7|P|", Text(AcknowledgementCode.AA, header), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("8859/1", "größer als 5 U+20AC")]
    [InlineData("windows-1252", "größer als 5 €")]
    [InlineData("ASCII", "grU+00F6U+00DFer als 5 U+20AC")]
    [InlineData("UNICODE UTF-8", "größer als 5 €")]
    public void A_character_the_sender_s_set_lacks_is_written_as_its_code_point(string declared, string expected)
    {
        var header = Samples.Message($"MSH|^~\\&|A|F|R|G|20260101||ADT^A01|C1|P|2.5.1||||||{declared}").Header;
        var answer = Samples.Message(Bytes(AcknowledgementCode.AE, header, new AcknowledgementError(ErrorCondition.DataTypeError, Hl7Location.Message, "größer als 5 €")));
        Assert.Equal(expected, Samples.Text(answer, "ERR-8"));
    }

    [Theory]
    [InlineData("|", "", null, null)]
    [InlineData("AL|NE", "", AnswerCondition.Always, AnswerCondition.Never)]
    [InlineData("er|SU", "", AnswerCondition.OnError, AnswerCondition.OnSuccess)]
    [InlineData("|AL", "", null, AnswerCondition.Always)]
    [InlineData("YES|\"\"", "", AnswerCondition.Always, null)]
    [InlineData("AL|AL", "ACK", AnswerCondition.Never, AnswerCondition.Never)]
    public void Reads_which_answers_are_wanted(string fields, string type, AnswerCondition? accept, AnswerCondition? application)
    {
        var header = Samples.Message($"MSH|^~\\&|A|F|R|G|20260101||{(type.Length == 0 ? "ADT^A01" : type)}|C1|P|2.5.1|||{fields}").Header;
        Assert.Equal(new AnswersWanted(accept, application), AnswersWanted.Of(header));
    }

    [Fact]
    public void Answers_what_has_no_readable_header()
    {
        var problem = Samples.Only(Samples.Parse("garbage"));
        Assert.Equal(
            "MSH|^~\\&|||||20260102030405.678+0100||ACK|A7|P|2.5.1\rMSA|AR|\rERR|||100^Segment sequence error^HL70357|E||||Expected a message that begins with MSH (byte 0)\r",
            Text(AcknowledgementCode.AR, null, AcknowledgementError.From(problem)));
    }

    [Theory]
    [InlineData("8859/1", Hl7Charset.Iso88591)]
    [InlineData("windows-1252", Hl7Charset.Windows1252)]
    [InlineData("UNICODE UTF-8", Hl7Charset.Utf8)]
    public void Answers_in_the_character_set_of_the_request(string declared, Hl7Charset charset)
    {
        var bytes = Charsets.Encode(charset, $"MSH|^~\\&|KÜCHE|F|R|G|20260101||ADT^A01|C1|P|2.5.1||||||{declared}\r");
        var answer = Bytes(AcknowledgementCode.AA, Samples.Message(bytes).Header);
        Assert.True(answer.AsSpan().IndexOf(Charsets.Encode(charset, "|KÜCHE|F|2026")) > 0);
    }

    [Fact]
    public void Declares_what_it_is_written_in_where_a_byte_order_mark_contradicts_MSH_18()
    {
        byte[] request = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("MSH|^~\\&|SÖD|FAC|RECV|RFAC|20260101120000||SIU^S12|C1|P|2.5.1||||||8859/1\r")];
        var answer = Samples.Message(Bytes(AcknowledgementCode.AA, Samples.Message(request).Header));
        Assert.Equal(("SÖD", "UNICODE UTF-8"), (answer.Header.ReceivingApplication.Name, answer.Header.DeclaredCharset));
    }

    [Fact]
    public void Answers_UTF_16_in_UTF_16()
    {
        var header = Samples.Message([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Samples.Header)]).Header;
        Assert.Equal("C1", Samples.Text(Samples.Message(Bytes(AcknowledgementCode.AA, header)), "MSA-2"));
    }

    [Fact]
    public void Nothing_of_the_patient_or_of_what_was_found_is_echoed()
    {
        var result = Samples.Parse(Samples.Header + "\rPID|1||4711^Zorngiebel\rZorngiebel again\r");
        var text = Text(AcknowledgementCode.AE, result.Header, [.. result.Problems.Select(AcknowledgementError.From)]);
        Assert.DoesNotContain("Zorngiebel", text, StringComparison.Ordinal);
        Assert.DoesNotContain("4711", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Echoed_control_characters_cannot_break_the_answer_s_frame()
    {
        var header = Samples.Message("MSH|^~\\&|A\u001cB|F|R|G|20260101||ADT^A01|C\u000b1|P|2.5.1").Header;
        var answer = Bytes(AcknowledgementCode.AA, header);
        Assert.Equal(-1, answer.AsSpan().IndexOfAny((byte)0x0B, (byte)0x1C));
    }

    [Fact]
    public void No_more_than_twenty_reasons_are_given()
    {
        var errors = Enumerable.Repeat(new AcknowledgementError(ErrorCondition.DataTypeError, Hl7Location.Message, "x"), 21).ToArray();
        Assert.Equal(20, Samples.Message(Bytes(AcknowledgementCode.AE, Samples.WithHeader("PID|1").Header, errors)).Find("ERR").Count);
    }

    [Fact]
    public void Every_kind_of_problem_has_a_condition() =>
        Assert.All(Enum.GetValues<Hl7ProblemKind>(), kind => AcknowledgementError.From(new Hl7Problem(kind, Hl7Location.Message, 0, "x", "")));

    [Fact]
    public void Every_condition_has_a_text() =>
        Assert.All(Enum.GetValues<ErrorCondition>(), condition => Text(AcknowledgementCode.AE, null, new AcknowledgementError(condition, Hl7Location.Message, "x")));

    private static byte[] Bytes(AcknowledgementCode code, MessageHeader? header, params AcknowledgementError[] errors) =>
        new Acknowledgement(code, "A7", Time, errors).ToBytes(header);

    private static string Text(AcknowledgementCode code, MessageHeader? header, params AcknowledgementError[] errors) =>
        Encoding.UTF8.GetString(Bytes(code, header, errors));
}
