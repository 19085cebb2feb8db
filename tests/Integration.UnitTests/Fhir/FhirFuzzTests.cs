using System.Diagnostics;
using System.Globalization;
using Integration.Fhir.Elements;
using Integration.UnitTests.Hl7v2;
using Integration.Worker.Inspection;

namespace Integration.UnitTests.Fhir;

/// <summary>
/// Breaks real resources at random. A round is its number: what fails is repeated by giving it as <c>INTEGRATION_FUZZ_FROM</c>.
/// <c>INTEGRATION_FUZZ_MINUTES</c> makes it go on for as long, from a round that differs from day to day.
/// </summary>
public sealed class FhirFuzzTests
{
    private const int Rounds = 3_000;
    private const int MaxResource = 4_000;

    [CorpusFact]
    public void A_broken_resource_gives_a_tree_or_an_error_with_its_place()
    {
        var pieces = FhirCorpus.Files().Select(FhirCorpus.Read).Where(bytes => bytes.Length < MaxResource).ToArray();
        var minutes = Number("INTEGRATION_FUZZ_MINUTES", 0);
        var from = Number("INTEGRATION_FUZZ_FROM", minutes > 0 ? (int)(Stopwatch.GetTimestamp() % 1_000_000_000) : 1);
        var watch = Stopwatch.StartNew();
        int read = 0, round = from;
        for (; minutes > 0 ? watch.Elapsed < TimeSpan.FromMinutes(minutes) : round < from + Rounds; round++)
        {
            read += Run(round, pieces) ? 1 : 0;
        }

        // Both must happen often, or the mutations prove nothing.
        Assert.InRange(read, (round - from) / 10, (round - from) * 9 / 10);
    }

    private static bool Run(int round, byte[][] pieces)
    {
        var mutation = new FhirMutation(round, pieces);
        try
        {
            return Holds(mutation.Bytes);
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException($"Round {round}: {mutation.Name}. Repeat it with INTEGRATION_FUZZ_FROM={round}.", fault);
        }
    }

    /// <summary>Whether there was a resource, after all that must hold did.</summary>
    private static bool Holds(byte[] bytes)
    {
        var result = FhirReader.Read(bytes, new FhirReadOptions());
        Assert.True(result.Root is not null || result.Problems.Any(problem => problem.Severity == FhirSeverity.Error), "no resource, and no word why");
        Assert.All(result.Problems, problem => Assert.InRange(problem.ByteOffset, 0, bytes.Length));
        Assert.NotEmpty(FhirFileInspection.Inspect("x", bytes));
        if (result.Root is { } root)
        {
            var written = FhirWriter.Write(root);
            var again = FhirReader.Read(written, new FhirReadOptions());
            Assert.NotNull(again.Root);

            // What is nothing is left out, and one in place of a list becomes a list.
            if (result.IsReadable && result.Problems.All(problem => problem.Rule is not ("NotAList" or "Empty")) && bytes.AsSpan().IndexOf("null"u8) < 0)
            {
                Assert.Null(RoundTripTests.Difference(bytes, root));
            }
        }

        return result.Root is not null;
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
