using System.CommandLine;
using System.Globalization;
using Integration.Journal;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>integration ledger</summary>
internal static class LedgerVerb
{
    public static Command Create()
    {
        var settings = CommonOptions.SettingsFile();
        var json = CommonOptions.Json();
        var command = new Command("ledger", "What became of every message and posting, by interface and day; exit code 1 if a row does not balance.") { settings, json };
        command.Runs(async (parsed, cancellationToken) =>
        {
            await using var journal = await JournalSession.OpenAsync(parsed.GetValue(settings), cancellationToken);
            var ledger = await journal.LedgerAsync(cancellationToken);
            if (parsed.GetValue(json))
            {
                Output.Json(new { ledger.Messages, ledger.Postings, ledger.Contracts, ledger.Balanced });
            }
            else
            {
                Print(ledger);
            }

            return ledger.Balanced ? ExitCode.Done : ExitCode.Found;
        });
        return command;
    }

    public static void Print(Ledger ledger)
    {
        Output.Table(
            "Messages",
            ["interface", "day", "received", .. Enum.GetNames<MessageOutcome>().Select(Words), "balance"],
            ledger.Messages.Select(row => (IReadOnlyList<string>)[row.Interface, Day(row.Day), Output.Number(row.Received), .. Counts(row.Outcomes), Balance(row.Balanced)]));
        Output.Table(
            "Postings (revisions)",
            ["interface", "day", "made", .. Enum.GetNames<PostingState>().Select(Words), "balance"],
            ledger.Postings.Select(row => (IReadOnlyList<string>)[row.Interface, Day(row.Day), Output.Number(row.Made), .. Counts(row.Outcomes), Balance(row.Balanced)]));
        Output.Line(ledger.Balanced ? "The ledger balances." : "The ledger does NOT balance: something was lost or counted twice. Keep the journal and report this.");
    }

    private static IEnumerable<string> Counts<T>(IReadOnlyDictionary<T, long> outcomes)
        where T : struct, Enum => Enum.GetValues<T>().Select(outcome => Output.Number(outcomes.GetValueOrDefault(outcome)));

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Words(string name) => name == nameof(MessageOutcome.InFlight) ? "in flight" : name.ToLowerInvariant();

    private static string Balance(bool balanced) => balanced ? "ok" : "BROKEN";
}
