using System.CommandLine;
using Integration.Journal;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>integration queues</summary>
internal static class QueuesVerb
{
    public static Command Create()
    {
        var settings = CommonOptions.SettingsFile();
        var json = CommonOptions.Json();
        var command = new Command("queues", "What waits, by database, interface, stage and number of tries: depth, the oldest, the next try; and what is paused.") { settings, json };
        command.Runs(async (parsed, cancellationToken) =>
        {
            await using var journal = await JournalSession.OpenAsync(parsed.GetValue(settings), cancellationToken);
            var queues = await journal.QueueDetailsAsync(cancellationToken);
            var pauses = await journal.PausesAsync(cancellationToken);
            var stopped = pauses.Select(pause => pause.Scope).ToHashSet(StringComparer.Ordinal);
            if (parsed.GetValue(json))
            {
                Output.Json(new
                {
                    Queues = queues.Select(queue => new { queue.Database, queue.Interface, queue.Stage, queue.State, queue.Level, queue.Depth, queue.Oldest, queue.NextDue, Paused = IsPaused(queue, stopped) }),
                    Pauses = pauses,
                });
                return ExitCode.Done;
            }

            if (queues.Count == 0)
            {
                Output.Line("Nothing waits.");
            }
            else
            {
                Output.Table(
                    "What waits",
                    ["database", "interface", "stage", "state", "tries", "depth", "oldest", "next try"],
                    queues.Select(queue => (IReadOnlyList<string>)
                    [
                        queue.Database ?? "-", queue.Interface, queue.Stage, queue.State, Output.Number(queue.Level), Output.Number(queue.Depth), Output.Time(queue.Oldest),
                        IsPaused(queue, stopped) ? "PAUSED" : queue.State is "held" or "parked" ? "when a person decides" : Output.Time(queue.NextDue),
                    ]));
            }

            if (queues.Any(queue => queue.State is "held" or "parked"))
            {
                Output.Line("What is held or parked waits for a person: 'integration exceptions' says for what.");
            }

            foreach (var pause in pauses)
            {
                Output.Line($"PAUSED {pause.Scope} since {Output.Time(pause.Since)} by {pause.Author}: {pause.Reason}");
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static bool IsPaused(QueueDetail queue, HashSet<string> scopes) =>
        scopes.Contains($"interface:{queue.Interface}") || (queue.Stage == "deliver" && (scopes.Contains("odoo") || scopes.Contains($"odoo:{queue.Database}")));
}
