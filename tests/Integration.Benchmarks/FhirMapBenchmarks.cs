using System.Runtime.CompilerServices;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Integration.Contracts;
using Integration.Fhir.Bundles;
using Integration.Fhir.Elements;
using Integration.Mapping;

namespace Integration.Benchmarks;

/// <summary>The changes that stand beside the shipped FHIR mappings as their cases, each parsed and mapped to contracts. Input: the changes as journalled. A JSON document knows nothing of what it holds.</summary>
public class FhirMapBenchmarks : IWorkload
{
    private const string Interface = "north-ehr";

    private readonly byte[][] changes;
    private readonly MappingSet mappings;
    private readonly MappingContext context;

    public FhirMapBenchmarks()
    {
        var root = Root();
        mappings = MappingSet.Load(Path.Combine(root, "mappings")).Set ?? throw new InvalidOperationException("The mappings cannot be loaded.");
        var feeds = InterfaceFile.Load(Path.Combine(root, "ops", "interfaces.yaml"), mappings).Interfaces ?? throw new InvalidOperationException("The interfaces cannot be loaded.");
        var feed = feeds.Single(one => one.Name == Interface);
        context = new MappingContext(feed, new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero), 1, mappings.SeedTables(), new KeyedHash("a key for benchmarks"u8), null);
        changes = [.. feed.Mappings.Values.SelectMany(mapping => Directory.EnumerateFiles(Path.Combine(root, "mappings", mapping, "cases"), "source.json", SearchOption.AllDirectories)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
    }

    public long InputBytes => changes.Sum(change => (long)change.Length);

    [Benchmark(Baseline = true)]
    public int Parsing_as_a_JSON_document()
    {
        var kinds = 0;
        foreach (var change in changes)
        {
            using var document = JsonDocument.Parse(change);
            kinds += (int)document.RootElement.ValueKind;
        }

        return kinds;
    }

    [Benchmark]
    public int Parsing()
    {
        var resources = 0;
        foreach (var change in changes)
        {
            resources += FhirMessage.Parse(change, new FhirReadOptions()).Resources.Count;
        }

        return resources;
    }

    [Benchmark]
    public int Parsing_and_mapping()
    {
        var contracts = 0;
        foreach (var change in changes)
        {
            contracts += mappings.Map(FhirMessage.Parse(change, new FhirReadOptions()), context).Contracts.Count;
        }

        return contracts;
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
