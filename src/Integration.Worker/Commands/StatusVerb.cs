using System.CommandLine;
using Integration.Contracts;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>integration status</summary>
internal static class StatusVerb
{
    private const int Most = 50;

    public static Command Create()
    {
        var settings = CommonOptions.SettingsFile();
        var json = CommonOptions.Json();
        var what = new Argument<string>("record") { Description = "External id (integration.case_12_g1), or the origin shown in Odoo (a requisition's number, CASE- and the start of a case's hash)." };
        var command = new Command("status", "What became of records in Odoo: requested, ordered, received, cancelled… with dates; exit code 1 if nothing is known.") { what, settings, json };
        command.Runs(async (parsed, cancellationToken) =>
        {
            await using var journal = await JournalSession.OpenAsync(parsed.GetValue(settings), cancellationToken);
            var found = await journal.StatusAsync(parsed.GetRequiredValue(what), Most, cancellationToken);
            if (parsed.GetValue(json))
            {
                Output.Json(found);
                return found.Count > 0 ? ExitCode.Done : ExitCode.Found;
            }

            foreach (var posting in found)
            {
                Output.Line($"{posting.ExternalId}: {posting.Model},{Output.Number(posting.OdooId ?? 0)}; the newest revision is {posting.State.ToString().ToLowerInvariant()}{(posting.Reason is null ? "" : $": {posting.Reason}")}");
                if (posting.Statuses.Count == 0)
                {
                    Output.Line("    Odoo was not looked at since; it is at every Integration:Pipeline:ObserveEvery.");
                    continue;
                }

                Output.Table(
                    "Statuses",
                    ["Odoo's time", "status", "state in Odoo", "more", "seen"],
                    posting.Statuses.Select(entry => (IReadOnlyList<string>)
                    [
                        Output.Time(entry.At), Word(entry.Status), entry.OdooState ?? "-", string.Join(", ", entry.Values.Select(value => $"{value.Key} {value.Value}")), Output.Time(entry.ObservedAt),
                    ]));
            }

            if (found.Count == 0)
            {
                Output.Line("Nothing is known of it.");
            }

            return found.Count > 0 ? ExitCode.Done : ExitCode.Found;
        });
        return command;
    }

    private static string Word(ObservedStatus status) => status == ObservedStatus.PartlyReceived ? "partly received" : status.ToString().ToLowerInvariant();
}
