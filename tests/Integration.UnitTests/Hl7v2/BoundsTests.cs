using Integration.Hl7v2.Message;

namespace Integration.UnitTests.Hl7v2;

public sealed class BoundsTests
{
    private static readonly Hl7ParseOptions Tight = new()
    {
        MaxBytes = 2000,
        MaxSegments = 5,
        MaxFieldsPerSegment = 12,
        MaxRepetitionsPerField = 4,
        MaxComponentsPerRepetition = 3,
        MaxSubComponentsPerComponent = 2,
        MaxHeaderFieldBytes = 30,
    };

    [Fact]
    public void Bytes() => Holds(Tight.MaxBytes, number => Samples.Header + "\rPID|" + new string('x', number - Samples.Header.Length - 5), "bytes");

    [Fact]
    public void Segments() => Holds(Tight.MaxSegments, number => Samples.Header + string.Concat(Enumerable.Repeat("\rNTE|1", number - 1)), "segments");

    [Fact]
    public void Ten_thousand_segments_are_the_default()
    {
        static string Text(int number) => Samples.Header + string.Concat(Enumerable.Repeat("\rNTE|1", number - 1));
        Assert.NotNull(Samples.Parse(Text(10_000)).Message);
        Assert.Null(Samples.Parse(Text(10_001)).Message);
    }

    [Fact]
    public void Fields() => Holds(Tight.MaxFieldsPerSegment, number => Samples.Header + "\rPID" + new string('|', number), "fields");

    [Fact]
    public void Fields_of_the_header_count_as_in_the_standard() =>
        Holds(Tight.MaxFieldsPerSegment, number => "MSH|^~\\&|||||||ADT" + new string('|', number - 9), "fields");

    [Fact]
    public void Repetitions() => Holds(Tight.MaxRepetitionsPerField, number => Samples.Header + "\rPID|||" + new string('~', number - 1), "repetitions");

    [Fact]
    public void Components() => Holds(Tight.MaxComponentsPerRepetition, number => Samples.Header + "\rPID|||a~" + new string('^', number - 1), "components");

    [Fact]
    public void Sub_components() => Holds(Tight.MaxSubComponentsPerComponent, number => Samples.Header + "\rPID|||a^" + new string('&', number - 1), "sub-components");

    [Fact]
    public void Header_fields() => Holds(
        Tight.MaxHeaderFieldBytes, number => "MSH|^~\\&|||||||ADT|" + new string('x', number), "bytes in a header field");

    [Fact]
    public void An_over_long_message_still_has_a_header_to_answer_with()
    {
        var result = Samples.Parse(Samples.Header + "\r" + new string('x', 5000), Tight);
        Assert.Equal("C1", result.Header!.ControlId);
    }

    private static void Holds(int bound, Func<int, string> text, string unit)
    {
        Assert.Empty(Samples.Parse(text(bound), Tight).Problems);
        var problem = Samples.Only(Samples.Parse(text(bound + 1), Tight));
        Assert.Equal((Hl7ProblemKind.LimitExceeded, $"at most {bound} {unit}"), (problem.Kind, problem.Expected));
    }
}
