using System.Text.RegularExpressions;

namespace Integration.UnitTests.Mapping;

/// <summary>Operational fields only (rule 25): what the shipped mappings may read is listed here, and whoever adds to it is asked to think.</summary>
public sealed class AllowListTests
{
    private static readonly string[] Orders =
        ["MSH-4.1", "MSH-7", "ORC-1", "ORC-2.1", "ORC-4.1", "ORC-7.6", "ORC-9", "TQ1-9.1", "RQD-1", "RQD-5", "RQD-6.1", "RQD-7.1", "RQD-9.1", "RQD-10"];

    /// <summary>Elements of FHIR R4 that hold or lead to who a patient is, or what people have typed.</summary>
    private static readonly string[] AboutPeople =
    [
        "subject", "patient", "beneficiary", "recipient", "individual", "RelatedPerson", "Person", "contact", "link", "generalPractitioner", "communication",
        "name", "family", "given", "prefix", "suffix", "birthDate", "deceased", "gender", "maritalStatus", "multipleBirth", "photo", "telecom", "address", "line", "city", "postalCode",
        "text", "div", "note", "comment", "description", "patientInstruction", "instruction", "title", "data", "attachment", "content", "documentation", "conclusion",
        "account", "episodeOfCare", "diagnosis", "condition", "reasonReference", "insurance", "encounter", "context", "supportingInformation",
    ];

