using Integration.Ingestion.Mllp;
using Integration.Journal;
using Integration.Pipeline;
using Integration.Sandbox.Hospital;
using Integration.Sandbox.Hospital.Ehr;
using Integration.Sandbox.Hospital.Network;
using Integration.Sandbox.Odoo;
using Integration.Worker.Commands;
using Integration.Worker.Hosting;
using Spectre.Console;

namespace Integration.Worker.Demo;

/// <summary>The demo: a stand-in Odoo, a whole worker on SQLite with MLLP on loopback, and a hospital that sends its day over real sockets.</summary>
internal static class DemoRun
{
    private const int Seed = 20261122;
    private static readonly TimeSpan SettleTimeOut = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(100);

    /// <param name="real">In the Odoo of the configuration in place of the stand-in.</param>
    public static async Task<int> RunAsync(bool once, bool real, bool json, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var folder = Directory.CreateTempSubdirectory("integration-demo-");
        var say = json ? Console.Error : Console.Out;
        try
        {
            await using var odoo = real ? null : await OdooSandbox.StartAsync(new OdooSandboxOptions(MappingFiles.Locate(Path.Combine("ops", "odoo", "network"))), time, cancellationToken);
            await using var ehr = await DemoEhr.StartAsync(folder, time, cancellationToken);
            var settings = DemoSettings.Read(folder, odoo is null ? WorkerConfiguration.Read(null).GetSection(OdooSettings.Section).AsEnumerable() : DemoSettings.Of(odoo.Url), ehr);
            var told = EhrDay.Tell(Seed, time.GetUtcNow(), [.. settings.Stages.Interfaces.Where(feed => feed.Name == EhrDay.Feed).SelectMany(feed => feed.Mappings.Keys)]);
            var connection = settings.Stages.Odoo[0].Connection;
            using var http = new HttpClient();
            var reader = new OdooReader(http, connection.Url, connection.Database, connection.User, connection.Secret);
            if ((await OdooHoldings.ReadAsync(reader, cancellationToken)).Count is > 0 and var before)
            {
                throw new SettingsException([$"{connection.Url} holds {before} records of another journal; the demo needs a database that none has posted into, such as a copy of a provisioned one."]);
            }

            await using var worker = WorkerHost.Build(settings, Roles.All, WorkerLogging.ToFile(Path.Combine(folder.FullName, "demo.log")));
            await worker.StartAsync(cancellationToken);
            await say.WriteLineAsync($"Worker on SQLite in {folder.FullName}; health and metrics at {worker.HealthAddress}; {(odoo is null ? "Odoo" : "stand-in Odoo")} at {connection.Url}; stand-in EHR at {ehr.Server.Url}");
            var report = await PlayAsync(worker, ehr, told, reader, time, say, cancellationToken);
            report.Print(json, await worker.Services.GetRequiredService<IJournal>().ExceptionsAsync(cancellationToken));
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

    /// <summary>The parts written by hand one after the other, each when the one before has arrived in Odoo; then 24 hours of the network at once.</summary>
    private static async Task<DemoReport> PlayAsync(WorkerHost worker, DemoEhr ehr, EhrDay told, OdooReader reader, TimeProvider time, TextWriter say, CancellationToken cancellationToken)
    {
        var day = SampleDay.Load(MappingFiles.Locate(Path.Combine("ops", "samples", "day")));
        var network = NetworkDay.Tell(Seed, time.GetUtcNow());
        var clock = new DayClock(time.GetUtcNow(), SampleDay.Zone);
        var senders = new Senders(worker.Services.GetRequiredService<MllpListener>().Addresses, clock, time);
        var journal = worker.Services.GetRequiredService<IJournal>();
        var sendings = new List<Sending>();
        var settled = true;
        foreach (var part in day.Messages.Concat(network.Messages).GroupBy(message => message.Part))
        {
            sendings.AddRange(await PlayAsync(senders, part.ToList(), say, cancellationToken));
            settled = await SettleAsync(journal, time, cancellationToken);
        }

        var rounds = await EhrRounds.PlayAsync(told, ehr, journal, time, say, cancellationToken);
        var outcomes = day.Expected.Outcomes.Concat(network.Outcomes).Concat(told.Outcomes).GroupBy(outcome => outcome.Key).ToDictionary(outcome => outcome.Key, outcome => outcome.Sum(count => count.Value));
        var found = await OdooHoldings.ReadAsync(reader, cancellationToken);
        return DemoReport.Make(sendings, rounds, await journal.LedgerAsync(cancellationToken), found, [.. day.Expected.Records(clock), .. network.Expected, .. told.Expected], outcomes, settled);
    }

    private static async Task<IReadOnlyList<Sending>> PlayAsync(Senders senders, List<SampleMessage> messages, TextWriter say, CancellationToken cancellationToken)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(say) });
        return await console.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new SpinnerColumn()).StartAsync(async progress =>
        {
            var bar = progress.AddTask($"{messages.Count} messages of part {messages[0].Part}", maxValue: messages.Count);
            return await senders.PlayAsync(messages, _ => bar.Increment(1), cancellationToken);
        });
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
