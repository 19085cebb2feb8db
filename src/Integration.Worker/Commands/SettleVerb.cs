using System.CommandLine;
using Integration.Journal;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>integration settle</summary>
internal static class SettleVerb
{
    public static Command Create() => new("settle", "Decide for good what waits for a decision.") { Message() };

    private static Command Message()
    {
        var settings = CommonOptions.SettingsFile();
        var sequence = new Argument<long>("sequence") { Description = "Of the message, as 'integration exceptions' shows it." };
        var reason = CommonOptions.Reason(required: true);
        var by = CommonOptions.By();
        var command = new Command("message", "Give up a held or parked message for good: it never takes effect, and what waits behind it goes on. Exit code 1 if it waits for nothing.") { sequence, reason, by, settings };
        command.Runs(async (parsed, cancellationToken) =>
        {
            await using var journal = await JournalSession.OpenAsync(parsed.GetValue(settings), cancellationToken);
            var message = parsed.GetRequiredValue(sequence);
            if (await journal.SettleMessageAsync(message, parsed.Sign(by, reason), cancellationToken) is { } settled)
            {
                Output.Line($"Message {message} was {settled.Was.ToString().ToLowerInvariant()} and is given up: suppressed by the rule '{MessageSettlement.Rule}'. {settled.Released} messages that waited behind it go on.");
                return ExitCode.Done;
            }

            var found = await journal.FindMessageAsync(message, cancellationToken);
            Output.Line(found is null ? $"There is no message {message}." : $"Message {message} is neither held nor parked: {Words(found.Outcome)}. Nothing was done.");
            return ExitCode.Found;
        });
        return command;
    }

    private static string Words(MessageOutcome outcome) => outcome == MessageOutcome.InFlight ? "it is in flight" : $"it was {outcome.ToString().ToLowerInvariant()}";
}
