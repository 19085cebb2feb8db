using System.CommandLine;
using Integration.Contracts;
using Integration.Journal;
using Integration.Mapping.Master;
using Integration.Odoo;
using Integration.Pipeline;
using Integration.Worker.Hosting;
using Integration.Worker.Master;
using Integration.Worker.Provisioning;

namespace Integration.Worker.Commands;

/// <summary>integration master check, changes, accept</summary>
internal static class MasterVerb
{
    /// <summary>Most items of the item masters that are looked through.</summary>
    private const int MostItems = 50_000;

    public static Command Create() => new("master", "The master data: items, units, vendors, places, cards and the other code tables.") { Check(), Changes(), Accept() };

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

    private static Command Changes()
    {
        var settings = CommonOptions.SettingsFile();
        var json = CommonOptions.Json();
        var command = new Command("changes", "What item masters ask to change in the code tables. Nothing of it holds before a person accepts it; exit code 1 if there is any.") { settings, json };
        command.Runs(async (parsed, cancellationToken) =>
        {
            await using var journal = await JournalSession.OpenAsync(parsed.GetValue(settings), cancellationToken);
            var changes = await ChangesAsync(journal, parsed.GetValue(settings), cancellationToken);
            if (parsed.GetValue(json))
            {
                Output.Json(changes);
                return changes.Count == 0 ? ExitCode.Done : ExitCode.Found;
            }

            foreach (var change in changes)
            {
                Output.Line($"{change.Code}{(change.Description is null ? "" : $" {change.Description}")}: {Output.Word(change.Action)} by {change.Interface}, stated {Output.Time(change.StatedAt)}, holds from {Output.Time(change.EffectiveFrom)}");
                foreach (var row in change.Rows)
                {
                    Output.Line($"    {row.Table,-18} {string.Join(',', row.Values)}{(row.Was is null ? "" : $" in place of {string.Join(',', row.Was)}")}");
                }

                if (change.IsKeptByLot)
                {
                    Output.Line("    in Odoo            have it traced by lots: the sender keeps it by lot");
                }

                var waits = change.TooEarlyFor(TimeProvider.System.GetUtcNow()).Count > 0 ? $", from {Output.Time(change.EffectiveFrom)} on" : "";
                Output.Line(change.Note is null ? $"    what to do         integration master accept {Shell.Quoted(change.Code)}{waits}" : $"    what to do         {change.Note}");
            }

            Output.Line(changes.Count == 0 ? "No item master asks for a change." : $"{changes.Count} items to decide on.");
            return changes.Count == 0 ? ExitCode.Done : ExitCode.Found;
        });
        return command;
    }

    private static Command Accept()
    {
        var settings = CommonOptions.SettingsFile();
        var code = new Argument<string>("code") { Description = "As in master changes." };
        var reason = CommonOptions.Reason(required: false);
        var by = CommonOptions.By();
        var command = new Command("accept", "Take what the item master says of one item into the code tables, and release, in order, what waited for it.") { code, reason, by, settings };
        command.Runs(async (parsed, cancellationToken) =>
        {
            await using var journal = await JournalSession.OpenAsync(parsed.GetValue(settings), cancellationToken);
            var change = (await ChangesAsync(journal, parsed.GetValue(settings), cancellationToken)).FirstOrDefault(one => one.Code == parsed.GetValue(code));
            if (change is null || change.Rows.Count == 0)
            {
                await Console.Error.WriteLineAsync($"No item master asks for rows of {parsed.GetValue(code)}: integration master changes.");
                return ExitCode.Unusable;
            }

            if (change.TooEarlyFor(TimeProvider.System.GetUtcNow()) is { Count: > 0 } undated)
            {
                await Console.Error.WriteLineAsync(
                    $"{change.Code} changes {Output.Time(change.EffectiveFrom)}, and {string.Join(", ", undated)} {(undated.Count == 1 ? "has" : "have")} no column '{CodeTable.From}': the rows would hold at once. Nothing was taken; accept it then.");
                return ExitCode.Unusable;
            }

            var released = 0;
            foreach (var row in change.Rows)
            {
                // Each is a revision of its own; stopped in between, the rest is still asked for.
                released += (await journal.MapCodeAsync(row.Table, row.Values, parsed.Sign(by, reason), cancellationToken)).Released;
            }

            Output.Line($"{change.Rows.Count} rows of {change.Code} were taken; {released} messages were released.");
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<IReadOnlyList<MasterChange>> ChangesAsync(IJournal journal, FileInfo? settings, CancellationToken cancellationToken)
    {
        var errors = new List<string>();
        return MappingFiles.Read(WorkerConfiguration.Read(settings), errors) is { } files
            ? MasterChanges.Of(await journal.NewestContractsAsync(MasterRecord.ContractName, MostItems, cancellationToken), await journal.ReadTablesAsync(cancellationToken), files.Interfaces)
            : throw new SettingsException(errors);
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
