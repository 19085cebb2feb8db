using System.CommandLine;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>integration queues</summary>
internal static class QueuesVerb
{
    public static Command Create()
    {
        var settings = CommonOptions.SettingsFile();
        var json = CommonOptions.Json();
        var command = new Command("queues", "What waits, per stage and state: depth, age of the oldest, next try; and what is paused.") { settings, json };
        command.Runs(async (parsed, cancellationToken) =>
        {
            await using var journal = await JournalSession.OpenAsync(parsed.GetValue(settings), cancellationToken);
            var queues = await journal.QueuesAsync(cancellationToken);
            var pauses = await journal.PausesAsync(cancellationToken);
            if (parsed.GetValue(json))
            {
                Output.Json(new { Queues = queues, Pauses = pauses });
                return ExitCode.Done;
            }

            Output.Table(
                "Queues",
                ["stage", "state", "depth", "oldest", "next due"],
                queues.Select(queue => (IReadOnlyList<string>)[queue.Stage, queue.State, Output.Number(queue.Depth), Output.Time(queue.Oldest), Output.Time(queue.NextDue)]));
            foreach (var pause in pauses)
            {
                Output.Line($"PAUSED {pause.Scope} since {Output.Time(pause.Since)} by {pause.Author}: {pause.Reason}");
            }

            return ExitCode.Done;
        });
        return command;
    }
}
