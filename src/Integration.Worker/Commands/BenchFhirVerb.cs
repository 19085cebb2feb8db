using System.CommandLine;
using System.Globalization;
using Integration.Worker.Bench;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>integration bench fhir</summary>
internal static class BenchFhirVerb
{
    public static Command Create()
    {
        var senders = new Option<int>("--connections") { Description = "Senders at once.", DefaultValueFactory = _ => 16 };
        var seconds = new Option<double>("--seconds") { Description = "4 unless given.", DefaultValueFactory = _ => 4 };
        var settings = CommonOptions.SettingsFile();
        var json = CommonOptions.Json();
        var command = new Command("fhir", "Accepted and journalled bundles a second, on SQLite and, where Integration:Journal:ConnectionString names a server, on PostgreSQL in a database of its own.") { senders, seconds, settings, json };
        command.Runs(async (parsed, cancellationToken) =>
        {
            var postgres = PostgresServer.Read(WorkerConfiguration.Read(parsed.GetValue(settings)), []);
            using var work = BenchFolder.Make();
            var all = await new FhirBench(parsed.GetValue(senders), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(parsed.GetValue(seconds))).RunAsync(postgres, work.Place, cancellationToken);
            Print(all, parsed.GetValue(json));
            return all.All(figures => figures is { Rate: > 0, Refused: 0 }) ? ExitCode.Done : ExitCode.Found;
        });
        return command;
    }

    private static void Print(IReadOnlyList<FhirFigures> all, bool asJson)
    {
        if (asJson)
        {
            Output.Json(all);
            return;
        }

        Output.Line($"{"store",-16}{"senders",8}{"bundles/s",12}{"refused",9}{"of nothing read",17}");
        foreach (var figures in all)
        {
            Output.Line(string.Create(CultureInfo.InvariantCulture, $"{figures.Store,-16}{figures.Senders,8}{figures.Rate,12:0}{figures.Refused,9}{Output.Percent(figures.OfNothingRead),17}"));
        }
    }
}
