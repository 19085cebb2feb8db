using System.CommandLine;
using System.Globalization;
using Integration.Journal;
using Integration.Pipeline;
using Integration.Security;
using Integration.Worker.Bench;
using Integration.Worker.Demo;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>integration bench process</summary>
internal static class BenchProcessVerb
{
    public static Command Create()
    {
        var messages = new Option<int>("--messages") { Description = "Backlog of each type; 8000 unless given.", DefaultValueFactory = _ => 8000 };
        var types = new Option<string[]>("--types") { Description = $"Of {string.Join(", ", ProcessBacklog.Types)}; all unless given.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [.. ProcessBacklog.Types] }.AcceptOnlyFromAmong([.. ProcessBacklog.Types]);
        var folder = new Option<DirectoryInfo?>("--folder") { Description = "On the disk to measure SQLite on; the system's temporary folder unless given." };
        var settings = CommonOptions.SettingsFile();
        var json = CommonOptions.Json();
        var command = new Command("process", "Messages mapped, folded and journalled a second, by type, on SQLite and, where Integration:Journal:ConnectionString names a server, on PostgreSQL in databases of its own.") { messages, types, folder, settings, json };
        command.Runs(async (parsed, cancellationToken) =>
        {
            var configuration = WorkerConfiguration.Read(parsed.GetValue(settings));
            var postgres = PostgresServer.Read(configuration, []);
            var asJson = parsed.GetValue(json);
            using var work = BenchFolder.Make(parsed.GetValue(folder));
            if (!asJson)
            {
                Output.Line(postgres is null ? "PostgreSQL is not measured: Integration:Journal:ConnectionString names no server." : "PostgreSQL is measured in databases of its own, dropped afterwards.");
                Output.Line("All but rates and batches is for a message; 'claim' to 'commit' are a worker's time, of whom several run side by side; 'alone' is processor time.");
                Output.Line($"{"store",-11}{"type",-12}{"per s",7}{"of bare",8} |{"p50",6}{"p95",6}{"p99 ms a batch",15} |{"CPU µs",7}{"alloc kB",9}{"rows",6}{"written kB",11}{"flushes",8} |{"claim",6}{"map",6}{"lock",6}{"fold",6}{"commit µs",10} |{"parse",6}{"+map µs alone",14}");
            }

            var all = await new ProcessBench(Stages(configuration, work.Place), parsed.GetRequiredValue(types), parsed.GetValue(messages), figures => Print(figures, asJson)).RunAsync(postgres, work.Place, cancellationToken);
            if (asJson)
            {
                Output.Json(all);
            }

            return all.All(figures => figures.Processed > figures.Messages / 2) ? ExitCode.Done : ExitCode.Found;
        });
        return command;
    }

    /// <summary>The settings of this installation, as far as mapping and folding go; the journal is chosen by the bench, the bus is in memory, and Odoo is not spoken to.</summary>
    private static StageSettings Stages(IConfiguration configuration, DirectoryInfo place) => Settings.Read(
        new ConfigurationBuilder().AddConfiguration(configuration).AddInMemoryCollection(new Dictionary<string, string?>
        {
            [$"{JournalOptions.Section}:Store"] = nameof(JournalStore.Sqlite),
            [$"{JournalOptions.Section}:Path"] = Path.Combine(place.FullName, "unused.db"),
            [$"{BusOptions.Section}:Transport"] = nameof(BusTransport.Memory),
            ["Integration:Security:HashKey"] = SecurityOptions.DemoKey,
            ["Integration:Security:Demo"] = "true",
        }).AddInMemoryCollection(DemoSettings.Of(new Uri("http://localhost"))).Build(),
        Roles.All).Stages with
    {
        Odoo = [],
    };

    private static void Print(ProcessFigures one, bool json)
    {
        if (!json)
        {
            var (batch, steps) = (one.Batch, one.Steps);
            Output.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"{one.Store,-11}{one.Type,-12}{one.Rate,7:0}{one.OfBare * 100,6:0} % |{batch.P50,6:0}{batch.P95,6:0}{batch.P99,15:0} |{one.CpuMicroseconds,7:0}{one.AllocatedBytes / 1024,9:0}{Output.Figure(one.Rows, "0.0"),6}{Output.Figure(one.WrittenBytes / 1024, "0.0"),11}{one.Flushes,8:0.000} |{steps.Claim,6:0}{steps.Map,6:0}{steps.Lock,6:0}{steps.Fold,6:0}{steps.Commit,10:0} |{one.Alone.Parse,6:0}{one.Alone.ParseAndMap,14:0}"));
        }
    }
}
