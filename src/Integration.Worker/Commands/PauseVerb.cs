using System.CommandLine;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>integration pause</summary>
internal static class PauseVerb
{
    public static Argument<string> Scope()
    {
        var scope = new Argument<string>("scope") { Description = "odoo (all writing to Odoo), odoo:<database> or interface:<name>." };
        scope.Validators.Add(result =>
        {
            var text = result.GetValueOrDefault<string>();
            if (text is null || (text != "odoo" && !Names(text, "odoo:") && !Names(text, "interface:")))
            {
                result.AddError($"The scope is odoo, odoo:<database> or interface:<name>, not '{text}'.");
            }
        });
        return scope;
    }

    private static bool Names(string scope, string prefix) => scope.StartsWith(prefix, StringComparison.Ordinal) && scope.Length > prefix.Length;

    public static Command Create()
    {
        var settings = CommonOptions.SettingsFile();
        var scope = Scope();
        var reason = CommonOptions.Reason(required: true);
        var by = CommonOptions.By();
        var command = new Command("pause", "Stop an interface or all writing to Odoo before the next call; messages are still accepted and kept.") { scope, reason, by, settings };
        command.Runs(async (parsed, cancellationToken) =>
        {
            await using var journal = await JournalSession.OpenAsync(parsed.GetValue(settings), cancellationToken);
            await journal.PauseAsync(parsed.GetRequiredValue(scope), parsed.Sign(by, reason), cancellationToken);
            Output.Line($"Paused {parsed.GetValue(scope)}. Messages are still accepted. Resume with: integration resume {parsed.GetValue(scope)}");
            return ExitCode.Done;
        });
        return command;
    }
}
