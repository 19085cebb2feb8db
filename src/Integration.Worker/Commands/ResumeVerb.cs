using System.CommandLine;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>integration resume</summary>
internal static class ResumeVerb
{
    public static Command Create()
    {
        var settings = CommonOptions.SettingsFile();
        var scope = PauseVerb.Scope();
        var reason = CommonOptions.Reason(required: false);
        var by = CommonOptions.By();
        var command = new Command("resume", "Let a paused interface, or writing to Odoo, go on.") { scope, reason, by, settings };
        command.Runs(async (parsed, cancellationToken) =>
        {
            await using var journal = await JournalSession.OpenAsync(parsed.GetValue(settings), cancellationToken);
            var was = await journal.ResumeAsync(parsed.GetRequiredValue(scope), parsed.Sign(by, reason), cancellationToken);
            Output.Line(was ? $"Resumed {parsed.GetValue(scope)}." : $"{parsed.GetValue(scope)} was not paused.");
            return was ? ExitCode.Done : ExitCode.Found;
        });
        return command;
    }
}
