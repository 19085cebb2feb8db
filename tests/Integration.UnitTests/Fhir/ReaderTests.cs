using System.Text;
using Integration.Fhir.Elements;

namespace Integration.UnitTests.Fhir;

/// <summary>The JSON representation of FHIR R4, rule by rule.</summary>
public sealed class ReaderTests
{
    [Fact]
    public void A_resource_is_read_with_names_types_and_places()
    {
        var root = Read("""{"resourceType":"Appointment","id":"a1","meta":{"versionId":"3","lastUpdated":"2026-03-01T10:00:00Z","profile":["http://north.example/p"]},"status":"booked","participant":[{"status":"accepted"},{"actor":{"reference":"Location/or-1"},"status":"tentative"}]}""");
        Assert.Equal(("Appointment", "Appointment", true), (root.Name, root.Type, root.IsResource));
        Assert.Equal(("a1", "3", "2026-03-01T10:00:00Z"), (root.Id, root.VersionId, root.LastUpdated));
        Assert.Equal(["http://north.example/p"], root.Profiles);
        var reference = root.Named("participant").Last().First("actor")!.First("reference")!;
        Assert.Equal(("Appointment.participant[1].actor.reference", "string", "Location/or-1"), (reference.Location, reference.Type, reference.Text));
        Assert.Equal("BackboneElement", reference.Parent!.Parent!.Type);
        Assert.Same(root, reference.Resource);
    }

    [Fact]
    public void A_choice_has_one_name_and_the_type_that_was_sent()
    {
        var value = Read("""{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":1.50,"unit":"h"}}""").First("value")!;
        Assert.Equal(("Quantity", "1.50", "decimal", "Observation.value.value"), (value.Type, value.First("value")!.Text, value.First("value")!.Type, value.First("value")!.Location));
    }

    [Theory]
    [InlineData("""{"resourceType":"Basic","code":{},"created":"2026-01","_created":{"id":"c","extension":[{"url":"u","valueString":"x"}]}}""", "created")]
    [InlineData("""{"resourceType":"Basic","code":{},"_created":{"id":"c","extension":[{"url":"u","valueString":"x"}]},"created":"2026-01"}""", "created")]
    public void What_stands_beside_a_primitive_is_part_of_it(string json, string name)
    {
        var element = Assert.Single(Read(json).Named(name));
        Assert.Equal(("2026-01", "date", "\"2026-01\""), (element.Text, element.Type, Encoding.UTF8.GetString(element.Json.Span)));
        Assert.Equal(["id", "extension"], element.Children.Select(child => child.Name));
    }

    [Theory]
    [InlineData("\"given\":[null,\"B\",\"C\"],\"_given\":[{\"id\":\"a\"},null,{\"id\":\"c\"}]")]
    [InlineData("\"_given\":[{\"id\":\"a\"},null,{\"id\":\"c\"}],\"given\":[null,\"B\",\"C\"]")]
    public void Lists_of_primitives_and_of_their_extensions_are_aligned(string given)
    {
        var names = Read($$"""{"resourceType":"Patient","name":[{{{given}}}]}""").First("name")!.Children;
        Assert.Equal([(0, null, "a"), (1, "B", null), (2, "C", "c")], names.Select(name => (name.Index, name.Text, name.First("id")?.Text)));
    }

    [Fact]
    public void Contained_resources_and_those_of_entries_are_resources()
    {
        var root = Read("""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"id":"b","contained":[{"resourceType":"Device","id":"d"}],"resourceType":"Basic","code":{"text":"c"}}}]}""");
        var basic = root.First("entry")!.First("resource")!;
        var device = Assert.Single(basic.Contained);
        Assert.Equal((true, "Basic", true, "Device"), (basic.IsResource, basic.Type, device.IsResource, device.Type));
        Assert.Equal("Bundle.entry[0].resource.contained[0]", device.Location);
        Assert.Equal("""{"resourceType":"Device","id":"d"}""", Encoding.UTF8.GetString(device.Json.Span));
    }

    [Fact]
    public void A_byte_order_mark_is_skipped_and_counted()
    {
        var result = FhirReader.Read((byte[])[0xEF, 0xBB, 0xBF, .. """{"resourceType":"Basic","code":{"text":"c"},"colour":"red"}"""u8], new FhirReadOptions());
        Assert.Equal(3 + 44, Assert.Single(result.Problems).ByteOffset);
        Assert.True(result.IsReadable);
    }

    [Fact]
    public void Escapes_are_undone_and_numbers_stay_as_written()
    {
        var root = Read("""{"resourceType":"Observation","status":"final","code":{"text":"a\u0020\"b\"\n"},"\u0076alueQuantity":{"value":-1.20E-3}}""");
        Assert.Equal("a \"b\"\n", root.First("code")!.First("text")!.Text);
        Assert.Equal("-1.20E-3", root.First("value")!.First("value")!.Text);
    }

    [Theory]
    [InlineData("", "NotJson", 0)]
    [InlineData("{", "NotJson", 1)]
    [InlineData("""{"resourceType":"Basic",}""", "NotJson", 24)]
    [InlineData("""{"resourceType":"Basic","code":{"text":"c"}} x""", "NotJson", 45)]
    [InlineData("\n<Basic/>", "NotJson", 1)]
    [InlineData("[]", "NotAResource", 0)]
    [InlineData("""{"id":"x"}""", "NoResourceType", 0)]
    [InlineData("""{"resourceType":7}""", "NoResourceType", 0)]
    public void Where_there_is_no_resource_that_is_said(string json, string rule, long at)
    {
        var result = FhirReader.Read(Encoding.UTF8.GetBytes(json), new FhirReadOptions());
        Assert.Null(result.Root);
        Assert.Equal((FhirSeverity.Error, rule, at), Assert.Single(result.Problems.Select(problem => (problem.Severity, problem.Rule, problem.ByteOffset))));
    }

