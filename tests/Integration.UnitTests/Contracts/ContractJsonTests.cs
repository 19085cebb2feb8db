using System.Text.Json;
using Integration.Contracts;

namespace Integration.UnitTests.Contracts;

public sealed class ContractJsonTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    public static TheoryData<ContractContent> Contents =>
    [
        new DemandSignal("c0ffee", Semantics.Delta, CaseStanding.Cancelled, "NORTH", null, null, null, []),
        new DemandSignal("c0ffee", Semantics.Snapshot, CaseStanding.Booked, "NORTH", At.AddMinutes(0.5), "CS-STOCK", "OR-USE", [new DemandLine("HIP#1", "1002", 2.5m, "Units", false)]),
        new Requisition("R-1", Semantics.Delta, null, true, [new RequisitionLine("R-1.1", LineAction.Status, Approval.Approved, null, null, null, null, null, null, null, null, null, null, null)]),
        new Requisition("R-1", Semantics.Snapshot, "OR", false, [new RequisitionLine("R-1.1", LineAction.Set, Approval.Unstated, Supply.NonStock, "1001", 2, "Dozens", 24, "Units", "NLS", 18m, "OR-SUPPLY", At, "4100")]),
    ];

    [Theory]
    [MemberData(nameof(Contents))]
    public void A_contract_comes_back_as_it_was_written(ContractContent content)
    {
        var contract = Sample(content, "asserted-in-future", "ambiguous-local-time");

        var read = ContractJson.Read(ContractJson.Write(contract));

        Assert.Equal(contract.Envelope, read.Envelope);
        Assert.Equal(contract.Flags, read.Flags);
        Assert.Equivalent(contract.Content, read.Content, strict: true);
        Assert.Equivalent(content, ContractJson.ReadContent(content.Name, ContractJson.WriteContent(content)), strict: true);
    }

    [Fact]
    public void Says_what_is_stated_in_one_way_only()
    {
        var place = new TimeSpan(13, 0, 0);
        var content = new DemandSignal("c0ffee", Semantics.Snapshot, CaseStanding.Booked, "NORTH", At.ToOffset(place), null, "OR-USE", [new DemandLine("HIP#1", "1002", 2.50m, "Units", false)]);

        Assert.Equal(
            """{"case":"c0ffee","semantics":"snapshot","standing":"booked","site":"NORTH","neededAt":"2026-11-22T08:00:00Z","destination":"OR-USE","lines":[{"service":"HIP#1","item":"1002","quantity":2.5,"unit":"Units","removed":false}]}""",
            ContractJson.WriteContent(content));
    }

    [Fact]
    public void Without_flags_there_is_no_flags_attribute()
    {
        var json = ContractJson.Write(Sample(new DemandSignal("c", Semantics.Delta, CaseStanding.Deleted, "N", null, null, null, [])));

        Assert.DoesNotContain("flags", json, StringComparison.Ordinal);
        Assert.Empty(ContractJson.Read(json).Flags);
    }

    [Theory]
    [InlineData("\"standing\":\"booked\"", "\"standing\":1", "an enumeration as a number")]
    [InlineData("\"site\":\"N\",", "", "a required member left out")]
    [InlineData("\"site\":\"N\"", "\"site\":null", "null where a value is required")]
    [InlineData("\"site\":\"N\"", "\"site\":\"N\",\"patient\":\"x\"", "a member no schema knows")]
    [InlineData("\"site\":\"N\"", "\"site\":\"N\",\"name\":\"x\"", "a property of the record that is no member")]
    [InlineData("integration.demand-signal.v1", "integration.demand-signal.v9", "a version this build does not know")]
    [InlineData("\"specversion\":\"1.0\"", "\"specversion\":\"0.3\"", "another CloudEvents version")]
    public void Refuses_what_is_not_as_the_schema_says(string was, string becomes, string why)
    {
        var json = ContractJson.Write(Sample(new DemandSignal("c", Semantics.Delta, CaseStanding.Booked, "N", null, null, null, [])));
        var broken = json.Replace(was, becomes, StringComparison.Ordinal);

        Assert.NotEqual(json, broken);
        Assert.True(Record.Exception(() => ContractJson.Read(broken)) is JsonException, why);
    }

    internal static Contract Sample(ContractContent content, params string[] flags) => new(
        new Envelope("id-1", "/interfaces/north", ContractJson.TypePrefix + content.Name, "subject", "north", "NORTH", At, At.AddHours(2), "hl7v2/X/v1", 3, "TZDB 2026a", "17"),
        content,
        flags);
}
