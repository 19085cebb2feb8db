using System.Text;
using Integration.Contracts;
using Integration.Hl7v2;
using Integration.Hl7v2.Message;
using Integration.Hl7v2.Mllp;
using Integration.Ingestion;
using Integration.UnitTests.Mapping;

namespace Integration.UnitTests.Ingestion;

/// <summary>Mutual TLS: what a certificate may send as.</summary>
public sealed class AdmissionTests
{
    private static readonly MllpCertificate Gateway = new(new string('A', 64), ["or-gateway", "gateway.north.example"]);

    [Theory]
    [InlineData("or-gateway")]
    [InlineData("OR-Gateway")]
    [InlineData("gateway.north.example")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("aa:aa:aa:aa:aa:aa:aa:aa:aa:aa:aa:aa:aa:aa:aa:aa:aa:aa:aa:aa:aa:aa:aa:aa:aa:aa:aa:aa:aa:aa:aa:aa")]
    public void A_listed_certificate_may_send_as_its_applications(string name) => Assert.Null(Judge(Gateway, (name, ["ORSUPPLY", "OTHER"])));

    [Fact]
    public void A_certificate_listed_for_another_application_is_refused_with_the_reason() =>
        AssertRefused(Judge(Gateway, ("or-gateway", ["OTHER"])), "is not listed for this sending application");

    [Fact]
    public void A_certificate_listed_nowhere_is_refused_with_its_fingerprint() =>
        AssertRefused(Judge(Gateway, ("another", ["ORSUPPLY"])), $"{Gateway.Fingerprint} is not listed on this interface");

    [Fact]
    public void Where_no_clients_are_listed_every_trusted_certificate_may_send() => Assert.Null(Judge(Gateway));

    [Fact]
    public void What_comes_without_a_certificate_is_judged_by_its_header_alone() => Assert.Null(Judge(null, ("another", ["ORSUPPLY"])));

    private static void AssertRefused(Refusal? refusal, string reason)
    {
        Assert.Equal(AcknowledgementCode.AR, refusal?.Code);
        var error = Assert.Single(refusal!.Errors);
        Assert.Equal((ErrorCondition.UnknownKeyIdentifier, 3), (error.Condition, error.Location.Field));
        Assert.Contains(reason, error.UserMessage, StringComparison.Ordinal);
    }

    private static Refusal? Judge(MllpCertificate? certificate, params (string Name, string[] Applications)[] clients)
    {
        var definition = Shipped.Interface("north-supply-requisitions") with
        {
            Tls = new InterfaceTls("c", "k", null, "a", clients.ToDictionary(client => client.Name, client => (IReadOnlyList<string>)client.Applications)),
        };
        var message = Encoding.UTF8.GetBytes("MSH|^~\\&|ORSUPPLY|NORTH|||20260102030405||OMN^O07|1|P|2.5.1\rORC|NW|1\r");
        return new Admission(definition).Judge(Hl7Parser.Parse(message, new Hl7ParseOptions()), certificate);
    }
}
