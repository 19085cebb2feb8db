using System.CommandLine;
using System.Data.Common;
using Integration.Contracts;
using Integration.Journal;
using Microsoft.Extensions.Logging.Abstractions;
using Integration.Mapping;
using Integration.Pipeline;
using Integration.Security;
using Integration.Worker.Hosting;
using Integration.Worker.Preview;

namespace Integration.Worker.Commands;

/// <summary>integration preview</summary>
internal static class PreviewVerb
{
    public static Command Create()
    {
        var settings = CommonOptions.SettingsFile();
        var json = CommonOptions.Json();
        var contents = CommonOptions.ShowContents();
        var file = new Argument<FileInfo?>("message file") { Description = "One HL7 v2 message, or one FHIR resource (or a bundle with it first); none with --as-post.", Arity = ArgumentArity.ZeroOrOne };
        var asPost = new Option<bool>("--as-post") { Description = "In place of a message: what the interface's waiting postings would do in Odoo if it posted now." };
        var name = new Option<string>("--interface") { Description = "Which interface it would come through.", Required = true };
        var command = new Command("preview", "Show what would become of a message: fields used and unused, table look-ups, contracts, records, the calls to Odoo. Nothing is done.")
        {
            file, name, asPost, settings, contents, json,
        };
        command.Runs(async (parsed, cancellationToken) =>
        {
            var configuration = WorkerConfiguration.Read(parsed.GetValue(settings));
            if (parsed.GetValue(asPost))
            {
                await using var worker = await WorkerHost.OpenAsync(Settings.Read(configuration, Roles.All), cancellationToken);
                var plan = await PlanPrinter.PlanAsync(worker.Services.GetRequiredService<GoLiveRun>(), parsed.GetRequiredValue(name), cancellationToken);
                PlanPrinter.Print(plan, parsed.GetValue(json));
                return plan.Any(one => one.Act is PlannedAct.Ambiguous or PlannedAct.Conflict) ? ExitCode.Found : ExitCode.Done;
            }

            var errors = new List<string>();
            var files = MappingFiles.Read(configuration, errors);
            var feed = files?.Interfaces.FirstOrDefault(one => one.Name == parsed.GetValue(name));
            if (files is not null && feed is null)
            {
                errors.Add($"--interface: there is no interface '{parsed.GetValue(name)}'; there are {string.Join(", ", files.Interfaces.Select(one => one.Name))}.");
            }

            var path = parsed.GetValue(file);
            if (path is null)
            {
                errors.Add("Name a message file, or ask for --as-post.");
            }
            else if (!path.Exists)
            {
                errors.Add($"There is no file {path.FullName}.");
            }

            if (errors.Count > 0)
            {
                throw new SettingsException(errors);
            }

            var preview = new MessagePreview(files!.Mappings, feed!, await TablesAsync(configuration, files.Mappings, cancellationToken), HashKey(configuration));
            var report = preview.Run(await File.ReadAllBytesAsync(path!.FullName, cancellationToken), TimeProvider.System.GetUtcNow(), parsed.GetValue(contents));
            if (parsed.GetValue(json))
            {
                Output.Json(report);
            }
            else
            {
                PreviewPrinter.Print(report);
            }

            return report.Problems.Count == 0 && report.Unmapped.Count == 0 ? ExitCode.Done : ExitCode.Found;
        });
        return command;
    }

    /// <summary>The journal's tables where a journal is configured and answers, else the seeds.</summary>
    private static async Task<CodeTables> TablesAsync(IConfiguration configuration, MappingSet mappings, CancellationToken cancellationToken)
    {
        var errors = new List<string>();
        var options = Settings.Bind<JournalOptions>(configuration, JournalOptions.Section, errors);
        if (errors.Count > 0 || options.Errors().Count > 0)
        {
            return mappings.SeedTables();
        }

        try
        {
            await using var journal = JournalRegistration.Open(options, NullLoggerFactory.Instance);
            var tables = await journal.ReadTablesAsync(cancellationToken);
            return tables.Names.Count > 0 ? tables : mappings.SeedTables();
        }
        catch (Exception fault) when (fault is JournalUnavailableException or DbException)
        {
            // Away, or without its schema yet: a preview makes none.
            return mappings.SeedTables();
        }
    }

    /// <summary>Hashes in a preview need not be the real ones: without a key, the demo's serves.</summary>
    private static KeyedHash HashKey(IConfiguration configuration) =>
        new(Settings.Bind<SecurityOptions>(configuration, SecurityOptions.Section, []).ReadKey([]) ?? System.Text.Encoding.UTF8.GetBytes(SecurityOptions.DemoKey));
}
