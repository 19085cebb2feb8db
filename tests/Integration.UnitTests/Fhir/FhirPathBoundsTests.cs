using System.Text;
using Integration.Fhir.Elements;
using Integration.Fhir.Paths;

namespace Integration.UnitTests.Fhir;

/// <summary>Each bound at its number and one beyond, and the checks that need no message.</summary>
public sealed class FhirPathBoundsTests
{
    private static readonly FhirPathOptions Narrow = new() { MaxLength = 60, MaxDepth = 5, MaxVisits = 40, MaxItems = 4, MaxText = 8 };

    private static readonly string[] Failing = ["name.family.single()", "name.first().family + 1", "birthDate < @2000", "name.family.toInteger()"];

    [Theory]
    [InlineData(60, "")]
    [InlineData(61, "TooLong")]
    public void An_expression_has_so_many_characters(int length, string rule) =>
        Assert.Equal(rule, FhirPath.Compile("id".PadRight(length), Narrow).Problem?.Rule ?? "");

    [Theory]
    [InlineData("((((id))))", "")]
    [InlineData("(((((id)))))", "TooDeep")]
    [InlineData("children().id.id.id", "")]
    [InlineData("children().id.id.id.id.id", "TooDeep")]
    [InlineData("1 + 1 + 1 + 1 + 1", "")]
    [InlineData("1 + 1 + 1 + 1 + 1 + 1", "TooDeep")]
    public void An_expression_is_nested_so_deep(string text, string rule) => Assert.Equal(rule, FhirPath.Compile(text, Narrow).Problem?.Rule ?? "");

    [Theory]
    [InlineData("(1 | 2).combine(3 | 4).count()", "4")]
    [InlineData("(1 | 2 | 3).combine(3 | 4)", "TooManyItems")]
    [InlineData("'1234' + '5678'", "12345678")]
    [InlineData("'1234' + '56789'", "TextTooLong")]
    [InlineData("'1234' & '56789'", "TextTooLong")]
    [InlineData("'1234'.replace('', '--')", "TextTooLong")]
    [InlineData("'12345678'.upper()", "12345678")]
    [InlineData("'123456789'.upper()", "TextTooLong")]
    [InlineData("item.where(linkId = 'x').count()", "TooMuchWork")]
    public void An_evaluation_does_so_much(string text, string expected)
    {
        var items = string.Join(',', Enumerable.Range(0, 4).Select(number => $$"""{"linkId":"{{number}}","text":"a","prefix":"b","answer":[{"valueString":"c"}]}"""));
        var root = FhirReader.Read(Encoding.UTF8.GetBytes($$"""{"resourceType":"QuestionnaireResponse","status":"completed","item":[{{items}}]}"""), new FhirReadOptions()).Root!;
        Assert.Equal(expected, Outcome(text, root, text.StartsWith("item", StringComparison.Ordinal) ? Narrow with { MaxVisits = 20 } : Narrow));
    }

    [Fact]
    public void A_number_that_would_be_rounded_is_told_where_it_is_reckoned_with()
    {
        var root = FhirReader.Read("""{"resourceType":"Observation","valueQuantity":{"value":1.00000000000000000000000000001}}"""u8.ToArray(), new FhirReadOptions()).Root!;

        Assert.Equal("1.00000000000000000000000000001", Outcome("value.value", root, new FhirPathOptions()));
        Assert.Equal("Unreadable", Outcome("value.value + 1", root, new FhirPathOptions()));
    }

    [Fact]
    public void A_failure_names_places_and_never_a_value()
    {
        var root = FhirReader.Read("""{"resourceType":"Patient","name":[{"family":"Zzyzx"},{"family":"Qwghlm"}],"birthDate":"1974-13-45"}"""u8.ToArray(), new FhirReadOptions()).Root!;

        Assert.All(Failing, expression =>
        {
            var exception = Assert.Throws<FhirPathException>(() => FhirPath.Compile(expression).Path!.Evaluate(root, FhirPathContext.Alone));
            Assert.DoesNotMatch("Zzyzx|Qwghlm|1974", exception.Message);
            Assert.StartsWith("character ", exception.Message, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("Appointment", "status", null)]
    [InlineData("Appointment", "participant.actor.resolve().identifier.value", null)]
    [InlineData("Appointment", "participant.where(actor.reference.startsWith('Location/')).status", null)]
    [InlineData("Appointment", "extension('http://example.org/x').value.ofType(Quantity).value", null)]
    [InlineData("Appointment", "contained.ofType(Device).serialNumber", null)]
    [InlineData("Appointment", "(participant | slot).reference", null)]
    [InlineData("Appointment", "iif(status = 'booked', start, created) + 1 day", null)]
    [InlineData("Appointment", "%resource.anyOf", "no type of FHIR R4 has an element anyOf")]
    [InlineData("Appointment", "quantity", "Appointment has no element quantity; it has appointmentType, basedOn")]
    [InlineData("Appointment", "participant.where(actr.exists())", "no type of FHIR R4 has an element actr")]
    [InlineData("Appointment", "participant.where(family = 'x')", "BackboneElement has no element family; it has actor, extension")]
    [InlineData("Appointment", "SupplyRequest.status", "what this is evaluated on is no SupplyRequest; it is of type Appointment")]
    [InlineData("Appointment", "Appointmnt.status", "no type of FHIR R4 is called Appointmnt")]
    [InlineData("SupplyRequest", "itemCodeableConcept.coding", "SupplyRequest has no element itemCodeableConcept (a choice is written item.ofType(CodeableConcept));")]
    [InlineData("SupplyRequest", "item.ofType(CodeableConcept).codings", "CodeableConcept has no element codings; it has coding, extension, id, text")]
    public void An_element_that_cannot_be_there_is_told_before_there_is_a_message(string type, string text, string? expected)
    {
        var (path, refused) = FhirPath.Compile(text);
        var problem = refused ?? path!.Check(type);

        if (expected is null)
        {
            Assert.Null(problem);
            return;
        }

        Assert.StartsWith("Unknown", problem!.Rule, StringComparison.Ordinal);
        Assert.StartsWith(expected, problem.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void An_expression_within_instances_is_checked_from_where_they_stand()
    {
        var each = FhirPath.Compile("participant.where(required = 'required')").Path!;

        Assert.Null(FhirPath.Compile("actor.reference").Path!.Check("Appointment", each));
        Assert.StartsWith("BackboneElement has no element start", FhirPath.Compile("start").Path!.Check("Appointment", each)!.Expected, StringComparison.Ordinal);
    }

    private static string Outcome(string text, FhirElement root, FhirPathOptions options)
    {
        var (path, problem) = FhirPath.Compile(text, options);
        Assert.True(problem is null, $"{text}: {problem}");
        try
        {
            return string.Join(' ', path!.Evaluate(root, FhirPathContext.Alone).Select(value => value.Text));
        }
        catch (FhirPathException exception)
        {
            return exception.Failure.ToString();
        }
    }
}
