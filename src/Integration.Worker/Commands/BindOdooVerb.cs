using System.CommandLine;
using Integration.Contracts;
using Integration.Journal;
using Integration.Pipeline;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>integration bind-odoo</summary>
internal static class BindOdooVerb
{
    public static Command Create()
    {
        var settings = CommonOptions.SettingsFile();
        var name = new Argument<string>("database") { Description = "Name of the database in Integration:Odoo.", DefaultValueFactory = _ => InterfaceDefinition.MainDatabase };
        var confirm = new Option<bool>("--confirm") { Description = "Bind this journal to the Odoo database that answers now." };
        var reason = CommonOptions.Reason(required: false);
        var by = CommonOptions.By();
        var command = new Command("bind-odoo", "Show which Odoo database this journal is bound to; bind it to another after a move or a restore.") { name, confirm, reason, by, settings };
        command.Validators.Add(result =>
        {
            if (result.GetValue(confirm) && string.IsNullOrWhiteSpace(result.GetValue(reason)))
            {
                result.AddError("--confirm needs a --reason: from now on everything is posted into the database that answers.");
            }
        });
        command.Runs(async (parsed, cancellationToken) =>
        {
            await using var worker = await WorkerHost.OpenAsync(Settings.Read(WorkerConfiguration.Read(parsed.GetValue(settings)), Roles.All), cancellationToken);
            var journal = worker.Services.GetRequiredService<IJournal>();
            if (worker.Services.GetRequiredService<OdooDatabases>().Find(parsed.GetRequiredValue(name)) is not { } database)
            {
                throw new SettingsException([$"Integration:Odoo has no database '{parsed.GetValue(name)}'."]);
            }

            var found = await database.Fingerprint.ReadAsync(database.Client, cancellationToken);
            var bound = await journal.BindDatabaseAsync(database.Name, found, parsed.GetValue(confirm) ? parsed.Sign(by, reason) : null, cancellationToken);
            Output.Line($"Answers now: {found}{Environment.NewLine}Bound to:    {bound}");
            if (bound == found)
            {
                return ExitCode.Done;
            }

            Output.Line($"They differ, so nothing is posted. If this is the right database: integration bind-odoo {database.Name} --confirm --reason '…'");
            return ExitCode.Found;
        });
        return command;
    }
}
