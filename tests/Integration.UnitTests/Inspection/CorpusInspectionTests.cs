using System.Text.RegularExpressions;
using Integration.UnitTests.Hl7v2;
using Integration.Worker.Inspection;

namespace Integration.UnitTests.Inspection;

/// <summary>
/// Every public file has an outcome that was looked through by hand: how many messages, how many of them readable, in which character sets, and what is wrong with them. A changed line is a change of what this product takes or tells.
/// </summary>
public sealed partial class CorpusInspectionTests
{
    [CorpusFact]
    public void Every_file_has_its_expected_outcome()
    {
        var expected = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Inspection", "corpus.csv")).Skip(1).ToHashSet();
        var found = Corpus.Files().Select(Outcome).ToHashSet();
        Assert.Empty(found.Except(expected));
        Assert.Empty(expected.Except(found));
    }

    /// <summary>What the source or the corpus's README calls wrong is named where it stands.</summary>
    [CorpusTheory]
    [InlineData("cosyte-hl7/malformed/invalid-encoding-characters.hl7", "MSH-2", "BadDelimiters")]
    [InlineData("cosyte-hl7/stream/malformed-mid-stream.hl7", "MSH-2", "BadDelimiters")]
    [InlineData("cosyte-hl7/batch/malformed-mid-batch.hl7", "MSH-2", "BadDelimiters")]
    [InlineData("cosyte-hl7/conformance/adt-missing-required.hl7", "PID-3", "RequiredField")]
    [InlineData("cosyte-hl7/conformance/adt-cardinality.hl7", "PID-3[2]", "IdentifierRepeated")]
    [InlineData("cosyte-hl7/conformance/adt-value-not-in-set.hl7", "PID-8", "NotInTable")]
    [InlineData("cosyte-hl7/vendor-quirks/duplicate-required-segment.hl7", "PID", "RequiredSegment")]
    [InlineData("rethinkhealth-hl7v2/qa/fixtures/invalid-missing-msh.hl7", "message", "NoHeader")]
    [InlineData("rethinkhealth-hl7v2/qa/fixtures/invalid-segment-header-length.hl7", "MSH", "NotASegment")]
    [InlineData("rethinkhealth-hl7v2/qa/fixtures/invalid-trailing-empty-fields.hl7", "PID-15", "EmptyFieldsAtEnd")]
    [InlineData("node-hl7-complete/invalid/misc/bad-phone-example.hl7", "PID-13", "NotATelephone")]
    [InlineData("node-hl7-complete/valid/remote-operations/mdm-example.hl7", "TXA", "NotASegment")]
    [InlineData("cdc-data-exchange-hl7/tst-hl7-pipeline/src/main/resources/messages/PHLIP_FLU_2.5.1_NO_MSH4.txt", "MSH-4.2", "AuthorityIncomplete")]
    [InlineData("cdc-data-exchange-hl7/tst-hl7-pipeline/src/main/resources/messages/PHLIP_FLU_2.5.1_NO_MSH6.txt", "MSH-6", "AdvisedField")]
    [InlineData("cdc-data-exchange-hl7/tst-hl7-pipeline/src/main/resources/messages/PHLIP_FLU_2.5.1_NO_MSH7.txt", "MSH-7", "RequiredField")]
    [InlineData("cdc-data-exchange-hl7/tst-hl7-pipeline/src/main/resources/messages/PHLIP_FLU_2.5.1_NO_MSH9.txt", "MSH-9.1", "RequiredFieldMissing")]
    [InlineData("cdc-data-exchange-hl7/tst-hl7-pipeline/src/main/resources/messages/PHLIP_FLU_2.5.1_NO_MSH11.txt", "MSH-11", "RequiredField")]
    [InlineData("cdc-data-exchange-hl7/tst-hl7-pipeline/src/main/resources/messages/PHLIP_FLU_2.5.1_NO_MSH12.txt", "MSH-12", "RequiredField")]
    [InlineData("cdc-data-exchange-hl7/tst-hl7-pipeline/src/main/resources/messages/PHLIP_FLU_2.5.1_NO_MSH21.txt", "MSH-21", "NoProfile")]
    [InlineData("cdc-data-exchange-hl7/tst-hl7-pipeline/src/main/resources/messages/PHLIP_FLU_2.5.1_DUPLICATE_OBX1.txt", "OBX[2]-1", "SetIdRepeated")]
    [InlineData("cdc-data-exchange-hl7/tst-hl7-pipeline/src/main/resources/messages/PHLIP_FLU_2.5.1_OBX2CWE_OBX5ST.txt", "OBX-5.3", "CodingSystem")]
    [InlineData("cdc-data-exchange-hl7/tst-hl7-pipeline/src/main/resources/messages/PHLIP_FLU_2.5.1_PID5_ERROR.txt", "PID-5.2", "NameIncomplete")]
    [InlineData("cdc-data-exchange-hl7/tst-hl7-pipeline/src/main/resources/messages/PHLIP_FLU_2.5.1_WITH_PID22.1_NO_PID22.3.txt", "PID-22.3", "CodeWithoutSystem")]
    [InlineData("cdc-data-exchange-hl7/fns-hl7-pipeline/fn-receiver-debatcher/src/test/resources/InvalidMessage.txt", "message", "NoHeader")]
    [InlineData("cdc-data-exchange-hl7/fns-hl7-pipeline/fn-receiver-debatcher/src/test/resources/genV1/Invalid-Vocab-GenV1-0-Case-Notification.hl7", "PID-22", "NotInTable")]
    [InlineData("cdc-trusted-intermediary/Test/Message/msh_present_but_missing_msh-2.hl7", "MSH-2", "BadDelimiters")]
    [InlineData("cdc-trusted-intermediary/Test/Message/msh_present_but_missing_msh-6.hl7", "MSH-6", "AdvisedField")]
    [InlineData("cdc-trusted-intermediary/Test/Orders/006_AL_ORM_O01_NBS_Incorrect_Data_Types_0_initial_message.hl7", "OBR-7", "NotATimestamp")]
    [InlineData("cdc-trusted-intermediary/Test/Orders/007_AL_ORM_O01_NBS_Missing_Required_Fields_0_initial_message.hl7", "MSH-3", "RequiredField")]
    [InlineData("cdc-trusted-intermediary/Test/Orders/008_AL_ORM_O01_NBS_Incorrect_Code_System_0_initial_message.hl7", "PID-22", "NotInTable")]
    [InlineData("cdc-trusted-intermediary/Test/Orders/011_AL_ORM_O01_malformed_DTM_datatype_0_initial_message.hl7", "OBX-5", "NotATimestamp")]
    [InlineData("cdc-trusted-intermediary/Test/Orders/012_AL_ORM_O01_malformed_XAD_datatype_0_initial_message.hl7", "OBX-5", "ValueType")]
    [InlineData("cdc-trusted-intermediary/Test/Orders/013_AL_ORM_O01_invalid_text_as_txt_datatype_0_initial_message.hl7", "OBX-5.3", "ValueType")]
    [InlineData("google-simhospital/hardcoded_messages/invalid_messages.yml", "message", "NoHeader")]
    [InlineData("microsoft-fhir-converter/SIU_12.hl7", "SCH", "ForeignSegment")]
    [InlineData("microsoft-fhir-converter/ADT-A11-01.hl7", "EVN-1", "EventDiffers")]
    [InlineData("dcm4che/SIU^S12-NewAppointmentBooking.hl7", "SCH", "RequiredSegment")]
    [InlineData("hl7-v2plus-examples/section-17.10.1-01-MFN_M16.hl7", "ITV", "UnknownSegment")]
    [InlineData("hl7-v2plus-examples/section-17.10.1-02-MFN_M16.hl7", "MFI", "RequiredSegment")]
    [InlineData("hl7-v2plus-examples/section-17.10.2-01-SLR_S28.hl7", "MSH-9.2", "TriggerEvent")]
    [InlineData("hl7-v2plus-examples/section-17.10.2-03-SLS_S28.hl7", "MSH-7", "NotATimestamp")]
    [InlineData("hl7-v2plus-examples/section-3.5.1-01-ADT.hl7", "GSP", "UnknownSegment")]
    [InlineData("hl7-v2plus-examples/section-3.5.6-01-ADT_A12.hl7", "EVN-1", "EventDiffers")]
    [InlineData("cosyte-hl7/vendor-shapes/epic/adt-a01.hl7", "MSH-7", "DeformedTimestamp")]
    [InlineData("openintegrationengine/server/tests/test-hl7-whitespace-input.txt", "PID-7", "NotATimestamp")]
    [InlineData("derived-transport-variants/siu-s12/09-windows-1252-undeclared.hl7", "PID-5.1", "UndeclaredCharset")]
    [InlineData("derived-transport-variants/siu-s12/11-iso-8859-1-declared-utf8.hl7", "PID-5.1", "Undecodable")]
    [InlineData("derived-transport-variants/siu-s12/12-utf8-declared-iso-8859-1.hl7", "PID-5.1", "SuspectCharset")]
    public void What_is_wrong_is_named(string file, string at, string rule) =>
        Assert.Contains(Inspect(file).SelectMany(message => message.Problems), problem => problem.At == at && problem.Rule == rule);

