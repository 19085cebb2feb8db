using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Integration.Contracts;
using Integration.Ingestion;
using Integration.Ingestion.Mllp;
using Integration.Worker.Commands;

namespace Integration.Worker.Bench;

/// <summary>A listener as the worker has it, over one store, and the sender, which is a process of its own.</summary>
internal sealed class BenchListener : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly MllpListener _listener;

    private BenchListener(BenchStore store, ServiceProvider services) =>
        (Store, _services, _listener, Meter) = (store, services, services.GetRequiredService<MllpListener>(), new IngestMeter(store));

    public BenchStore Store { get; }

    private IngestMeter Meter { get; }

    public static async Task<BenchListener> OpenAsync(BenchStore store, int mostConnections, CancellationToken cancellationToken)
    {
        var profile = new SenderProfile([LoadMessage.Application], [LoadMessage.Facility], ["P"], ControlIdUse.Unique, "UTF-8", new Dictionary<string, string> { ["*"] = "UTC" }, null);
        var feed = new InterfaceDefinition(
            "bench", "bench", "127.0.0.1", 0, 1, InterfaceMode.Observe, profile, new Dictionary<string, string> { [LoadMessage.Type] = "none" }, "none");
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSingleton(store.Append).AddSingleton<MessageAppended>(_ => { }).AddSingleton<EventNoted>((_, _, _, _) => { });
        services.AddIngestion(new IngestionOptions { MaxConnections = mostConnections + 1 }, [feed]);
        var opened = new BenchListener(store, services.BuildServiceProvider());
        await opened._listener.StartAsync(cancellationToken);
        return opened;
    }

    public Task<(LoadResult Load, IngestCost Cost)> ForAsync(int connections, TimeSpan warmUp, TimeSpan measured, CancellationToken cancellationToken) =>
        SendAsync(connections, ["--warm-up", Text(warmUp), "--seconds", Text(measured)], cancellationToken);

    public Task<(LoadResult Load, IngestCost Cost)> ManyAsync(int connections, long messages, CancellationToken cancellationToken) =>
        SendAsync(connections, ["--messages", messages.ToString(CultureInfo.InvariantCulture)], cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _listener.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        await Store.DisposeAsync();
    }

    private async Task<(LoadResult Load, IngestCost Cost)> SendAsync(int connections, IEnumerable<string> howMuch, CancellationToken cancellationToken)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        }

        var port = _listener.Addresses.Values.Single().Port;
        foreach (var argument in (string[])["bench", "load", "--to", $"mllp://127.0.0.1:{Output.Number(port)}", "--connections", Output.Number(connections), .. howMuch, "--json"])
        {
            start.ArgumentList.Add(argument);
        }

        var before = await Meter.ReadAsync(cancellationToken);
        using var sender = Process.Start(start)!;
        var printed = await sender.StandardOutput.ReadToEndAsync(cancellationToken);
        await sender.WaitForExitAsync(cancellationToken);
        var load = JsonSerializer.Deserialize<LoadResult>(printed, JsonSerializerOptions.Web) ?? throw new IOException("The sender printed no result.");
        return (load, (await Meter.ReadAsync(cancellationToken)).Since(before, Math.Max(1, load.All)));
    }

    private static string Text(TimeSpan time) => time.TotalSeconds.ToString(CultureInfo.InvariantCulture);
}
