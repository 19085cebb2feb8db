using System.Text;
using Integration.Contracts;

namespace Integration.UnitTests.Mapping;

/// <summary>Mappings over FHIR: what is refused when they are loaded, what they may read, and that they tell what HL7 v2 tells.</summary>
public sealed class FhirMappingTests : IDisposable
{
    private const string Appointment = "fhir/Appointment/v1.yaml";

    private readonly MappingFolder _folder = new();

    [Theory]
    [InlineData("slot.resolve().start], date-only: start-of-day }\n  surgeon", "slot.resolve().now()], date-only: start-of-day }\n  surgeon", "now")]
    [InlineData("serviceType.empty() and reasonCode.empty()", "serviceType.fetch()", "fetch")]
    [InlineData("serviceType.empty() and reasonCode.empty()", "serviceType.empty() and quantity.empty()", "reads what is never there")]
    [InlineData("not-beside: [ServiceRequest]", "suppress: { x: { absent: AIS } }", "'absent' is for HL7 v2; ask with 'empty', or with exists() in the path.")]
    [InlineData("triggers: [Appointment]", "triggers: [Appointmint]", "'Appointmint' is no resource type of FHIR R4")]
    public void What_cannot_be_evaluated_is_refused_at_loading_with_its_file_and_line(string old, string by, string said)
    {
        _folder.Replace(Appointment, old, by);
        _folder.Release();

        Assert.Contains(_folder.Problems(), problem => problem.StartsWith($"{Appointment}:", StringComparison.Ordinal) && !problem.StartsWith($"{Appointment}:0", StringComparison.Ordinal) && problem.Contains(said, StringComparison.Ordinal));
    }

    [Fact]
    public void Two_resource_types_that_tell_the_same_are_not_taken_by_one_interface()
    {
        _folder.Replace("active.yaml", "    SupplyRequest: fhir/SupplyRequest/v1", "    ServiceRequest: fhir/ServiceRequest/v1");

        Assert.Contains(_folder.Problems(), problem => problem.Contains("Appointment is not taken beside ServiceRequest", StringComparison.Ordinal));
    }

    [Fact]
    public void A_case_told_over_HL7_v2_and_over_FHIR_is_one_case_that_needs_the_same()
    {
        var hl7 = Content("north-or-schedule", Shipped.Mappings.Map(Shipped.Parse(Source("hl7v2/SIU_S12/v2/cases/booked/source.hl7")), Shipped.Context(Shipped.Interface("north-or-schedule"))));
        var fhir = Content("north-ehr", Shipped.Mappings.Map(Shipped.ParseFhir(Source("fhir/Appointment/v1/cases/story-1-booked/source.json")), Shipped.Context(Shipped.Interface("north-ehr"))));

        Assert.Equal(hl7, fhir);
    }

    [Fact]
    public void No_result_holds_what_its_source_says_of_the_patient() =>
        Assert.All(
            Directory.GetFiles(Path.Combine(Shipped.Root, "mappings", "fhir"), "expected.json", SearchOption.AllDirectories),
            file => Assert.DoesNotMatch("(?i)zzyzx|quillwen|900417|invented|latex|F-200|P-100|C-77", File.ReadAllText(file)));

    [Fact]
    public void No_mapping_reads_what_people_typed_or_who_a_patient_is() =>
        Assert.All(
            Shipped.Mappings.Inbound.Where(one => one.Key.StartsWith("fhir/", StringComparison.Ordinal)).SelectMany(one => one.Value.Paths),
            path => Assert.DoesNotMatch(@"\b((subject|patient|actor)\.display|text|div|note|description|comment|patientInstruction|birthDate|address|telecom|family|given|subject\.(?!exists|empty)|for\.)\b", path));

    public void Dispose() => _folder.Dispose();

    /// <summary>The contracts by key, whatever they were made of.</summary>
    private static string Content(string interfaceName, MappingResult result)
    {
        Assert.Empty(result.Faults);
        return string.Join('\n', result.Contracts.Select(one => $"{one.Key} {one.Semantics} {one.AssertedAt:O} {one.Contract!.Envelope.EffectiveAt:O} {ContractJson.WriteContent(one.Contract.Content)}")).Replace(interfaceName, "", StringComparison.Ordinal);
    }

    private static byte[] Source(string file) => Encoding.UTF8.GetBytes(File.ReadAllText(Path.Combine(Shipped.Root, "mappings", file)));
}
