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
        var command = new Command("resume", "Let a paused interface, or writing to Odoo, go on.") { scope, settings };
        command.Runs(async (parsed, cancellationToken) =>
        {
            await using var journal = await JournalSession.OpenAsync(parsed.GetValue(settings), cancellationToken);
            var was = await journal.ResumeAsync(parsed.GetRequiredValue(scope), Environment.UserName, cancellationToken);
            Output.Line(was ? $"Resumed {parsed.GetValue(scope)}." : $"{parsed.GetValue(scope)} was not paused.");
            return was ? ExitCode.Done : ExitCode.Found;
        });
        return command;
    }
}