    [Fact]
    public void What_is_not_UTF_8_is_refused_at_its_byte() =>
        Assert.Equal(("NotUtf8", 29L), FhirReader.Read((byte[])[.. "{\"resourceType\":\"Basic\",\"id\":"u8, 0xE9], new FhirReadOptions()).Problems.Select(problem => (problem.Rule, problem.ByteOffset)).Single());

    [Theory]
    [InlineData("\"status\":\"booked\",\"status\":\"booked\"", "Appointment.status", "DuplicateKey")]
    [InlineData("\"resourceType\":\"Appointment\"", "Appointment.resourceType", "DuplicateKey")]
    [InlineData("\"status\":[\"booked\"]", "Appointment.status", "NotOne")]
    [InlineData("\"participant\":[\"x\"]", "Appointment.participant[0]", "WrongKind")]
    [InlineData("\"status\":{}", "Appointment.status", "WrongKind")]
    [InlineData("\"status\":7", "Appointment.status", "WrongKind")]
    [InlineData("\"_status\":\"x\"", "Appointment.status", "WrongKind")]
    [InlineData("\"minutesDuration\":\"30\"", "Appointment.minutesDuration", "WrongKind")]
    [InlineData("\"contained\":[{\"id\":\"x\"}]", "Appointment.contained[0].resourceType", "NoResourceType")]
    [InlineData("\"extension\":[{\"url\":\"u\",\"valueString\":\"a\",\"valueCode\":\"b\"}]", "Appointment.extension[0].value", "SeveralChoices")]
    [InlineData("\"extension\":[{\"url\":\"u\",\"valueString\":\"a\",\"_valueCode\":{\"id\":\"b\"}}]", "Appointment.extension[0].value", "SeveralChoices")]
    [InlineData("\"a\":1,\"a\":1", "Appointment.a", "DuplicateKey")]
    [InlineData("\"a\":[[1]]", "Appointment.a", "WrongKind")]
    [InlineData("\"comment\":\"\\ud800\"", "", "BadEscape")]
    public void What_cannot_be_read_as_it_was_meant_is_an_error(string member, string location, string rule)
    {
        var result = FhirReader.Read(Encoding.UTF8.GetBytes($$"""{"resourceType":"Appointment",{{member}}}"""), new FhirReadOptions());
        Assert.False(result.IsReadable);
        Assert.NotNull(result.Root);
        Assert.Contains((FhirSeverity.Error, location, rule), result.Problems.Select(problem => (problem.Severity, problem.Location, problem.Rule)));
    }

    [Theory]
    [InlineData("\"colour\":{\"of\":[\"it\"]}", "Appointment.colour", "UnknownElement")]
    [InlineData("\"Jane Doe\":1", "Appointment.?", "UnknownElement")]
    [InlineData("\"status\":\"Jane\"", "Appointment.status", "NotInValueSet")]
    [InlineData("\"start\":\"2026-03-01 10:00\"", "Appointment.start", "BadValue")]
    [InlineData("\"minutesDuration\":0", "Appointment.minutesDuration", "BadValue")]
    [InlineData("\"comment\":\"\"", "Appointment.comment", "Empty")]
    [InlineData("\"comment\":null", "Appointment.comment", "Empty")]
    [InlineData("\"participant\":{\"status\":\"accepted\"}", "Appointment.participant", "NotAList")]
    [InlineData("\"slot\":[]", "Appointment.slot", "Empty")]
    [InlineData("\"meta\":{\"profile\":[\"http://north.example/p\",null]}", "Appointment.meta.profile", "Empty")]
    [InlineData("\"meta\":{\"profile\":[null],\"_profile\":[null]}", "Appointment.meta.profile", "Empty")]
    [InlineData("\"slot\":[{}]", "Appointment.slot[0]", "Empty")]
    [InlineData("\"contained\":[{\"resourceType\":\"Spaceship\",\"id\":\"x\"}]", "Appointment.contained[0]", "UnknownResourceType")]
    [InlineData("\"identifier\":[{\"value\":\"1\"}]", "Appointment.participant", "RequiredElement")]
    public void What_can_be_read_all_the_same_is_a_warning(string member, string location, string rule)
    {
        var result = FhirReader.Read(Encoding.UTF8.GetBytes($$"""{"resourceType":"Appointment",{{member}}}"""), new FhirReadOptions());
        Assert.True(result.IsReadable);
        Assert.Contains((FhirSeverity.Warning, location, rule), result.Problems.Select(problem => (problem.Severity, problem.Location, problem.Rule)));
        Assert.All(result.Problems, problem => Assert.DoesNotContain("Jane", problem.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_unknown_is_kept_without_types()
    {
        var result = FhirReader.Read("""{"resourceType":"Spaceship","crew":[{"name":"x"},7,null,true]}"""u8.ToArray(), new FhirReadOptions());
        Assert.Equal("UnknownResourceType", Assert.Single(result.Problems).Rule);
        Assert.Equal([("", 0, null), ("", 1, "7"), ("", 3, "true")], result.Root!.Named("crew").Select(crew => (crew.Type, crew.Index, crew.Text)));
        Assert.Equal("Spaceship.crew[0].name", result.Root.First("crew")!.First("name")!.Location);
    }

    private static FhirElement Read(string json)
    {
        var result = FhirReader.Read(Encoding.UTF8.GetBytes(json), new FhirReadOptions());
        Assert.DoesNotContain(result.Problems, problem => problem.Severity == FhirSeverity.Error);
        return result.Root!;
    }
}
