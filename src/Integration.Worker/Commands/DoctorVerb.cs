using System.CommandLine;
using Integration.Worker.Doctor;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>integration doctor</summary>
internal static class DoctorVerb
{
    public static Command Create()
    {
        var settings = CommonOptions.SettingsFile();
        var json = CommonOptions.Json();
        var command = new Command("doctor", "Check settings, journal, broker, Odoo and its master data; for each failing line, what to do. Exit code 1 if one fails.") { settings, json };
        command.Runs(async (parsed, cancellationToken) =>
        {
            var findings = await Examination.RunAsync(WorkerConfiguration.Read(parsed.GetValue(settings)), TimeProvider.System, cancellationToken);
            if (parsed.GetValue(json))
            {
                Output.Json(findings);
            }
            else
            {
                foreach (var finding in findings)
                {
                    Output.Line($"{Mark(finding.State)}  {finding.Subject}: {finding.Detail}");
                    if (finding.Remedy is not null)
                    {
                        Output.Line($"      → {finding.Remedy}");
                    }
                }
            }

            return findings.Any(finding => finding.State == FindingState.Bad) ? ExitCode.Found : ExitCode.Done;
        });
        return command;
    }

    private static string Mark(FindingState state) => state switch
    {
        FindingState.Good => "ok  ",
        FindingState.Warning => "warn",
        FindingState.Bad => "FAIL",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
