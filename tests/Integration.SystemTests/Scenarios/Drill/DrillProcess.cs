using System.Text.Json;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Drill;

/// <summary><c>integration drill</c> as a shell runs it.</summary>
internal static class DrillProcess
{
    /// <summary>Repeats a run that failed.</summary>
    private const string Seed = "INTEGRATION_TEST_SEED";

    /// <returns>The report, of a run in which every promise holds.</returns>
    public static async Task<JsonElement> HoldsAsync(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        var reports = Directory.CreateTempSubdirectory("integration-test-");
        try
        {
            string[] seed = Environment.GetEnvironmentVariable(Seed) is { Length: > 0 } given ? ["--seed", given] : [];
            await using var drill = await WorkerProcess.EndedAsync(environment, ["drill", "--json", "--reports", reports.FullName, .. arguments, .. seed]);
            Assert.True(drill.ExitCode == 0, drill.Output);
            var report = JsonDocument.Parse(drill.Printed).RootElement;
            var written = JsonDocument.Parse(await File.ReadAllTextAsync(Directory.GetFiles(reports.FullName, "drill-*.json").Single())).RootElement;
            Assert.True(JsonElement.DeepEquals(report, written));
            return report;
        }
        finally
        {
            reports.Delete(recursive: true);
        }
    }

    public static IEnumerable<string?> Verdicts(JsonElement report, string verdict) =>
        report.GetProperty("promises").EnumerateArray().Where(line => line.GetProperty("verdict").GetString() == verdict).Select(line => line.GetProperty("promise").GetString());
}
