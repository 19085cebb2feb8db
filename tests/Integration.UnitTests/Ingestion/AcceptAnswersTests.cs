using Integration.Hl7v2;
using Integration.Ingestion;
using Integration.Journal;
using Integration.UnitTests.Hl7v2;

namespace Integration.UnitTests.Ingestion;

/// <summary>Who gets which answer at once (table 0155 over MSH-15 and MSH-16).</summary>
public sealed class AcceptAnswersTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData("", "", "AA", "AE", "AR")]
    [InlineData("AL", "", "CA", "CE", "CR")]
    [InlineData("AL", "NE", "CA", "CE", "CR")]
    [InlineData("AL", "AL", "CA", "CE", "CR")]
    [InlineData("NE", "AL", "-", "-", "-")]
    [InlineData("NE", "", "-", "-", "-")]
    [InlineData("ER", "NE", "-", "CE", "CR")]
    [InlineData("SU", "NE", "CA", "-", "-")]
    public void Answers_by_MSH_15(string accept, string application, string accepted, string error, string rejected)
    {
        Assert.Equal(accepted, Code(accept, application, null));
        Assert.Equal(error, Code(accept, application, AcknowledgementCode.AE));
        Assert.Equal(rejected, Code(accept, application, AcknowledgementCode.AR));
    }

    [Theory]
    [InlineData("AL", false, "AA")]
    [InlineData("SU", false, "AA")]
    [InlineData("AL", true, "-")]
    [InlineData("NE", false, "-")]
    public void A_sender_that_fills_MSH_16_alone_is_answered_at_once_unless_it_is_answered_after_mapping(string application, bool afterMapping, string expected) =>
        Assert.Equal(expected, Code("", application, null, afterMapping));

    [Fact]
    public void An_acknowledgement_is_never_answered() => Assert.Equal("-", Code("AL", "AL", AcknowledgementCode.AR, type: "ACK^A01"));

    [Fact]
    public void A_resend_gets_the_first_answer_to_the_byte()
    {
        var first = Taken("AL", "AL", null, "ADT^A01", "20260101");
        var again = Taken("AL", "AL", null, "ADT^A01", "20260102") with { Kept = new AppendResult(99, 7, At, Resend: true, Refused: false) };
        Assert.Equal(new AcceptAnswers(true).To(first), new AcceptAnswers(true).To(again));
    }

    private static string Code(string accept, string application, AcknowledgementCode? refusal, bool afterMapping = false, string type = "ADT^A01")
    {
        var answer = new AcceptAnswers(afterMapping).To(Taken(accept, application, refusal, type, "20260101"));
        return answer is null ? "-" : Samples.Text(Samples.Message(answer), "MSA-1");
    }

    private static TakenMessage Taken(string accept, string application, AcknowledgementCode? refusal, string type, string sent) => new(
        Samples.Message($"MSH|^~\\&|A|F|R|G|{sent}||{type}|C1|P|2.5.1|||{accept}|{application}").Header,
        refusal is { } code ? new Refusal(code, []) : null,
        new AppendResult(7, 7, At, Resend: false, Refused: false));
}
