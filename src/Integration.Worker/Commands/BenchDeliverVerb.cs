using System.CommandLine;
using System.Globalization;
using Integration.Worker.Bench.Delivering;

namespace Integration.Worker.Commands;

/// <summary>integration bench deliver</summary>
internal static class BenchDeliverVerb
{
    public static Command Create()
    {
        var real = Real();
        var models = new Option<string[]>("--models") { Description = $"Which of {string.Join(", ", BenchPostings.Models.Select(one => one.Model))}; all unless given.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
        models.AcceptOnlyFromAmong([.. BenchPostings.Models.Select(one => one.Model)]);
        var records = new Option<int>("--records") { Description = "Records a round of the slowest model; quicker ones get a multiple. 200 unless given.", DefaultValueFactory = _ => 200 };
        var rounds = new Option<int>("--rounds") { Description = "3 unless given.", DefaultValueFactory = _ => 3 };
        var calls = new Option<bool>("--calls") { Description = "Also print which calls to Odoo and to the journal took how long." };
        var json = CommonOptions.Json();
        var command = new Command("deliver", "Records brought into Odoo a second, by model: by the product from a journalled backlog, beside the same in bare batches and one by one.") { real, models, records, rounds, calls, json };
        command.Runs(async (parsed, cancellationToken) =>
        {
            var (asJson, withCalls) = (parsed.GetValue(json), parsed.GetValue(calls));
            await using var site = await BenchSite.OpenAsync(parsed.GetValue(real), cancellationToken);
            if (!asJson)
            {
                PrintSite(site);
                Output.Line($"{"model",-23}{"way",-14}{"records",8}{"rec/s",8}{"of bare",9}{"of 1by1",9}{"calls/rec",11}{"call p50",10}{"p95",8}{"p99 ms",8}{"due-done p50",14}{"p95 ms",9}{"CPU ms",8}{"KB",6}{"Odoo",7}{"journal ms",12}{"rows",6}{"bytes",7}{"flushes",9}");
            }

            var all = await new DeliverBench(site, parsed.GetRequiredValue(models), parsed.GetValue(records), parsed.GetValue(rounds), figures => Print(figures, asJson, withCalls)).RunAsync(cancellationToken);
            if (asJson)
            {
                Output.Json(all);
            }

            return all.All(figures => figures.Arrived == figures.Records) ? ExitCode.Done : ExitCode.Found;
        });
        return command;
    }

    private static void Print(IReadOnlyList<DeliverFigures> all, bool asJson, bool withCalls)
    {
        foreach (var one in asJson ? [] : all)
        {
            Output.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"{one.Model,-23}{one.Way,-14}{one.Records,8}{one.Rate,8:0.0}{Output.Percent(one.OfBare),9}{Times(one.OfOneByOne),9}{one.CallsPerRecord,11:0.00}{one.CallP50,10:0.0}{one.CallP95,8:0}{one.CallP99,8:0}{one.WaitP50,14:0}{one.WaitP95,9:0}{one.CpuMilliseconds,8:0.00}{one.AllocatedKilobytes,6:0}{Output.Percent(one.InOdoo),7}{one.JournalMilliseconds,12:0.00}{Output.Figure(one.Rows, "0.0"),6}{Output.Figure(one.Bytes, "0"),7}{Output.Figure(one.Flushes, "0.00"),9}"));
            if (one.Arrived < one.Records)
            {
                Output.Line($"  {one.Records - one.Arrived} of {one.Records} did not arrive. {one.Trouble}");
            }

            PrintCalls(withCalls ? one.Calls : []);
        }
    }

    public static Option<bool> Real() => new Option<bool>("--odoo") { Description = "In place of the stand-in, the Odoo that Integration:Odoo:main names: provisioned with the synthetic network, and no journal may have posted into it yet. It keeps what is written." };

    public static void PrintSite(BenchSite site)
    {
        Output.Line(site.IsStandIn
            ? "Odoo: the stand-in. Its figures say nothing about Odoo: it answers in no time, so that all there is to see is the product. Use --odoo."
            : $"Odoo: {site.Connection.Database} at {site.Connection.Url}.");
        Output.Line($"Journal: {site.Store}. {site.Lanes} calls at once, {site.BatchSize} records a call.");
    }

    public static void PrintCalls(IReadOnlyList<CallFigures> calls)
    {
        foreach (var call in calls)
        {
            Output.Line(string.Create(CultureInfo.InvariantCulture, $"  {call.Name,-60}{call.Count,7} calls{call.Milliseconds,9:0.0} ms each{call.Share * 100,7:0.0} %"));
        }
    }

    private static string Times(double? factor) => factor is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:0.0}x") : "-";
}
