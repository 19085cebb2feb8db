using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Integration.Fhir.Elements;
using Integration.UnitTests.Hl7v2;

namespace Integration.UnitTests.Fhir;

/// <summary>What is read can be written again, with every decimal and extension.</summary>
public sealed partial class RoundTripTests
{
    [CorpusFact]
    public void Every_public_resource_comes_back_as_it_was()
    {
        var count = 0;
        foreach (var file in FhirCorpus.Files())
        {
            var bytes = FhirCorpus.Read(file);
            var result = FhirReader.Read(bytes, new FhirReadOptions());
            if (result.IsReadable && result.Problems.All(problem => problem.Rule != "NotAList"))
            {
                Assert.True(Difference(bytes, result.Root!) is null, $"{file}: {Difference(bytes, result.Root!)}");
                count++;
            }
        }

        Assert.InRange(count, 450, 509);
    }

    /// <summary>Resources made up from the table of R4: any type, any of its elements, any way a value may be written.</summary>
    [Fact]
    public void Every_resource_that_R4_allows_is_read_without_a_problem_and_comes_back_as_it_was() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var json = MadeResource.Json(seed);
            var result = FhirReader.Read(json, new FhirReadOptions());
            Assert.True(result.Problems.Count == 0, $"seed {seed}: {string.Join(" | ", result.Problems)}\n{Encoding.UTF8.GetString(json)}");
            Assert.True(Difference(json, result.Root!) is null, $"seed {seed}: {Difference(json, result.Root!)}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    /// <summary>Whatever is wrong with it, a problem says what should be there, not what is.</summary>
    [CorpusFact]
    public void No_problem_tells_a_value()
    {
        var told = FhirCorpus.Files().Select(FhirCorpus.Read).Select(Encoding.UTF8.GetString)
            .Select(text => Value().Replace(text, match => match.Groups["key"].Value == "resourceType" ? match.Value : $"\"{match.Groups["key"].Value}\": \"Zzyzx  Quux\""))
            .SelectMany(text => FhirReader.Read(Encoding.UTF8.GetBytes(text), new FhirReadOptions()).Problems.Select(problem => problem.ToString()))
            .ToList();
        Assert.InRange(told.Count, 1_000, int.MaxValue);
        Assert.All(told, problem => Assert.DoesNotContain("Zzyzx", problem, StringComparison.Ordinal));
    }

    /// <summary>What differs between the JSON and what its tree is written as, or between that tree and the one read from what was written.</summary>
    internal static string? Difference(ReadOnlyMemory<byte> json, FhirElement root)
    {
        var written = FhirWriter.Write(root);
        var again = FhirReader.Read(written, new FhirReadOptions()).Root;
        if (again is null || !Json.Flat(root).SequenceEqual(Json.Flat(again)))
        {
            return "another tree";
        }

        using var one = JsonDocument.Parse(json[(json.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0)..]);
        using var other = JsonDocument.Parse(written);
        return Json.Difference(one.RootElement, other.RootElement);
    }

    [GeneratedRegex("\"(?<key>\\w+)\"\\s*:\\s*\"[^\"\\\\]*\"", RegexOptions.CultureInvariant)]
    private static partial Regex Value();
}