    [Theory]
    [InlineData("hl7v2/OMS_O05/v1", "")]
    [InlineData("hl7v2/OMN_O07/v1", "RQ1-1.1 RQ1-4.1")]
    [InlineData("hl7v2/OMS_O05/v2", "ORC-5")]
    [InlineData("hl7v2/OMN_O07/v2", "ORC-5 RQ1-1.1 RQ1-4.1 RQ1-7")]
    public void A_requisition_takes_no_more_than_this(string mapping, string more) =>
        Assert.Equal(Orders.Concat(more.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Order(StringComparer.Ordinal), Paths(mapping));

    [Fact]
    public void A_booked_case_takes_no_more_than_this() => Assert.Equal(
        [
            "AIP-3.1", "AIP-4.1", "AIS-10.1", "AIS-2", "AIS-3.1", "AIS-3.4", "AIS-4", "EVN-2", "MSH-4.1", "MSH-7", "MSH-9.2",
            "SCH-1.1", "SCH-1.2", "SCH-1.3", "SCH-1.4", "SCH-11.4", "SCH-2.1", "SCH-2.2", "SCH-2.3", "SCH-2.4", "SCH-25.1", "TQ1-7",
        ],
        Paths("hl7v2/SIU_S12/v1"));

    [Theory]
    [InlineData("hl7v2/ADT/v1", "EVN-2 EVN-3 EVN-6 MSH-4.1 MSH-7 MSH-9.2 PID-18.1 PID-18.4.1 PID-3.1 PV1-19.1 PV1-19.4.1 PV1-2 PV1-3.1 PV1-3.2 PV1-3.3 PV1-3.4.1 PV1-3.7 PV1-3.8 PV1-40.1 PV1-42.1 PV1-42.2 PV1-42.3 PV1-42.4.1 PV1-42.7 PV1-42.8 PV1-44 PV1-44.1 PV1-45 PV1-6.1 PV1-6.2 PV1-6.3 PV1-6.4.1 PV1-6.7 PV1-6.8 PV2-41.1 PV2-8 PV2-9")]
    [InlineData("hl7v2/ADT_A17/v1", "EVN-2 EVN-6 MSH-4.1 MSH-7 PID-18.1 PID-18.4.1 PID-3.1 PV1-19.1 PV1-19.4.1 PV1-2 PV1-3.1 PV1-3.2 PV1-3.3 PV1-3.4.1 PV1-3.7 PV1-3.8 PV1-40.1 PV1-44.1 PV1-6.1 PV1-6.2 PV1-6.3 PV1-6.4.1 PV1-6.7 PV1-6.8 PV2-41.1")]
    [InlineData("hl7v2/ADT_A20/v1", "EVN-2 EVN-6 MSH-4.1 MSH-7 NPU-1.1 NPU-1.2 NPU-1.3 NPU-1.4.1 NPU-1.7 NPU-1.8 NPU-2.1")]
    public void A_bed_takes_no_more_than_this(string mapping, string paths) => Assert.Equal(paths.Split(' '), Paths(mapping));

    [Fact]
    public void A_booked_case_with_its_kits_takes_no_more_than_this() => Assert.Equal(
        [
            "AIG-2", "AIG-3.1", "AIP-3.1", "AIP-4.1", "AIS-10.1", "AIS-11[*].1", "AIS-12[*].1", "AIS-2", "AIS-3.1", "AIS-3.4", "AIS-4", "EVN-2", "MSH-4.1", "MSH-7", "MSH-9.2", "RGS-2",
            "SCH-1.1", "SCH-1.2", "SCH-1.3", "SCH-1.4", "SCH-11.4", "SCH-2.1", "SCH-2.2", "SCH-2.3", "SCH-2.4", "SCH-25.1", "TQ1-7",
        ],
        Paths("hl7v2/SIU_S12/v2"));

    [Theory]
    [InlineData("hl7v2/ORU_R01/v1", "MSH-3 MSH-3.1 MSH-3.2 MSH-7 OBR-7 OBX-11 OBX-14 OBX-18 OBX-18.1 OBX-18.3 OBX-3.1 OBX-3.2 OBX-3.4 OBX-4 OBX-5 OBX-6.1 OBX-6.2 OBX-6.4 OBX-6.5 PRT[*]-10 PRT[*]-10.1 PRT[*]-10.3")]
    [InlineData("hl7v2/ORU_R40/v1", "MSH-3 MSH-3.1 MSH-3.2 MSH-7 OBR-7 OBX-14 OBX-18 OBX-18.1 OBX-18.3 OBX-3.1 OBX-3.2 OBX-4 OBX-5.1 OBX-5.2 PRT[*]-10 PRT[*]-10.1 PRT[*]-10.3")]
    [InlineData("hl7v2/ESU_U01/v1", "EQU-1 EQU-1.1 EQU-1.3 EQU-2 EQU-3.1 MSH-7")]
    [InlineData("hl7v2/EAN_U09/v1", "EQU-1 EQU-1.1 EQU-1.3 EQU-2 MSH-7 NDS-2 NDS-3.1 NDS-4.1")]
    [InlineData("hl7v2/INU_U05/v1", "EQU-1 EQU-1.1 EQU-1.3 EQU-2 INV-1.1 INV-1.4 INV-10 INV-11.1 INV-2.1 INV-9 MSH-7")]
    public void What_a_device_tells_takes_no_more_than_this(string mapping, string paths) => Assert.Equal(paths, string.Join(' ', Paths(mapping)));

    [Fact]
    public void A_service_takes_no_more_than_this() => Assert.Equal(
        [
            "EVN-2", "FT1-10", "FT1-11.1.1", "FT1-11.1.2", "FT1-11.2", "FT1-12.1.1", "FT1-12.1.2", "FT1-13.1", "FT1-16.1", "FT1-2.1", "FT1-20.1", "FT1-22.1.1", "FT1-22.1.2", "FT1-25.1", "FT1-29.1",
            "FT1-31", "FT1-34.1", "FT1-35.1", "FT1-4.1", "FT1-43.1", "FT1-43.2.1", "FT1-6.1", "FT1-7.1", "FT1-7.4", "MSH-3.1", "MSH-4.1", "MSH-7", "PV1-10.1", "PV1-3.1",
        ],
        Paths("hl7v2/DFT_P03/v1"));

    [Fact]
    public void No_result_of_a_case_holds_what_its_source_says_of_the_patient() =>
        Assert.All(
            Directory.GetFiles(Path.Combine(Shipped.Root, "mappings"), "expected.json", SearchOption.AllDirectories),
            file => Assert.DoesNotMatch("(?i)zzyzx|quillwen|900417|19581103|invented|latex|F-200|P-100|V-77", File.ReadAllText(file)));

    [Theory]
    [InlineData("hl7v2/MFN_M15/v1", "IIM-1.1 IIM-1.2 IIM-13.1 IIM-2.1 IIM-2.2 IIM-3 MFE-1 MFE-3 MSH-7")]
    [InlineData("hl7v2/MFN_M16/v1", "ITM-1.1 ITM-14 ITM-2 IVT-9.1 MFE-1 MFE-3 MSH-7 PKG-2.1 PKG-5.1 PKG-8 VND-2.1 VND-4 VND-5")]
    public void A_master_file_takes_no_more_than_this(string mapping, string paths) => Assert.Equal(paths, string.Join(' ', Paths(mapping)));

    /// <summary>What a FHIRPath is about are the names in it; texts in quotes are compared with and not read.</summary>
    [Theory]
    [MemberData(nameof(FhirMappings))]
    public void No_path_of_a_FHIR_mapping_names_what_is_about_a_person(string mapping) =>
        Assert.All(FhirPaths(mapping), path => Assert.Empty(Names(path).Intersect(AboutPeople)));

    [Theory]
    [MemberData(nameof(FhirMappings))]
    public void A_FHIR_mapping_asks_whether_there_is_a_patient_and_nothing_of_her(string mapping) =>
        Assert.DoesNotContain(FhirPaths(mapping), path => Regex.IsMatch(WithoutTexts(path), @"\bPatient\b(?!\)\.exists\(\))"));

    [Theory]
    [MemberData(nameof(FhirMappings))]
    public void Words_for_people_are_read_only_where_they_name_a_place_or_a_kind_of_reading(string mapping) =>
        Assert.All(FhirPaths(mapping).Where(path => Names(path).Contains("display")), path => Assert.Contains(path, DisplaysRead));

    private static readonly string[] DisplaysRead = ["location.display", "code.coding[0].display"];

    public static TheoryData<string> FhirMappings => [.. Shipped.Mappings.Inbound.Keys.Where(name => name.StartsWith("fhir/", StringComparison.Ordinal))];

    private static List<string> FhirPaths(string mapping)
    {
        var paths = Shipped.Mappings.Inbound[mapping].Paths.Distinct().ToList();
        Assert.NotEmpty(paths);
        return paths;
    }

    private static string WithoutTexts(string path) => Regex.Replace(path, @"'(\\.|[^'\\])*'", "''");

    private static IEnumerable<string> Names(string path) => Regex.Matches(WithoutTexts(path), "[A-Za-z_][A-Za-z0-9_]*").Select(name => name.Value);

    private static IEnumerable<string> Paths(string mapping) =>
        Shipped.Mappings.Inbound[mapping].Paths.Select(path => path.ToString()).Distinct().Order(StringComparer.Ordinal);
}
