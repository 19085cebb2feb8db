using System.Text;
using Integration.Fhir.Definitions;

namespace Integration.UnitTests.Fhir;

/// <summary>The table of what R4 consists of.</summary>
public sealed class DefinitionsTests
{
    [Fact]
    public void Every_type_can_be_put_together()
    {
        var types = FhirDefinitions.Names.Select(name => FhirDefinitions.Type(name)!).ToList();
        Assert.Equal((20, 146), (types.Count(type => type.Primitive != FhirPrimitive.None), types.Count(type => FhirDefinitions.Resource(type.Name) is not null)));
        Assert.All(types, type => Assert.Equal(type.Elements.Where(element => element.IsRequired), type.Required.ToArray()));
    }

    [Theory]
    [InlineData("Appointment", "status", "code", false, true)]
    [InlineData("Appointment", "_status", "code", false, true)]
    [InlineData("Appointment", "participant", "BackboneElement", true, true)]
    [InlineData("Appointment", "text", "Narrative", false, false)]
    [InlineData("Bundle", "entry", "BackboneElement", true, false)]
    [InlineData("Observation", "valueQuantity", "Quantity", false, false)]
    [InlineData("Extension", "valueDateTime", "dateTime", false, false)]
    [InlineData("Extension", "url", "uri", false, true)]
    [InlineData("HumanName", "given", "string", true, false)]
    [InlineData("Dosage", "modifierExtension", "Extension", true, false)]
    public void An_element_has_the_type_and_the_cardinality_that_R4_gives_it(string type, string key, string elementType, bool isList, bool isRequired)
    {
        var property = FhirDefinitions.Type(type)!.Find(Encoding.UTF8.GetBytes(key))!;
        Assert.Equal((elementType, isList, isRequired), (property.Type.Name, property.Element.IsList, property.Element.IsRequired));
    }

    [Theory]
    [InlineData("Appointment", "text2")]
    [InlineData("Bundle", "text")]
    [InlineData("Observation", "value")]
    [InlineData("Appointment", "_participant")]
    public void What_R4_does_not_have_is_not_found(string type, string key) => Assert.Null(FhirDefinitions.Type(type)!.Find(Encoding.UTF8.GetBytes(key)));

    [Theory]
    [InlineData("Resource")]
    [InlineData("DomainResource")]
    [InlineData("Period")]
    [InlineData("Appointment.participant")]
    public void Only_what_can_stand_by_itself_is_a_resource(string name) => Assert.Null(FhirDefinitions.Resource(name));
}
