using System.CommandLine;

namespace Integration.Worker.Commands;

/// <summary>integration bench</summary>
internal static class BenchVerb
{
    public static Command Create() => new("bench", "Measure, each time beside a baseline in the same run. Figures of one machine; only their ratios say something about another.")
    {
        BenchIngestVerb.Create(), BenchProcessVerb.Create(), BenchDeliverVerb.Create(), BenchReconcileVerb.Create(), BenchFhirVerb.Create(), BenchLoadVerb.Create(),
    };
}
