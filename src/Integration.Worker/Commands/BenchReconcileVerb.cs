using System.CommandLine;
using System.Globalization;
using Integration.Worker.Bench.Delivering;

namespace Integration.Worker.Commands;

/// <summary>integration bench reconcile</summary>
internal static class BenchReconcileVerb
{
    public static Command Create()
    {
        var real = BenchDeliverVerb.Real();
        var records = new Option<int>("--records") { Description = "Orders, and as many transfers, each with three lines, that are posted beforehand. 1,000 unless given.", DefaultValueFactory = _ => 1_000 };
        var rounds = new Option<int>("--rounds") { Description = "3 unless given.", DefaultValueFactory = _ => 3 };
        var calls = new Option<bool>("--calls") { Description = "Also print which calls to Odoo and to the journal took how long." };
        var json = CommonOptions.Json();
        var command = new Command("reconcile", "Records with lines compared with Odoo a second, beside a bare export_data of the same fields in pages, or bare reads where the user may not export.") { real, records, rounds, calls, json };
        command.Runs(async (parsed, cancellationToken) =>
        {
            await using var site = await BenchSite.OpenAsync(parsed.GetValue(real), cancellationToken);
            if (!parsed.GetValue(json))
            {
                BenchDeliverVerb.PrintSite(site);
                Output.Line($"{parsed.GetValue(records)} orders and as many transfers are posted first; that takes its time.");
            }

            var all = await new ReconcileBench(site, parsed.GetValue(records), parsed.GetValue(rounds)).RunAsync(cancellationToken);
            Print(all, parsed.GetValue(json), parsed.GetValue(calls));
            return all.All(figures => figures.Breaks == 0) ? ExitCode.Done : ExitCode.Found;
        });
        return command;
    }

    private static void Print(IReadOnlyList<ReconcileFigures> all, bool asJson, bool withCalls)
    {
        if (asJson)
        {
            Output.Json(all);
            return;
        }

        Output.Line($"{"way",-14}{"records",8}{"rec/s",8}{"of bare",9}{"breaks",8}{"calls",7}{"call p50",10}{"p95 ms",8}{"CPU ms",8}{"KB",6}{"Odoo",7}{"journal",9}");
        foreach (var one in all)
        {
            Output.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"{one.Way,-14}{one.Records,8}{one.Rate,8:0}{Output.Percent(one.OfBare),9}{one.Breaks,8}{one.Calls,7:0}{one.CallP50,10:0}{one.CallP95,8:0}{one.CpuMilliseconds,8:0.00}{one.AllocatedKilobytes,6:0}{Output.Percent(one.InOdoo),7}{Output.Percent(one.InJournal),9}"));
            BenchDeliverVerb.PrintCalls(withCalls ? one.Details : []);
        }
    }
}
