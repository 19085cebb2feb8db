using System.CommandLine;
using Integration.Contracts;
using Integration.Mapping.Master;
using Integration.Odoo;
using Integration.Pipeline;
using Integration.Worker.Hosting;
using Integration.Worker.Master;
using Integration.Worker.Provisioning;

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
        var odoo = new Option<bool>("--odoo") { Description = "Also what changed in Odoo: archived, renamed, doubled, gone, or counted in another unit." };
        var command = new Command("check", "Gaps, conflicts, orphans and units that do not convert in the code tables, each with its place and what to do; exit code 1 if there is any.") { journal, odoo, settings, json };
        command.Runs(async (parsed, cancellationToken) =>
        {
            var configuration = WorkerConfiguration.Read(parsed.GetValue(settings));
            var files = MasterFiles.Read(configuration);
            CodeTables? kept = null;
            if (parsed.GetValue(journal))
            {
                await using var opened = await JournalSession.OpenAsync(parsed.GetValue(settings), cancellationToken);
                kept = await opened.ReadTablesAsync(cancellationToken);
            }

            List<MasterFinding> findings = [.. kept is null ? files.Check() : files.Check(kept)];
            if (parsed.GetValue(odoo))
            {
                findings.AddRange(await DriftAsync(configuration, kept ?? files.Tables(), cancellationToken));
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

    private static async Task<IReadOnlyList<MasterFinding>> DriftAsync(IConfiguration configuration, CodeTables tables, CancellationToken cancellationToken)
    {
        var errors = new List<string>();
        var databases = OdooSettings.ReadAll(configuration, errors);
        if (errors.Count > 0)
        {
            throw new SettingsException(errors);
        }

        var findings = new List<MasterFinding>();
        foreach (var database in databases)
        {
            var client = new OdooClient(OdooHttp.Create(database.Connection), database.Connection, TimeProvider.System);
            findings.AddRange((await new MasterDrift(client).RunAsync(tables, NetworkFiles.Find(configuration), cancellationToken))
                .Select(finding => databases.Count == 1 ? finding : finding with { Place = $"{finding.Place} {database.Name}" }));
        }

        return findings;
    }

    private static void Print(List<MasterFinding> findings)
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