    /// <summary>The unit is one the value can have, only not this one; no look at the message alone can tell.</summary>
    [CorpusFact]
    public void A_unit_that_is_only_wrong_for_its_patient_is_not_found() =>
        Assert.DoesNotContain(
            Inspect("cdc-trusted-intermediary/Test/Orders/005_AL_ORM_O01_NBS_Incorrect_Units_0_initial_message.hl7").SelectMany(message => message.Problems),
            problem => problem.At.StartsWith("OBX", StringComparison.Ordinal) && problem.Severity != InspectionSeverity.Note);

    [CorpusFact]
    public void All_that_a_fuzzer_made_is_refused_with_a_place() =>
        Assert.All(Corpus.Files("nhapi/BadInputs").SelectMany(Inspect), message => Assert.True(!message.Readable && message.Problems.Any(problem => problem.Severity == InspectionSeverity.Error && problem.Byte >= 0), message.File));

    private static IReadOnlyList<InspectedMessage> Inspect(string file) => new FileInspection(null).Inspect(file, Corpus.Read(file));

    /// <summary>path,messages;readable;character sets;errors and warnings.</summary>
    private static string Outcome(string file)
    {
        var messages = Inspect(file);
        var charsets = messages.Select(message => message.Encoding).Where(name => name.Length > 0).Distinct().Order(StringComparer.Ordinal);
        var problems = messages.SelectMany(message => message.Problems).Where(problem => problem.Severity != InspectionSeverity.Note)
            .Select(problem => $"{Place().Replace(problem.At, "")}:{problem.Rule}").Distinct().Order(StringComparer.Ordinal);
        return $"{file},{messages.Count};{messages.Count(message => message.Readable)};{string.Join(' ', charsets)};{string.Join(' ', problems)}";
    }

    /// <summary>Occurrences, repetitions and components: the table says the field.</summary>
    [GeneratedRegex(@"\[\d+\]|\.\d+$|\.\d+(?=\.)", RegexOptions.CultureInvariant)]
    private static partial Regex Place();
}
