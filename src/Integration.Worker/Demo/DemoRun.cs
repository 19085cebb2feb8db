using Integration.Ingestion.Mllp;
using Integration.Journal;
using Integration.Pipeline;
using Integration.Sandbox.Hospital;
using Integration.Sandbox.Odoo;
using Integration.Worker.Commands;
using Integration.Worker.Hosting;
using Spectre.Console;

namespace Integration.Worker.Demo;

/// <summary>The demo: a stand-in Odoo, a whole worker on SQLite with MLLP on loopback, and a hospital that sends its day over real sockets.</summary>
internal static class DemoRun
{
    private static readonly TimeSpan SettleTimeOut = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(100);

    public static async Task<int> RunAsync(bool once, bool json, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var folder = Directory.CreateTempSubdirectory("integration-demo-");
        var say = json ? Console.Error : Console.Out;
        try
        {
            await using var odoo = await OdooSandbox.StartAsync(new OdooSandboxOptions(MappingFiles.Locate(Path.Combine("ops", "odoo", "network"))), time, cancellationToken);
            var settings = DemoSettings.Read(folder, odoo.Url);
            await using var worker = WorkerHost.Build(settings, Roles.All, WorkerLogging.ToFile(Path.Combine(folder.FullName, "demo.log")));
            await worker.StartAsync(cancellationToken);
            await say.WriteLineAsync($"Worker on SQLite in {folder.FullName}; health and metrics at {worker.HealthAddress}; stand-in Odoo at {odoo.Url}");

            var day = SampleDay.Load(MappingFiles.Locate(Path.Combine("ops", "samples", "day")));
            var clock = new DayClock(time.GetUtcNow(), SampleDay.Zone);
            var senders = new Senders(worker.Services.GetRequiredService<MllpListener>().Addresses, clock, time);
            var journal = worker.Services.GetRequiredService<IJournal>();
            var sendings = new List<Sending>();
            var settled = true;
            foreach (var part in day.Messages.GroupBy(message => message.Part))
            {
                sendings.AddRange(await PlayAsync(senders, part.ToList(), say, cancellationToken));
                settled = await SettleAsync(journal, time, cancellationToken);
            }

            using var http = new HttpClient();
            var reader = new OdooReader(http, odoo.Url, OdooSandboxOptions.Database, "integration", OdooSandboxOptions.Password);
            var holdings = await OdooHoldings.ReadAsync(reader, cancellationToken);
            var report = DemoReport.Make(sendings, await journal.LedgerAsync(cancellationToken), holdings, day.Expected, clock, settled);
            report.Print(json, await journal.ExceptionsAsync(cancellationToken));
            if (!once)
            {
                await say.WriteLineAsync("Still running; stop with Ctrl-C.");
                await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await worker.StopAsync(CancellationToken.None);
            return report.Faults.Count == 0 ? ExitCode.Done : ExitCode.Found;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Sending>> PlayAsync(Senders senders, List<SampleMessage> messages, TextWriter say, CancellationToken cancellationToken)
    {
        var sendings = new List<Sending>();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(say) });
        await console.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new SpinnerColumn()).StartAsync(async progress =>
        {
            var bar = progress.AddTask("The hospital's day", maxValue: messages.Count);
            await foreach (var sending in senders.PlayAsync(messages, cancellationToken))
            {
                sendings.Add(sending);
                bar.Description = $"{sending.Answer} {sending.Message.Name}";
                bar.Increment(1);
            }
        });
        return sendings;
    }

    private static async Task<bool> SettleAsync(IJournal journal, TimeProvider time, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + SettleTimeOut;
        while (time.GetUtcNow() < until)
        {
            if (await journal.IsSettledAsync(cancellationToken))
            {
                return true;
            }

            await Task.Delay(LookPause, time, cancellationToken);
        }

        return false;
    }
}
