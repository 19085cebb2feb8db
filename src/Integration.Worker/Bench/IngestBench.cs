using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Integration.Contracts;
using Integration.Ingestion;
using Integration.Ingestion.Mllp;
using Integration.Worker.Commands;

namespace Integration.Worker.Bench;

/// <summary>
/// What a listener accepts a second, with the sender as a process of its own on the same machine: on each journal, and in the same run on nothing at all and on a plain file with one flush for all that wait.
/// </summary>
internal sealed class IngestBench(IReadOnlyList<int> connections, TimeSpan warmUp, TimeSpan measured, Action<IngestFigures> each)
{
    public async Task<IReadOnlyList<IngestFigures>> RunAsync(string? postgres, DirectoryInfo folder, CancellationToken cancellationToken)
    {
        var all = new List<IngestFigures>();
        await using (var nothing = BenchStore.Nothing())
        {
            await MeasureAsync(nothing, all, cancellationToken);
        }

        await using (var file = BenchStore.File(folder))
        {
            await MeasureAsync(file, all, cancellationToken);
        }

        await using (var sqlite = await BenchStore.SqliteAsync(folder, cancellationToken))
        {
            await MeasureAsync(sqlite, all, cancellationToken);
        }

        if (postgres is not null)
        {
            await using var store = await BenchStore.PostgresAsync(postgres, cancellationToken);
            await MeasureAsync(store, all, cancellationToken);
        }

        return all;
    }

    private async Task MeasureAsync(BenchStore store, List<IngestFigures> all, CancellationToken cancellationToken)
    {
        await using var server = Listen(store);
        var listener = server.GetRequiredService<MllpListener>();
        await listener.StartAsync(cancellationToken);
        var port = listener.Addresses.Values.Single().Port;
        foreach (var count in connections)
        {
            var (cpu, allocated) = (Process.GetCurrentProcess().TotalProcessorTime, GC.GetTotalAllocatedBytes());
            var load = await SendAsync(port, count, cancellationToken);
            cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
            allocated = GC.GetTotalAllocatedBytes() - allocated;
            var figures = new IngestFigures(
                store.Name,
                load,
                cpu.TotalMicroseconds / Math.Max(1, load.All),
                (double)allocated / Math.Max(1, load.All),
                Share(all, BenchStore.NothingStored, load),
                Share(all, BenchStore.OnePlainFile, load));
            all.Add(figures);
            each(figures);
        }

        await listener.StopAsync(cancellationToken);
    }

    /// <summary>Of what that baseline reached with as many senders; null where it was not measured before.</summary>
    private static double? Share(List<IngestFigures> all, string baseline, LoadResult load) =>
        all.Find(earlier => earlier.Store == baseline && earlier.Load.Connections == load.Connections) is { Load.Rate: > 0 } found ? load.Rate / found.Load.Rate : null;

    private ServiceProvider Listen(BenchStore store)
    {
        var profile = new SenderProfile([LoadMessage.Application], [LoadMessage.Facility], ["P"], ControlIdUse.Unique, "UTF-8", new Dictionary<string, string> { ["*"] = "UTC" }, null);
        var feed = new InterfaceDefinition(
            "bench", "bench", "127.0.0.1", 0, 1, InterfaceMode.Observe, profile, new Dictionary<string, string> { [LoadMessage.Type] = "none" }, "none");
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSingleton(store.Append).AddSingleton<MessageAppended>(_ => { }).AddSingleton<EventNoted>((_, _, _, _) => { });
        services.AddIngestion(new IngestionOptions { MaxConnections = connections.Max() + 1 }, [feed]);
        return services.BuildServiceProvider();
    }

    private async Task<LoadResult> SendAsync(int port, int count, CancellationToken cancellationToken)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        }

        foreach (var argument in (string[])["bench", "load", "--to", $"mllp://127.0.0.1:{Output.Number(port)}", "--connections", Output.Number(count), "--warm-up", Text(warmUp), "--seconds", Text(measured), "--json"])
        {
            start.ArgumentList.Add(argument);
        }

        using var sender = Process.Start(start)!;
        var printed = await sender.StandardOutput.ReadToEndAsync(cancellationToken);
        await sender.WaitForExitAsync(cancellationToken);
        return JsonSerializer.Deserialize<LoadResult>(printed, JsonSerializerOptions.Web) ?? throw new IOException("The sender printed no result.");
    }

    private static string Text(TimeSpan time) => time.TotalSeconds.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One line of the report.</summary>
/// <param name="CpuMicroseconds">Processor time of the server, a message; the sender's is not in it.</param>
/// <param name="AllocatedBytes">A message.</param>
/// <param name="OfNothingStored">Rate against the same listener that stores nothing.</param>
/// <param name="OfPlainFile">Rate against the same listener on a plain file.</param>
internal sealed record IngestFigures(string Store, LoadResult Load, double CpuMicroseconds, double AllocatedBytes, double? OfNothingStored, double? OfPlainFile);
