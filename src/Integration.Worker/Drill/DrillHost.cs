using System.Globalization;
using Integration.Sandbox.Hospital.Drill;
using Integration.Worker.Commands;
using Integration.Worker.Hosting;

namespace Integration.Worker.Drill;

/// <summary>Makes the place, has the drill run there, and leaves nothing behind but the report; the logs of a failing one stay.</summary>
/// <param name="Real">In the Odoo of the configuration.</param>
/// <param name="Program">Another build of the worker to put to the test; null for this one.</param>
/// <param name="Reports">Folder of the dated reports.</param>
internal sealed record DrillHost(DrillPlan Plan, bool Real, string? Program, DirectoryInfo Reports, bool Json)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var say = Json ? Console.Error : Console.Out;
        DrillReport? report = null;
        await using var place = await DrillPlace.MakeAsync(Real, cancellationToken);
        try
        {
            await using var hospital = new DrillHospital(place.Addresses, Plan.Seed, time);
            if ((await DrillBooks.ReadAsync(place.Administrator, hospital.CasesByDate(), cancellationToken)).Records.Count is > 0 and var before)
            {
                throw new SettingsException([$"This Odoo holds {before} orders, transfers and entries already; the drill needs a database that no journal has posted into and nobody has worked in, such as a copy of a provisioned one."]);
            }

            await using var workers = new DrillWorkers(place, Program, time);
            await say.WriteLineAsync($"Drill with seed {Plan.Seed}; workers, logs and settings are in {place.Folder.FullName}");
            report = await new DrillRun(Plan, place, workers, hospital, time, say.WriteLine).RunAsync(cancellationToken);
        }
        catch (DrillFailure failure)
        {
            await say.WriteLineAsync($"The drill could not go on: {failure.Message}");
            await say.WriteLineAsync($"Again: integration drill --seed {Plan.Seed} --faults {string.Join(',', Plan.Faults.Select(fault => fault.Name))}");
        }
        finally
        {
            if (report?.Holds == true || cancellationToken.IsCancellationRequested)
            {
                place.Folder.Delete(recursive: true);
            }
            else
            {
                await say.WriteLineAsync($"The logs of every worker are kept in {place.Folder.FullName}");
            }
        }

        return report is null ? ExitCode.Found : Print(report);
    }

    private int Print(DrillReport report)
    {
        var name = Path.Combine(Reports.FullName, string.Create(CultureInfo.InvariantCulture, $"drill-{report.Started.UtcDateTime:yyyyMMdd-HHmmss}"));
        Reports.Create();
        File.WriteAllText($"{name}.txt", report.Write() + Environment.NewLine);
        File.WriteAllText($"{name}.json", Output.Text(report));
        if (Json)
        {
            Output.Json(report);
        }
        else
        {
            Output.Line("");
            Output.Line(report.Write());
            Output.Line($"Report: {name}.txt and .json");
        }

        return report.Holds ? ExitCode.Done : ExitCode.Found;
    }
}
