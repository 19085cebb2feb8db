using System.CommandLine;
using Integration.Mapping.Master;
using Integration.Worker.Hosting;
using Integration.Worker.Master;

namespace Integration.Worker.Commands;

/// <summary>integration master check</summary>
internal static class MasterVerb
{
    public static Command Create() => new("master", "The master data: items, units, vendors, places, cards and the other code tables.") { Check() };

    private static Command Check()
    {
        var settings = CommonOptions.SettingsFile();
        var json = CommonOptions.Json();
        var journal = new Option<bool>("--journal") { Description = "The tables as they stand in the journal, with what was changed by command, in place of the files under mappings/tables." };
        var command = new Command("check", "Gaps, conflicts, orphans and units that do not convert in the code tables, each with its place and what to do; exit code 1 if there is any.") { journal, settings, json };
        command.Runs(async (parsed, cancellationToken) =>
        {
            var files = MasterFiles.Read(WorkerConfiguration.Read(parsed.GetValue(settings)));
            IReadOnlyList<MasterFinding> findings;
            if (parsed.GetValue(journal))
            {
                await using var opened = await JournalSession.OpenAsync(parsed.GetValue(settings), cancellationToken);
                findings = files.Check(await opened.ReadTablesAsync(cancellationToken));
            }
            else
            {
                findings = files.Check();
            }

            if (parsed.GetValue(json))
            {
                Output.Json(findings);
            }
            else
            {
                Print(findings);
            }

            return findings.Count == 0 ? ExitCode.Done : ExitCode.Found;
        });
        return command;
    }

    private static void Print(IReadOnlyList<MasterFinding> findings)
    {
        foreach (var finding in findings)
        {
            Output.Line($"{Output.Word(finding.Kind)}: {finding.Place}");
            Output.Line($"    what        {finding.What}");
            Output.Line($"    what to do  {finding.Remedy}");
        }

        Output.Line(findings.Count == 0
            ? "The master data is in order."
            : $"{findings.Count} to mend: {string.Join(", ", findings.GroupBy(finding => finding.Kind).OrderBy(kind => kind.Key).Select(kind => $"{kind.Count()} {Output.Word(kind.Key)}"))}.");
    }
}
