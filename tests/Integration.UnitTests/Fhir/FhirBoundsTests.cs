using System.Text;
using Integration.Fhir.Elements;

namespace Integration.UnitTests.Fhir;

/// <summary>Each bound holds at its number and is told at one more.</summary>
public sealed class FhirBoundsTests
{
    [Fact]
    public void Bytes()
    {
        const string json = """{"resourceType":"Basic","code":{"text":"x"}}""";
        Assert.Empty(Read(json, new FhirReadOptions { MaxBytes = json.Length }).Problems);
        AssertRefused("TooLong", Read(json + " ", new FhirReadOptions { MaxBytes = json.Length }));
    }

    [Theory]
    [InlineData("extension", """{"url":"u","extension":[""")]
    [InlineData("unheard", """{"of":[""")]
    public void Levels(string key, string level)
    {
        // The resource is the first level; each extension is a list and an object more.
        string Nested(int times) => $$"""{"resourceType":"Basic","code":{"text":"x"},"{{key}}":[{{string.Concat(Enumerable.Repeat(level, times))}}{"url":"u"}{{string.Concat(Enumerable.Repeat("]}", times))}}]}""";
        Assert.NotNull(Read(Nested(30), new FhirReadOptions { MaxDepth = 63 }).Root);
        AssertRefused("TooDeep", Read(Nested(30), new FhirReadOptions { MaxDepth = 62 }));
        AssertRefused("TooDeep", Read(Nested(100_000), new FhirReadOptions()));
    }

    [Fact]
    public void Elements()
    {
        const string json = """{"resourceType":"Basic","code":{"text":"x"},"identifier":[{"value":"1"},{"value":"2"}]}""";
        Assert.Empty(Read(json, new FhirReadOptions { MaxElements = 6 }).Problems);
        AssertRefused("TooManyElements", Read(json, new FhirReadOptions { MaxElements = 5 }));
    }

    [Fact]
    public void Problems_are_bounded_and_an_error_is_told_however_many_warnings_come_first()
    {
        var result = Read("""{"resourceType":"Basic","code":{"text":"x"},"a":1,"b":2,"c":3,"d":4,"e":[[1]]}""", new FhirReadOptions { MaxProblems = 3 });
        Assert.Equal(["UnknownElement", "UnknownElement", "UnknownElement", "WrongKind"], result.Problems.Select(problem => problem.Rule));
    }

    [Fact]
    public void A_hundred_thousand_keys_or_list_places_take_no_time()
    {
        var keys = string.Join(',', Enumerable.Range(0, 100_000).Select(number => $"\"k{number}\":{number}"));
        var given = string.Join(',', Enumerable.Range(0, 100_000).Select(number => number % 2 == 0 ? "null" : "\"x\""));
        var beside = string.Join(',', Enumerable.Range(0, 100_000).Select(number => number % 2 == 1 ? "null" : "{\"id\":\"x\"}"));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(100_002, Read($$"""{"resourceType":"Spaceship",{{keys}},"x":1,"y":2}""", new FhirReadOptions()).Root!.Children.Count);
        Assert.Equal(100_000, Read($$"""{"resourceType":"Patient","name":[{"given":[{{given}}],"_given":[{{beside}}]}]}""", new FhirReadOptions()).Root!.First("name")!.Children.Count);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
    }

    private static void AssertRefused(string rule, FhirReadResult result)
    {
        Assert.Null(result.Root);
        Assert.Equal(rule, Assert.Single(result.Problems, problem => problem.Severity == FhirSeverity.Error).Rule);
    }

    private static FhirReadResult Read(string json, FhirReadOptions options) => FhirReader.Read(Encoding.UTF8.GetBytes(json), options);
}
