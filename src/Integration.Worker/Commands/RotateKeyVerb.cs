using System.CommandLine;
using System.Text.Json;
using Integration.Contracts;
using Integration.Journal;
using Integration.Odoo;
using Integration.Pipeline;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>integration rotate-key</summary>
internal static class RotateKeyVerb
{
    public static Command Create()
    {
        var settings = CommonOptions.SettingsFile();
        var database = new Option<string>("--database") { Description = "Name of the database in Integration:Odoo.", DefaultValueFactory = _ => InterfaceDefinition.MainDatabase };
        var reason = CommonOptions.Reason(required: false);
        var by = CommonOptions.By();
        var command = new Command("rotate-key", "Replace the API key in SecretFile by a new one, with the password in PasswordFile; the old one stands until the new one works.") { database, reason, by, settings };
        command.Runs(async (parsed, cancellationToken) =>
        {
            var databases = Settings.Read(WorkerConfiguration.Read(parsed.GetValue(settings)), Roles.All).Stages.Odoo;
            var name = parsed.GetRequiredValue(database);
            var connection = databases.FirstOrDefault(one => one.Name == name)?.Connection ?? throw new SettingsException([$"{OdooSettings.Section} has no database '{name}'."]);
            using var http = OdooHttp.Create(connection);
            var keys = new KeyRotation(new OdooClient(http, connection, TimeProvider.System), connection, TimeProvider.System);
            if (!keys.IsUnattended)
            {
                throw new SettingsException([$"{OdooSettings.Section}:{name}: SecretFile and PasswordFile are both needed; Odoo makes a key only for the user's password."]);
            }

            await using var journal = await JournalSession.OpenAsync(parsed.GetValue(settings), cancellationToken);
            var rotated = await keys.RotateAsync(cancellationToken);
            await journal.RecordActAsync(new Act("rotate-key", "odoo", name, null, JsonSerializer.Serialize(new { key = rotated.Name, days = rotated.Days })), parsed.Sign(by, reason), cancellationToken);
            Output.Line($"New key '{rotated.Name}' for {connection.User} in {connection.Database}: {rotated.Days} days. Running workers take it up by themselves.");
            Output.Line(rotated.Removed is { } removed ? $"Removed: '{removed}'." : "The key before was not made by rotation, or could not be removed: remove it in Odoo under My Profile, Account Security, or let it end.");
            return ExitCode.Done;
        });
        return command;
    }
}
