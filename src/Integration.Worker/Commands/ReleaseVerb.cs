using System.CommandLine;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>integration release</summary>
internal static class ReleaseVerb
{
    public static Command Create()
    {
        var settings = CommonOptions.SettingsFile();
        var kind = new Argument<string>("kind") { Description = "As 'integration exceptions' shows it: ParkedPosting, HeldPosting…; answers for those senders asked for." };
        var subject = new Argument<string>("subject") { Description = "As 'integration exceptions' shows it." };
        var reason = CommonOptions.Reason(required: false);
        var by = CommonOptions.By();
        var command = new Command("release", "Make due again what waits for one cause, once it is mended; exit code 1 if nothing waits for it.") { kind, subject, reason, by, settings };
        command.Runs(async (parsed, cancellationToken) =>
        {
            await using var journal = await JournalSession.OpenAsync(parsed.GetValue(settings), cancellationToken);
            var released = await journal.ReleaseAsync(parsed.GetRequiredValue(kind), parsed.GetRequiredValue(subject), parsed.Sign(by, reason), cancellationToken);
            Output.Line($"{released} released.");
            return released > 0 ? ExitCode.Done : ExitCode.Found;
        });
        return command;
    }
}
