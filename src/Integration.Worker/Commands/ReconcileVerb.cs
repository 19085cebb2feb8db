using System.CommandLine;
using Integration.Pipeline;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>integration reconcile</summary>
internal static class ReconcileVerb
{
    public static Command Create()
    {
        var settings = CommonOptions.SettingsFile();
        var json = CommonOptions.Json();
        var command = new Command("reconcile", "Compare what was posted with what Odoo holds now; exit code 1 if there are breaks.") { settings, json };
        command.Runs(async (parsed, cancellationToken) =>
        {
            await using var worker = await WorkerHost.OpenAsync(Settings.Read(WorkerConfiguration.Read(parsed.GetValue(settings)), Roles.All), cancellationToken);
            var report = await worker.Services.GetRequiredService<ReconcileRun>().RunAsync(cancellationToken);
            if (parsed.GetValue(json))
            {
                Output.Json(report);
            }
            else
            {
                Print(report);
            }

            return report.Breaks.Count == 0 ? ExitCode.Done : ExitCode.Found;
        });
        return command;
    }

    private static void Print(ReconcileReport report)
    {
        if (report.Breaks.Count > 0)
        {
            Output.Table(
                "Breaks",
                ["kind", "record", "Odoo", "fields: expected → actual", "explanation"],
                report.Breaks.Select(one => (IReadOnlyList<string>)
                [
                    one.Kind.ToString().ToLowerInvariant(),
                    one.ExternalId,
                    one.OdooId is { } id ? $"{one.Model},{id}" : one.Model,
                    string.Join("; ", one.Fields.Select(field => $"{field.Field}: {field.Expected ?? "-"} → {field.Actual ?? "-"}")),
                    one.Explanation,
                ]));
        }

        Output.Line($"{report.Records} records compared, {report.Breaks.Count} breaks.");
    }
}
