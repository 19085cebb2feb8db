using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Integration.Fhir.Elements;

namespace Integration.Benchmarks;

/// <summary>Each resource of the corpus once. Input: the resources. A JSON document checks nothing of FHIR: no names, types, syntax or codes.</summary>
public class FhirParseBenchmarks : IWorkload
{
    private readonly byte[][] resources = Resources.All;
    private readonly FhirReadOptions options = new();

    public long InputBytes => resources.Sum(resource => (long)resource.Length);

    [Benchmark(Baseline = true)]
    public int Parsing_as_a_JSON_document()
    {
        var kinds = 0;
        foreach (var resource in resources)
        {
            using var document = JsonDocument.Parse(resource);
            kinds += (int)document.RootElement.ValueKind;
        }

        return kinds;
    }

    [Benchmark]
    public int Parsing()
    {
        var children = 0;
        foreach (var resource in resources)
        {
            children += FhirReader.Read(resource, options).Root!.Children.Count;
        }

        return children;
    }

    [Benchmark]
    public int Parsing_and_reading_every_value()
    {
        var length = 0;
        foreach (var resource in resources)
        {
            length += Length(FhirReader.Read(resource, options).Root!);
        }

        return length;
    }

    [Benchmark]
    public int Parsing_and_writing_again()
    {
        var length = 0;
        foreach (var resource in resources)
        {
            length += FhirWriter.Write(FhirReader.Read(resource, options).Root!).Length;
        }

        return length;
    }

    private static int Length(FhirElement element)
    {
        var length = element.Text?.Length ?? 0;
        for (var i = 0; i < element.Children.Count; i++)
        {
            length += Length(element.Children[i]);
        }

        return length;
    }
}
