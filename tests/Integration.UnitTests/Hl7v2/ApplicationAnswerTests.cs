using System.Text;
using Integration.Hl7v2;
using Integration.Hl7v2.Message;

namespace Integration.UnitTests.Hl7v2;

/// <summary>What each type of message is answered with once it is known what became of it.</summary>
public sealed class ApplicationAnswerTests
{
    private static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData("OMS^O05^OMS_O05", "2.5.1", "ORS^O06^ORS_O06")]
    [InlineData("OMN^O07", "2.5.1", "ORN^O08^ORN_O08")]
    [InlineData("OMD^O03", "2.5.1", "ORD^O04^ORD_O04")]
    [InlineData("ORM^O01", "2.3", "ORR^O02")]
    [InlineData("MFN^M16^MFN_M16", "2.9.1", "MFK^M16^MFK_M01")]
    [InlineData("SIU^S12^SIU_S12", "2.5.1", "ACK^S12^ACK")]
    [InlineData("ADT^A01", "2.3", "ACK")]
    [InlineData("DFT^P03", "2.4", "ACK^P03^ACK")]
    [InlineData("ORU^R01", "2.5.1", "ACK^R01^ACK")]
    public void Each_type_has_its_answer(string request, string version, string answer) =>
        Assert.Contains($"||{answer}|7-AA|P|{version}|||AL|NE\r", Text(AcknowledgementCode.AA, Header(request, version)), StringComparison.Ordinal);

    [Theory]
    [InlineData("NW", "OK", "UA")]
    [InlineData("ca", "CR", "UC")]
    [InlineData("DC", "DR", "UD")]
    [InlineData("HD", "HR", "UH")]
    [InlineData("RL", "OE", "UR")]
    [InlineData("RP", "RQ", "UM")]
    [InlineData("XO", "XR", "UX")]
    [InlineData("", "OK", "UA")]
    public void Each_order_is_answered_by_what_was_asked(string asked, string done, string unable)
    {
        string[] request = [Header("OMS^O05", "2.5.1"), $"ORC|{asked}|P\\T\\1^APP|F1^RECV"];
        Assert.EndsWith($"\rMSA|AA|C1\rORC|{done}|P\\T\\1^APP|F1^RECV\r", Text(AcknowledgementCode.AA, request), StringComparison.Ordinal);
        Assert.EndsWith($"\rORC|{unable}|P\\T\\1^APP|F1^RECV\r", Text(AcknowledgementCode.AE, request), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_order_is_named_once_however_many_lines_it_has_and_the_patient_never()
    {
        var text = Text(AcknowledgementCode.AA, Header("OMN^O07", "2.5.1"), "PID|1||4711^^^X||Zorngiebel^Ann", "ORC|NW|1", "RQD|1|A", "RQD|2|B", "ORC|CA|2", "RQD|1|C");
        Assert.EndsWith("\rORC|OK|1\rORC|CR|2\r", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Zorngiebel", text, StringComparison.Ordinal);
        Assert.DoesNotContain("4711", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_message_is_answered_with_the_reason_before_its_orders()
    {
        Assert.EndsWith(
            "\rMSA|AE|C1\rERR|||207^Application internal error^HL70357|E||||RQD-5: a number\rORC|UA|1\r", Text(AcknowledgementCode.AE, Header("OMN^O07", "2.5.1"), "ORC|NW|1", "RQD|1|A"), StringComparison.Ordinal);
        Assert.EndsWith(
            "\rMSA|AE|C1|RQD-5: a number\rERR|^^^207&Application internal error&HL70357\rORC|UA|1\r", Text(AcknowledgementCode.AE, Header("ORM^O01", "2.3"), "ORC|NW|1", "RQD|1|A"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_entry_of_a_master_file_is_answered()
    {
        string[] request = [Header("MFN^M16", "2.9.1"), "MFI|INV^Inventory^HL70175|ITEMS|UPD|||AL", "MFE|MAD|E1|20260101|A-100^Gauze|CWE", "MFE|MUP|E2||A-200|CWE"];
        const string File = "\rMFI|INV^Inventory^HL70175|ITEMS|UPD|||AL\r";
        Assert.EndsWith(
            File + "MFA|MAD|E1|20260102030405.000+0000|S^Successful posting^HL70181|A-100^Gauze|CWE\rMFA|MUP|E2|20260102030405.000+0000|S^Successful posting^HL70181|A-200|CWE\r",
            Text(AcknowledgementCode.AA, request), StringComparison.Ordinal);
        Assert.Equal(2, Text(AcknowledgementCode.AE, request).Split("|U^Unsuccessful posting^HL70181|").Length - 1);
    }

    [Fact]
    public void The_answer_speaks_the_sender_s_delimiters_and_can_be_read_back()
    {
        var header = Samples.Message("MSH!@$#%!APP!FAC!RECV!RFAC!20260101!!MFN@M16!C1!P!2.7\rMFE!MAD!E1!!K@1".Split('\r'));
        var answer = Samples.Message(new ApplicationAnswer(Verdict(AcknowledgementCode.AA), WantsAccept: false).ToBytes(header.Header, header));
        Assert.Equal(("MFK", "NE", "S", "K"), (answer.Header.MessageType, answer.Header.AcceptAcknowledgement, Samples.Text(answer, "MFA-4.1"), Samples.Text(answer, "MFA-5.1")));
    }

    [Fact]
    public void A_message_that_cannot_be_read_to_its_end_is_answered_by_ACK()
    {
        var header = Samples.Parse(Header("OMS^O05", "2.5.1") + "\rno segment\r").Header!;
        Assert.Contains("||ACK^O05^ACK|", Encoding.UTF8.GetString(new ApplicationAnswer(Verdict(AcknowledgementCode.AR), WantsAccept: true).ToBytes(header, null)), StringComparison.Ordinal);
    }

    private static string Header(string type, string version) => $"MSH|^~\\&|APP|FAC|RECV|RFAC|20260101||{type}|C1|P|{version}|||AL|AL";

    private static Acknowledgement Verdict(AcknowledgementCode code) =>
        new(code, $"7-{code}", Time, code == AcknowledgementCode.AA ? [] : [new AcknowledgementError(ErrorCondition.ApplicationInternalError, Hl7Location.Message, "RQD-5: a number")]);

    private static string Text(AcknowledgementCode code, params string[] segments)
    {
        var request = Samples.Message(segments);
        return Encoding.UTF8.GetString(new ApplicationAnswer(Verdict(code), WantsAccept: true).ToBytes(request.Header, request));
    }
}
