using System.Text;
using Integration.UnitTests.Fhir;
using Integration.UnitTests.Hl7v2;
using Integration.Worker.Inspection;

namespace Integration.UnitTests.Inspection;

/// <summary>What <c>integration inspect</c> tells of FHIR files.</summary>
public sealed class FhirInspectionTests
{
    /// <summary>Looked through by hand: path, then a resource a field as <c>type readable</c> with its problems. A changed line is a change of what this product takes or tells.</summary>
    [CorpusFact]
    public void Every_file_has_its_expected_outcome()
    {
        var expected = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Fhir", "corpus.csv")).Skip(1).ToHashSet();
        var found = FhirCorpus.Files().Select(Outcome).ToHashSet();
        Assert.Empty(found.Except(expected));
        Assert.Empty(expected.Except(found));
    }

    /// <summary>What the source or the corpus's README calls wrong is named where it stands. What is wrong only beside the rest of a server (an entry twice) is not for a look at the file.</summary>
    [CorpusTheory]
    [InlineData("microsoft-fhir-server/Normative/Bundle-InvalidBundleType.json", "Bundle.type", "NotInValueSet")]
    [InlineData("microsoft-fhir-server/Normative/Bundle-TypeMissing.json", "Bundle.type", "RequiredElement")]
    [InlineData("microsoft-fhir-server/Normative/InvalidObservation.json", "Observation.text", "WrongKind")]
    [InlineData("microsoft-fhir-server/Normative/ObservationWithInvalidStatus.json", "Observation.status", "NotInValueSet")]
    [InlineData("microsoft-fhir-server/Normative/ObservationWithNoCode.json", "Observation.code", "RequiredElement")]
    [InlineData("microsoft-fhir-server/Normative/PatientMissingResourceType.json", "resourceType", "NoResourceType")]
    [InlineData("microsoft-fhir-server/Normative/PatientWithUnknownElements.json", "Patient.name1", "UnknownElement")]
    [InlineData("microsoft-fhir-server/Normative/TokenOverflowChargeItem.json", "ChargeItem.overrideReason", "WrongKind")]
    [InlineData("microsoft-fhir-server/Normative/MoneyWithWrongDecimal.json", "Money.value", "WrongKind")]
    [InlineData("microsoft-fhir-server/Normative/Bundle-BatchWithInvalidEleEnums.json", "Bundle.entry[0].resource.gender1", "UnknownElement")]
    [InlineData("hl7-v2-to-fhir/FHIR_bundle.hl7_MDM_T02.json", "resource", "NotJson")]
    [InlineData("all-of-us-rdr/dv_order_api_put_supply_delivery.json", "SupplyDelivery.text.div", "BadValue")]
    public void What_is_wrong_is_named(string file, string at, string rule) =>
        Assert.Contains(Inspect(file).SelectMany(resource => resource.Problems), problem => problem.At == at && problem.Rule == rule && problem.Byte >= 0);

    [Fact]
    public void A_bundle_is_told_by_itself_and_then_each_resource_with_its_own_problems()
    {
        var told = FhirFileInspection.Inspect("b.json", Encoding.UTF8.GetBytes(
            """{"resourceType":"Bundle","id":"b","type":"mixed","entry":[{"fullUrl":"urn:x"},{"resource":{"resourceType":"Basic","id":"c","meta":{"versionId":"2"},"code":7}},{"resource":{"resourceType":"Basic","code":{"text":"x"}}}]}"""));
        Assert.Equal(
            [("", "Bundle", "b", "", true, "Bundle.type"), ("Bundle.entry[1].resource", "Basic", "c", "2", false, "Bundle.entry[1].resource.code"), ("Bundle.entry[2].resource", "Basic", "", "", true, "")],
            told.Select(one => (one.At, one.ResourceType, one.Id, one.Version, one.Readable, string.Join(' ', one.Problems.Select(problem => problem.At)))));
    }

    [Fact]
    public void A_resource_a_line_is_told_by_its_line_with_bytes_of_the_file()
    {
        var told = FhirFileInspection.Inspect("b.ndjson", Encoding.UTF8.GetBytes("{\"resourceType\":\"Basic\",\"code\":{\"text\":\"x\"}}\r\n\n{\"resourceType\":\"Basic\",\"code\":7}\nrest\n"));
        Assert.Equal([("line 1", true, ""), ("line 3", false, "78"), ("line 4", false, "81")], told.Select(one => (one.At, one.Readable, string.Join(' ', one.Problems.Select(problem => problem.Byte)))));
    }

    [Theory]
    [InlineData("\ufeff  {\"resourceType\":\"Basic\"}", true)]
    [InlineData("\n<Basic/>", true)]
    [InlineData("[]", true)]
    [InlineData("MSH|^~\\&|A", false)]
    [InlineData("\u000bMSH|^~\\&|{", false)]
    [InlineData("", false)]
    public void What_a_file_holds_is_told_by_its_content(string text, bool isFhir) => Assert.Equal(isFhir, FhirFileInspection.IsFhir(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_byte_order_mark_is_a_note() =>
        Assert.Equal(["ByteOrderMark"], FhirFileInspection.Inspect("b.json", Encoding.UTF8.GetBytes("\ufeff{\"resourceType\":\"Basic\",\"code\":{\"text\":\"x\"}}")).Single().Problems.Select(problem => problem.Rule));

    private static IReadOnlyList<InspectedResource> Inspect(string file) => FhirFileInspection.Inspect(file, FhirCorpus.Read(file));

    /// <summary>path,resources;readable ones;root type;errors;warnings. Positions in lists are left out: the table says the element.</summary>
    private static string Outcome(string file)
    {
        var resources = Inspect(file);
        return $"{file},{resources.Count};{resources.Count(resource => resource.Readable)};{resources[0].ResourceType};{Told(resources, InspectionSeverity.Error)};{Told(resources, InspectionSeverity.Warning)}";
    }

    private static string Told(IEnumerable<InspectedResource> resources, InspectionSeverity severity) => string.Join(' ', resources
        .SelectMany(resource => resource.Problems.Where(problem => problem.Severity == severity), (resource, problem) =>
            $"{(resource.At.Length == 0 ? problem.At : resource.ResourceType + problem.At[resource.At.Length..])}:{problem.Rule}")
        .Select(told => System.Text.RegularExpressions.Regex.Replace(told, @"\[\d+\]", "")).Distinct().Order(StringComparer.Ordinal));
}
