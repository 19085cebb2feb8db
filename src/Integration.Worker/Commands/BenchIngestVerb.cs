using System.CommandLine;
using System.Globalization;
using Integration.Worker.Bench;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>integration bench ingest</summary>
internal static class BenchIngestVerb
{
    private const int LongRunConnections = 64;

    public static Command Create()
    {
        var connections = new Option<int[]>("--connections")
        {
            Description = $"How many senders at once, one figure each: 1 4 16 64 256 unless given; of a long run one number, {LongRunConnections}.",
            AllowMultipleArgumentsPerToken = true,
        };
        var seconds = CommonOptions.Seconds("--seconds", 4);
        var warmUp = CommonOptions.Seconds("--warm-up", 1);
        var messages = new Option<long?>("--messages") { Description = "Long run instead: so many messages, in up to ten slices whose rates, waits and memory are compared." };
        var stored = new Option<long>("--stored") { Description = "Of a long run: so many messages are in the journal before it begins." };
        var folder = new Option<DirectoryInfo?>("--folder") { Description = "On the disk to measure; the system's temporary folder unless given." };
        var settings = CommonOptions.SettingsFile();
        var json = CommonOptions.Json();
        var command = new Command("ingest", "Accepted messages a second and the time to their acknowledgement, on SQLite and, where Integration:Journal:ConnectionString names a server, on PostgreSQL in a database of its own.")
        {
            connections, seconds, warmUp, messages, stored, folder, settings, json,
        };
        command.Runs(async (parsed, cancellationToken) =>
        {
            var asJson = parsed.GetValue(json);
            var counts = parsed.GetValue(connections) ?? [];
            var postgres = PostgresServer.Read(WorkerConfiguration.Read(parsed.GetValue(settings)), []);
            using var work = BenchFolder.Make(parsed.GetValue(folder));
            if (!asJson)
            {
                Output.Line(postgres is null ? "PostgreSQL is not measured: Integration:Journal:ConnectionString names no server." : "PostgreSQL is measured in a database of its own, dropped afterwards.");
                Output.Line("CPU, allocation, bytes, rows and flushes are for a message; 'db CPU' is that of PostgreSQL's own processes, and its bytes are the log of the whole server.");
            }

            return parsed.GetValue(messages) is { } most
                ? await LongAsync(new IngestLongRun(counts.Length > 0 ? counts[0] : LongRunConnections, parsed.GetValue(stored), most, slice => Print(slice, asJson)), postgres, work.Place, asJson, cancellationToken)
                : await RatesAsync(
                    new IngestBench(
                        counts.Length > 0 ? counts : [1, 4, 16, 64, 256], TimeSpan.FromSeconds(parsed.GetValue(warmUp)), TimeSpan.FromSeconds(parsed.GetValue(seconds)), figures => Print(figures, asJson)),
                    postgres,
                    work.Place,
                    asJson,
                    cancellationToken);
        });
        return command;
    }

    private static async Task<int> RatesAsync(IngestBench bench, string? postgres, DirectoryInfo place, bool asJson, CancellationToken cancellationToken)
    {
        if (!asJson)
        {
            Output.Line($"{"store",-16}{Heads}{"of nothing stored",19}{"of plain file",15}");
        }

        var all = await bench.RunAsync(postgres, place, cancellationToken);
        if (asJson)
        {
            Output.Json(all);
        }

        return all.All(figures => figures.Load is { Accepted: > 0, NotAccepted: 0 }) ? ExitCode.Done : ExitCode.Found;
    }

    private static async Task<int> LongAsync(IngestLongRun run, string? postgres, DirectoryInfo place, bool asJson, CancellationToken cancellationToken)
    {
        if (!asJson)
        {
            Output.Line($"{"store",-11}{"stored",9} {Heads}{"heap MB",9}{"process MB",12}");
        }

        var all = new List<IngestSlice>(await run.RunAsync(await BenchStore.SqliteAsync(place, cancellationToken), cancellationToken));
        if (postgres is not null)
        {
            all.AddRange(await run.RunAsync(await BenchStore.PostgresAsync(postgres, cancellationToken), cancellationToken));
        }

        if (asJson)
        {
            Output.Json(all);
        }
        else
        {
            foreach (var (first, last) in all.GroupBy(slice => slice.Store).Select(slices => (slices.First(), slices.Last())))
            {
                Output.Line(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{first.Store}: the last slice has {last.Load.Rate / first.Load.Rate * 100:0} % of the first one's rate, {last.Cost.CpuMicroseconds / first.Cost.CpuMicroseconds * 100:0} % of its processor time a message, and a process of {last.WorkingSetBytes / (double)first.WorkingSetBytes * 100:0} % of its size."));
            }
        }

        return all.All(slice => slice.Load is { Accepted: > 0, NotAccepted: 0 }) ? ExitCode.Done : ExitCode.Found;
    }

    private static string Heads => $"{"senders",8}{"accepted/s",11}{"p50 ms",8}{"p95 ms",8}{"p99 ms",8}{"CPU µs",8}{"db CPU µs",11}{"alloc kB",10}{"written kB",12}{"rows",6}{"flushes",9}";

    private static void Print(IngestFigures figures, bool asJson)
    {
        if (!asJson)
        {
            Output.Line($"{figures.Store,-16}{Columns(figures.Load, figures.Cost)}{Output.Percent(figures.OfNothingStored),19}{Output.Percent(figures.OfPlainFile),15}");
        }
    }

    private static void Print(IngestSlice slice, bool asJson)
    {
        if (!asJson)
        {
            Output.Line(string.Create(CultureInfo.InvariantCulture, $"{slice.Store,-11}{slice.Stored,9} {Columns(slice.Load, slice.Cost)}{slice.HeapBytes / 1e6,9:0}{slice.WorkingSetBytes / 1e6,12:0}"));
        }
    }

    private static string Columns(LoadResult load, IngestCost cost) => string.Create(
        CultureInfo.InvariantCulture,
        $"{load.Connections,8}{load.Rate,11:0}{load.P50,8:0.0}{load.P95,8:0.0}{load.P99,8:0.0}{cost.CpuMicroseconds,8:0}{Output.Figure(cost.DatabaseCpuMicroseconds, "0"),11}{cost.AllocatedBytes / 1000,10:0.0}{Output.Figure(cost.WrittenBytes / 1000, "0.0"),12}{Output.Figure(cost.Rows, "0.0"),6}{Output.Figure(cost.Flushes, "0.000"),9}");
}
