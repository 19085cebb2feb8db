using System.CommandLine;
using System.Globalization;
using Integration.Journal;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>integration audit</summary>
internal static class AuditVerb
{
    /// <summary>Acts shown at most; a longer list is asked for by its time.</summary>
    public const int Most = 500;

    public static Command Create()
    {
        var settings = CommonOptions.SettingsFile();
        var json = CommonOptions.Json();
        var since = CommonOptions.Since();
        var command = new Command("audit", "Who ordered what, what it changed, and why; the newest first.") { since, settings, json };
        command.Runs(async (parsed, cancellationToken) =>
        {
            await using var journal = await JournalSession.OpenAsync(parsed.GetValue(settings), cancellationToken);
            var found = await journal.AuditAsync(Moments.Read("--since", parsed.GetValue(since)), Most + 1, cancellationToken);
            var shown = found.Take(Most).ToList();
            if (parsed.GetValue(json))
            {
                Output.Json(shown.Select(entry => new
                {
                    entry.Id,
                    entry.At,
                    entry.By.Author,
                    entry.Act.Command,
                    entry.Act.ScopeKind,
                    entry.Act.Scope,
                    entry.By.Reason,
                    Before = Output.Parsed(entry.Act.Before),
                    After = Output.Parsed(entry.Act.After),
                }));
                return ExitCode.Done;
            }

            foreach (var entry in shown)
            {
                Print(entry);
            }

            Output.Line(shown.Count == 0 ? "No act is kept." : string.Create(CultureInfo.InvariantCulture, $"{shown.Count} acts."));
            if (found.Count > Most)
            {
                Output.Line($"There are more, older than {Output.Time(shown[^1].At)}; the journal keeps them all.");
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(AuditEntry entry)
    {
        Output.Line($"{Output.Time(entry.At)}  {entry.By.Author}  {entry.Act.Command}  {entry.Act.ScopeKind} {entry.Act.Scope}");
        if (entry.By.Reason is not null)
        {
            Output.Line($"    why     {entry.By.Reason}");
        }

        if (entry.Act.Before is not null || entry.Act.After is not null)
        {
            Output.Line($"    change  {entry.Act.Before ?? "nothing"} → {entry.Act.After ?? "nothing"}");
        }
    }
}
