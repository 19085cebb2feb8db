using System.Text.Json.Nodes;
using Integration.Contracts;
using Integration.Fhir.Bundles;
using Integration.Fhir.Elements;

namespace Integration.UnitTests.Mapping;

/// <summary>
/// One story told by HL7 v2 and by FHIR is one story: step by step the same facts, and in the end the same desired records. The steps in FHIR are cases beside the mappings.
/// </summary>
public sealed class BothWaysTests
{
    private const string Time = "2026-11-20T";

    private static readonly (string Hl7, string Fhir)[] Visit =
    [
        (Adt("A05", "100000", "ICU^01^A^NORTH", expected: "123000"), "Encounter/v1/cases/1-planned"),
        (Adt("A01", "123100", "ICU^01^A^NORTH", happened: "123000"), "Encounter/v1/cases/2-arrived"),
        (Adt("A02", "150100", "ICU^02^A^NORTH", happened: "150000", prior: "ICU^01^A^NORTH"), "Encounter/v1/cases/3-moved"),
        (Adt("A21", "160100", "ICU^02^A^NORTH", happened: "160000"), "Encounter/v1/cases/4-away"),
        (Adt("A22", "170100", "ICU^02^A^NORTH", happened: "170000"), "Encounter/v1/cases/5-back"),
        (Adt("A03", "210100", "ICU^02^A^NORTH", happened: "210000"), "Encounter/v1/cases/6-finished"),
        (Adt("A11", "220000", "ICU^01^A^NORTH"), "Encounter/v1/cases/7-cancelled"),
    ];

    private static readonly (string Hl7, string Fhir)[] Equipment =
    [
        (Device("ORU^R01", "140005", "OBR|1|||C|||20261120140000+0000", "OBX|1|NM|OPHOURS|1.0.0.9|412.50|h|||||R|||20261120140000+0000||||SP-44130"), "Observation/v1/cases/hours"),
        (Device("ORU^R40", "140000", "OBR|1|||A|||20261120140000+0000", "OBX|1|CWE|196616^MDC_EVT_ALARM|1.0.0.1.1|BATT-FAIL||||||R|||20261120140000+0000||||SP-44130", "OBX|2|ST|68481|1.0.0.1.3|start||||||R"), "Observation/v1/cases/alarm-1-starts"),
        (Device("ORU^R40", "150000", "OBR|1|||A|||20261120150000+0000", "OBX|1|CWE|196616^MDC_EVT_ALARM|1.0.0.1.1|BATT-FAIL||||||R|||20261120150000+0000||||SP-44130", "OBX|2|ST|68481|1.0.0.1.3|end||||||R"), "Observation/v1/cases/alarm-2-ends"),
        (Device("ESU^U01", "100000", "EQU|SP-44120|20261120100000+0000|OP"), "Device/v1/cases/in-service"),
        (Device("ESU^U01", "110000", "EQU|SP-44120|20261120110000+0000|ES"), "Device/v1/cases/hardware-disconnected"),
        (Device("EAN^U09", "100000", "EQU|VT-2001|20261120095800+0000", "NDS|1|20261120095800+0000|W|calibration-required"), "DeviceMetric/v1/cases/1-calibration-required"),
        (Device("EAN^U09", "140000", "EQU|VT-2001|20261120135000+0000", "NDS|1|20261120135000+0000|N|calibration-required"), "DeviceMetric/v1/cases/2-calibrated"),
        (Device("ORU^R01", "143000", "OBR|1|||C|||20261120140000+0000", "OBX|1|NM|OPHOURS|1.0.0.9|1204.25|h|||||R|||20261120140000+0000||||VT-2001", "OBX|2|NM|CYCLES|1.0.0.9|88||||||R|||20261120140000+0000||||VT-2001"), "DeviceUseStatement/v1/cases/running-totals-in-extensions"),
    ];

    private static readonly (string Hl7, string Fhir)[] Charges =
    [
        (Charge("150000", "CG", 95, 1425), "ChargeItem/v1/cases/2-billable"),
        (Charge("160000", "CG", 90, 1350), "ChargeItem/v1/cases/3-changed"),
        (Charge("170000", "CD", 90, 1350), "ChargeItem/v1/cases/4-entered-in-error"),
    ];

    private static readonly (string Hl7, string Fhir)[] All =
        [.. Visit, .. Equipment, .. Charges.Take(2), (Adt("A20", "150000", "ICU^01^A^NORTH", bed: "K"), "Location/v1/cases/contaminated")];

    /// <summary>Each step by its case in FHIR.</summary>
    public static TheoryData<string> Steps => [.. All.Select(step => step.Fhir)];

    [Theory]
    [MemberData(nameof(Steps))]
    public void A_step_told_both_ways_is_the_same_fact(string fhir) => Assert.Equal(Content(Hl7(All.Single(step => step.Fhir == fhir).Hl7)), Content(Fhir(fhir)));

