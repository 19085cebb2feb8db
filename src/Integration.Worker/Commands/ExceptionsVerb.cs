using System.CommandLine;
using Integration.Contracts;
using Integration.Journal;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>integration exceptions</summary>
internal static class ExceptionsVerb
{
    public static Command Create()
    {
        var settings = CommonOptions.SettingsFile();
        var json = CommonOptions.Json();
        var command = new Command("exceptions", "What needs a person, one row per cause: unmapped codes, missing references, parked work, answers nobody took; exit code 1 if there is any.") { settings, json };
        command.Runs(async (parsed, cancellationToken) =>
        {
            await using var journal = await JournalSession.OpenAsync(parsed.GetValue(settings), cancellationToken);
            var exceptions = await journal.ExceptionsAsync(cancellationToken);
            if (parsed.GetValue(json))
            {
                Output.Json(exceptions);
                return exceptions.Count == 0 ? ExitCode.Done : ExitCode.Found;
            }

            Print(exceptions);
            return exceptions.Count == 0 ? ExitCode.Done : ExitCode.Found;
        });
        return command;
    }

    public static void Print(IReadOnlyList<ExceptionEntry> exceptions)
    {
        if (exceptions.Count == 0)
        {
            Output.Line("Nothing needs a person.");
            return;
        }

        foreach (var entry in exceptions)
        {
            Output.Line($"{entry.Kind}: {entry.Subject}");
            Output.Line($"    waiting     {entry.Waiting} since {Output.Time(entry.Since)}, such as {string.Join(", ", entry.Examples)}");
            if (entry.Behind > 0)
            {
                Output.Line($"    behind      {entry.Behind} later messages of the same keys wait for it");
            }

            Output.Line($"    why         {entry.Reason}");
            Output.Line($"    what to do  {entry.Remedy}");
            if (entry.Kind != nameof(FailureKind.Unmapped))
            {
                Output.Line($"    release     integration release {entry.Kind} '{entry.Subject.Replace("'", "'\\''", StringComparison.Ordinal)}'");
            }

            if (entry.Kind == "ParkedMessage")
            {
                Output.Line($"    or give up  integration settle message {entry.Examples[0]} --reason '…'");
            }
        }
    }
}
