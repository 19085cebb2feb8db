using System.Runtime.CompilerServices;
using BenchmarkDotNet.Attributes;
using Integration.Contracts;
using Integration.Hl7v2.Message;
using Integration.Mapping;

namespace Integration.Benchmarks;

/// <summary>The messages that stand beside the shipped HL7 v2 mappings as their cases, each parsed and mapped to contracts by its interface. Input: the messages as journalled. The baseline only finds segments.</summary>
public class Hl7MapBenchmarks : IWorkload
{
    private readonly (byte[] Message, MappingContext Context)[] messages;
    private readonly MappingSet mappings;

    public Hl7MapBenchmarks()
    {
        var root = Root();
        mappings = MappingSet.Load(Path.Combine(root, "mappings")).Set ?? throw new InvalidOperationException("The mappings cannot be loaded.");
        var feeds = InterfaceFile.Load(Path.Combine(root, "ops", "interfaces.yaml"), mappings).Interfaces ?? throw new InvalidOperationException("The interfaces cannot be loaded.");
        var (tables, hash) = (mappings.SeedTables(), new KeyedHash("a key for benchmarks"u8));
        var received = new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
        messages =
        [
            .. from feed in feeds
               where feed.Fhir is null
               from mapping in feed.Mappings.Values.Distinct().Order(StringComparer.Ordinal)
               from file in Directory.EnumerateFiles(Path.Combine(root, "mappings", mapping, "cases"), "source.hl7", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
               select (File.ReadAllBytes(file), new MappingContext(feed, received, 1, tables, hash, mapping)),
        ];
    }

    public long InputBytes => messages.Sum(one => (long)one.Message.Length);

    [Benchmark(Baseline = true)]
    public int Parsing()
    {
        var segments = 0;
        foreach (var (message, _) in messages)
        {
            segments += Hl7Parser.Parse(message, new Hl7ParseOptions()).Message!.Segments.Count;
        }

        return segments;
    }

    [Benchmark]
    public int Parsing_and_mapping()
    {
        var contracts = 0;
        foreach (var (message, context) in messages)
        {
            contracts += mappings.Map(Hl7Parser.Parse(message, new Hl7ParseOptions()).Message!, context).Contracts.Count;
        }

        return contracts;
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
