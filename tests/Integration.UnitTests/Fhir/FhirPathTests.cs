using Integration.Fhir.Elements;
using Integration.Fhir.Paths;

namespace Integration.UnitTests.Fhir;

public sealed class FhirPathTests
{
    private static readonly string[] Actors = ["Practitioner/1", "Location/2"];

    [Theory]
    [InlineData("Appointment.status", "booked")]
    [InlineData("status", "booked")]
    [InlineData("Encounter.status", "")]
    [InlineData("participant.where(required = 'required').actor.reference", "Practitioner/1,Location/2")]
    [InlineData("participant[1].actor.resolve().name", "Theatre 4")]
    [InlineData("1.50 + 1", "2.50")]
    [InlineData("(start + 2 hours).toString()", "2026-01-05T12:00:00-05:00")]
    [InlineData("start < @2026-01-05T15:00:01Z", "true")]
    [InlineData("start <= @2026-01-05", "")]
    [InlineData("minutesDuration * 2 > 60 and status.exists()", "true")]
    [InlineData("minutesDuration.toString() & ' min'", "45 min")]
    [InlineData("iif(participant.count() = 2, 'two', 'other')", "two")]
    [InlineData("participant.select($index)", "0,1")]
    [InlineData("participant.actor.reference.matches('^Loc')", "!NotSingle")]
    [InlineData("status + 1", "!WrongType")]
    public void An_expression_gives_its_values(string expression, string expected) => Assert.Equal(expected, Evaluate(expression));

    [Theory]
    [InlineData("now()", "NoClock", 0)]
    [InlineData("status.frobnicate()", "UnknownFunction", 7)]
    [InlineData("status.", "Syntax", 7)]
    [InlineData("status is nonsense", "UnknownType", 10)]
    [InlineData("(status", "Syntax", 7)]
    [InlineData("%patient.id", "UnknownVariable", 0)]
    [InlineData("status.startsWith()", "Arguments", 7)]
    [InlineData("'a'.matches(status)", "Pattern", 4)]
    [InlineData(@"'a'.matches('(?=a)')", "Pattern", 12)]
    [InlineData("@2026-13-01", "Literal", 0)]
    [InlineData("4000000000", "Literal", 0)]
    [InlineData("'open", "Syntax", 0)]
    public void What_is_not_supported_is_refused_with_its_place(string expression, string rule, int position)
    {
        var (path, problem) = FhirPath.Compile(expression);
        Assert.Null(path);
        Assert.Equal((rule, position), (problem!.Rule, problem.Position));
    }

    private static string Evaluate(string expression)
    {
        var (path, problem) = FhirPath.Compile(expression);
        Assert.True(problem is null, $"{expression}: {problem}");
        try
        {
            return string.Join(',', path!.Evaluate(Appointment(), new FhirPathContext(Theatre)).Select(value => value.Text));
        }
        catch (FhirPathException exception)
        {
            return $"!{exception.Failure}";
        }
    }

    private static FhirElement? Theatre(FhirElement reference)
    {
        if (reference.First("reference")?.Text != "Location/2")
        {
            return null;
        }

        var location = new FhirElement("Location", "Location", null, -1, null) { IsResource = true };
        location.Add(new FhirElement("name", "string", location, -1, "Theatre 4"));
        return location;
    }

    private static FhirElement Appointment()
    {
        var root = new FhirElement("Appointment", "Appointment", null, -1, null) { IsResource = true };
        root.Add(new FhirElement("status", "code", root, -1, "booked"));
        root.Add(new FhirElement("start", "instant", root, -1, "2026-01-05T10:00:00-05:00"));
        root.Add(new FhirElement("minutesDuration", "positiveInt", root, -1, "45"));
        foreach (var (index, actor) in Actors.Index())
        {
            var participant = new FhirElement("participant", "BackboneElement", root, index, null);
            var reference = new FhirElement("actor", "Reference", participant, -1, null);
            reference.Add(new FhirElement("reference", "string", reference, -1, actor));
            participant.Add(reference);
            participant.Add(new FhirElement("required", "code", participant, -1, "required"));
            root.Add(participant);
        }

        return root;
    }
}
