using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Mutants;

/// <summary>One drill against each mutant and one against none of them, two at a time, begun when the first result is wanted.</summary>
public sealed class MutantRuns : IAsyncLifetime, IDisposable
{
    private const int AtOnce = 2;
    private const int Seed = 7;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);

    private readonly MutantBuild _build = new();
    private readonly SemaphoreSlim _turns = new(AtOnce);
    private readonly DirectoryInfo _reports = Directory.CreateTempSubdirectory("integration-mutant-reports-");
    private Dictionary<string, Task<DrillEnd>> _runs = [];

    public async Task InitializeAsync()
    {
        await _build.InitializeAsync();
        var all = string.Join(',', AllMutants.List.Select(mutant => mutant.Faults));
        _runs = AllMutants.List.ToDictionary(mutant => mutant.Name, mutant => RunAsync(mutant.Name, mutant.Faults));
        _runs[""] = RunAsync("", all);
    }

    /// <param name="mutant">Empty for none.</param>
    internal Task<DrillEnd> OfAsync(string mutant) => _runs[mutant];

    public async Task DisposeAsync()
    {
        await Task.WhenAll(_runs.Values);
        await _build.DisposeAsync();
        _reports.Delete(recursive: true);
    }

    public void Dispose() => _turns.Dispose();

    private async Task<DrillEnd> RunAsync(string mutant, string faults)
    {
        await _turns.WaitAsync();
        try
        {
            string[] arguments = [WorkerProcess.Program, "drill", "--json", "--minutes", "0", "--seed", Seed.ToString(CultureInfo.InvariantCulture), "--faults", faults, "--worker", _build.Worker, "--reports", _reports.FullName];
            var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root };
            // Embedded, whatever servers this machine has.
            foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("Integration__", StringComparison.OrdinalIgnoreCase)).ToList()) start.Environment.Remove(name);
            start.Environment[Mutant.Variable] = mutant;
            using var drill = Process.Start(start)!;
            var said = drill.StandardError.ReadToEndAsync();
            var printed = drill.StandardOutput.ReadToEndAsync();
            using var limit = new CancellationTokenSource(Longest, TimeProvider.System);
            try
            {
                await drill.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                drill.Kill(entireProcessTree: true);
            }

            return new DrillEnd(drill.HasExited ? drill.ExitCode : -1, Broken(await printed), $"{await said}\n{await printed}");
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <summary>Of the report; nothing where the drill could not go on.</summary>
    private static List<string> Broken(string printed)
    {
        if (printed.Length == 0) return [];
        using var report = JsonDocument.Parse(printed);
        return [.. report.RootElement.GetProperty("promises").EnumerateArray().Where(promise => promise.GetProperty("verdict").GetString() == "broken").Select(promise => promise.GetProperty("promise").GetString()!)];
    }
}

/// <param name="Broken">Promises that the report says are broken.</param>
/// <param name="Said">All it printed.</param>
internal sealed record DrillEnd(int ExitCode, IReadOnlyList<string> Broken, string Said);