    [Fact]
    public void A_visit_told_both_ways_desires_the_same_turnovers_after_every_step()
    {
        for (var count = 1; count <= Visit.Length; count++)
        {
            AssertSameDesires(Visit.Take(count));
        }

        Assert.Contains("turnover-task", Desires(Visit.Take(6).Select(step => Fhir(step.Fhir))), StringComparison.Ordinal);
    }

    [Fact]
    public void Equipment_told_both_ways_desires_the_same_requests_and_readings()
    {
        AssertSameDesires(Equipment);
        Assert.Contains("maintenance-request", Desires(Equipment.Select(step => Fhir(step.Fhir))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_charge_told_both_ways_desires_the_same_entries_when_it_changes_and_is_taken_back()
    {
        for (var count = 1; count <= Charges.Length; count++)
        {
            AssertSameDesires(Charges.Take(count));
        }
    }

    /// <summary>A charge, a visit and a piece of equipment are one thing by whatever way they are told: half of a story each way ends as either does.</summary>
    [Fact]
    public void A_story_told_half_each_way_is_one_story()
    {
        AssertOne(Visit, step => step % 2 == 0);
        AssertOne(Charges, step => step == 0);
        AssertOne(Equipment, step => step % 2 == 1);

        static void AssertOne((string Hl7, string Fhir)[] story, Func<int, bool> byFhir) => Assert.Equal(
            Desires(story.Select(step => Hl7(step.Hl7))),
            Desires(story.Select((step, at) => byFhir(at) ? Fhir(step.Fhir) : Hl7(step.Hl7))));
    }

    private static void AssertSameDesires(IEnumerable<(string Hl7, string Fhir)> story)
    {
        var steps = story.ToList();
        Assert.Equal(Desires(steps.Select(step => Hl7(step.Hl7))), Desires(steps.Select(step => Fhir(step.Fhir))));
    }

    private static string Desires(IEnumerable<MappingResult> told) => FoldedContracts.Desires([.. told.SelectMany(result => result.Contracts)]);

    /// <summary>What is said, with its key; what only a source has that states the whole visit each time is left out.</summary>
    private static string Content(MappingResult result)
    {
        Assert.Empty(result.Faults);
        Assert.Null(result.SuppressedBy);
        return string.Join('\n', result.Contracts.Select(mapped =>
        {
            var content = JsonNode.Parse(ContractJson.WriteContent(Assert.IsType<Contract>(mapped.Contract).Content))!.AsObject();
            content.Remove("stays");
            // A bed is what the table makes of its place; two systems call the place otherwise.
            return $"{(mapped.Key.Domain == "bed-status" ? "" : mapped.Key)} {mapped.AssertedAt:O} {content.ToJsonString()}";
        }));
    }

    private static MappingResult Hl7(string message)
    {
        var parsed = Shipped.Parse(message);
        var definition = Shipped.Interfaces.First(feed => feed.Fhir is null && feed.Mappings.ContainsKey($"{parsed.Header.MessageType}^{parsed.Header.TriggerEvent}"));
        return Shipped.Mappings.Map(parsed, Shipped.Context(definition));
    }

    private static MappingResult Fhir(string testCase)
    {
        var message = FhirMessage.Parse(File.ReadAllBytes(Path.Combine(Shipped.Root, "mappings", "fhir", testCase, "source.json")), new FhirReadOptions());
        return Shipped.Mappings.Map(message, Shipped.Context(Shipped.Interfaces.First(feed => feed.Fhir is not null && feed.Mappings.ContainsKey(message.Type))));
    }

    private static string Adt(string trigger, string said, string place, string happened = "", string prior = "", string expected = "", string bed = "") => string.Join('\r', [
        $@"MSH|^~\&|ADTREG|NORTH|INTEGRATION|NORTHFIELD|{At(said)}||ADT^{trigger}|1|P|2.5.1",
        $"EVN|{trigger}|{At(said)}|{(expected.Length > 0 ? At(expected) : "")}|||{(happened.Length > 0 ? At(happened) : "")}",
        bed.Length > 0 ? $"NPU|{place}|{bed}" : $"PV1|1|I|{place}|||{prior}{new string('|', 13)}V-5501",
    ]) + '\r';

    private static string Device(string type, string said, params string[] segments) =>
        $@"MSH|^~\&|DEVGATE|NORTH|INTEGRATION|NORTHFIELD|{At(said)}||{type}|1|P|2.6" + '\r' + string.Join('\r', segments) + '\r';

    private static string Charge(string said, string type, int minutes, int amount) => string.Join('\r', [
        $@"MSH|^~\&|ORBILL|NORTH|INTEGRATION|NORTHFIELD|{At(said)}||DFT^P03|1|P|2.5.1", $"EVN|P03|{At(said)}", "PV1|1|I|OR1",
        $"FT1|1|T-9001||20261120||{type}|OR-MINUTE|||{minutes}|{amount}&USD||OR",
    ]) + '\r';

    private static string At(string time) => $"{Time.Replace("-", "", StringComparison.Ordinal)[..8]}{time}+0000";
}
