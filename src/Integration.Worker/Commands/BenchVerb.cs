using System.CommandLine;
using System.Globalization;
using Integration.Journal;
using Integration.Worker.Bench;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>integration bench</summary>
internal static class BenchVerb
{
    public static Command Create() => new("bench", "Measure, each time beside a baseline in the same run. Figures of one machine; only their ratios say something about another.") { Ingest(), BenchProcessVerb.Create(), BenchDeliverVerb.Create(), BenchFhirVerb.Create(), Load() };

    private static Command Ingest()
    {
        var connections = new Option<int[]>("--connections") { Description = "How many senders at once, one figure each.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1, 16, 64, 256] };
        var seconds = Seconds("--seconds", 4);
        var warmUp = Seconds("--warm-up", 1);
        var folder = new Option<DirectoryInfo>("--folder") { Description = "On the disk to measure; the system's temporary folder unless given.", DefaultValueFactory = _ => new DirectoryInfo(Path.GetTempPath()) };
        var settings = CommonOptions.SettingsFile();
        var json = CommonOptions.Json();
        var command = new Command("ingest", "Accepted messages a second and the time to their acknowledgement, on SQLite and, where Integration:Journal:ConnectionString names a server, on PostgreSQL in a database of its own.")
        {
            connections, seconds, warmUp, folder, settings, json,
        };
        command.Runs(async (parsed, cancellationToken) =>
        {
            var asJson = parsed.GetValue(json);
            var postgres = Settings.Bind<JournalOptions>(WorkerConfiguration.Read(parsed.GetValue(settings)), JournalOptions.Section, []).ConnectionString is { Length: > 0 } named ? named : null;
            var place = Directory.CreateDirectory(Path.Combine(parsed.GetRequiredValue(folder).FullName, $"integration-bench-{Guid.CreateVersion7():n}"));
            try
            {
                if (!asJson)
                {
                    Output.Line(postgres is null ? "PostgreSQL is not measured: Integration:Journal:ConnectionString names no server." : "PostgreSQL is measured in a database of its own, dropped afterwards.");
                    Output.Line($"{"store",-16}{"senders",8}{"accepted/s",12}{"p50 ms",9}{"p95 ms",9}{"p99 ms",9}{"CPU µs",9}{"bytes",9}{"of nothing stored",19}{"of plain file",15}");
                }

                var bench = new IngestBench(
                    parsed.GetRequiredValue(connections), TimeSpan.FromSeconds(parsed.GetValue(warmUp)), TimeSpan.FromSeconds(parsed.GetValue(seconds)), figures => Print(figures, asJson));
                var all = await bench.RunAsync(postgres, place, cancellationToken);
                if (asJson)
                {
                    Output.Json(all);
                }

                return all.All(figures => figures.Load is { Accepted: > 0, NotAccepted: 0 }) ? ExitCode.Done : ExitCode.Found;
            }
            finally
            {
                place.Delete(recursive: true);
            }
        });
        return command;
    }

    private static Command Load()
    {
        var to = new Option<string>("--to") { Description = "mllp://host:port", Required = true };
        var connections = new Option<int>("--connections") { Description = "Senders at once.", DefaultValueFactory = _ => 1 };
        var seconds = Seconds("--seconds", 10);
        var warmUp = Seconds("--warm-up", 1);
        var json = CommonOptions.Json();
        var command = new Command("load", $"Send synthetic requisitions ({LoadMessage.Type} of {LoadMessage.Application} at {LoadMessage.Facility}) as fast as they are acknowledged.") { to, connections, seconds, warmUp, json };
        command.Runs(async (parsed, cancellationToken) =>
        {
            var address = CommonOptions.Address(parsed.GetRequiredValue(to), "mllp");
            var result = await LoadRun.RunAsync(
                new LoadOptions(address.Host, address.Port, parsed.GetValue(connections), TimeSpan.FromSeconds(parsed.GetValue(warmUp)), TimeSpan.FromSeconds(parsed.GetValue(seconds))), cancellationToken);
            if (parsed.GetValue(json))
            {
                Output.JsonLine(result);
            }
            else
            {
                Output.Line(string.Create(CultureInfo.InvariantCulture, $"{result.Accepted} accepted in {result.Seconds} s: {result.Rate:0}/s, p50 {result.P50:0.0} ms, p95 {result.P95:0.0} ms, p99 {result.P99:0.0} ms; {result.NotAccepted} not accepted."));
            }

            return result is { Accepted: > 0, NotAccepted: 0 } ? ExitCode.Done : ExitCode.Found;
        });
        return command;
    }

    private static Option<double> Seconds(string name, double seconds) => new(name) { Description = $"{seconds} unless given.", DefaultValueFactory = _ => seconds };

    private static void Print(IngestFigures figures, bool json)
    {
        if (json)
        {
            return;
        }

        var load = figures.Load;
        Output.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{figures.Store,-16}{load.Connections,8}{load.Rate,12:0}{load.P50,9:0.0}{load.P95,9:0.0}{load.P99,9:0.0}{figures.CpuMicroseconds,9:0}{figures.AllocatedBytes,9:0}{Percent(figures.OfNothingStored),19}{Percent(figures.OfPlainFile),15}"));
    }

    private static string Percent(double? share) => share is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known * 100:0} %") : "-";
}
