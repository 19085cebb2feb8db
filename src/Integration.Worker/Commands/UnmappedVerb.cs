using System.CommandLine;
using Integration.Contracts;
using Integration.Pipeline;
using Integration.Security;
using Integration.Worker.Hosting;
using Integration.Worker.Master;

namespace Integration.Worker.Commands;

/// <summary>integration unmapped</summary>
internal static class UnmappedVerb
{
    public static Command Create()
    {
        var settings = CommonOptions.SettingsFile();
        var json = CommonOptions.Json();
        var command = new Command("unmapped", "Codes without a row, the most urgent first: what waits for each, when and how much is needed, what it is worth, and what it could be. Exit code 1 if there is any.") { settings, json };
        command.Runs(async (parsed, cancellationToken) =>
        {
            var configuration = WorkerConfiguration.Read(parsed.GetValue(settings));
            var errors = new List<string>();
            var files = MappingFiles.Read(configuration, errors);
            // Nothing that is shown depends on the hash, so that the key need not be at hand here.
            var hash = new KeyedHash(Settings.Bind<SecurityOptions>(configuration, SecurityOptions.Section, errors).ReadKey([]) ?? System.Text.Encoding.UTF8.GetBytes(SecurityOptions.DemoKey));
            if (errors.Count > 0)
            {
                throw new SettingsException(errors);
            }

            await using var journal = await JournalSession.OpenAsync(parsed.GetValue(settings), cancellationToken);
            var report = new UnmappedReport(journal, new Translator(files!.Interfaces, files.Mappings, hash), MasterFiles.Read(configuration).Schema, NetworkNames.Read(configuration));
            var entries = await report.RunAsync(cancellationToken);
            if (parsed.GetValue(json))
            {
                Output.Json(entries);
            }
            else
            {
                Print(entries);
            }

            return entries.Count == 0 ? ExitCode.Done : ExitCode.Found;
        });
        return command;
    }

    private static void Print(IReadOnlyList<UnmappedEntry> entries)
    {
        foreach (var entry in entries)
        {
            Output.Line($"{entry.Table}: {entry.Code}");
            Output.Line($"    waiting     {Counted(entry.Waiting, "message")}{(entry.Behind > 0 ? $" and {entry.Behind} behind them" : "")} since {Output.Time(entry.Since)}, such as {string.Join(", ", entry.Messages.Take(3))}");
            Output.Line($"    needed      {(entry.NeededAt is null ? "unknown" : $"from {Output.Time(entry.NeededAt)}")}{Quantities(entry)}{(entry.Value is { } value ? $", worth about {value:0.00}" : "")}");
            if (entry.Owner is not null)
            {
                Output.Line($"    decides     {entry.Owner}");
            }

            foreach (var candidate in entry.Candidates)
            {
                Output.Line($"    candidate   {string.Join(", ", candidate.Values)}: {candidate.Reason}");
                Output.Line($"                {candidate.Command}");
            }

            if (entry.Candidates.Count == 0)
            {
                Output.Line($"    what to do  {entry.Command}");
            }
        }

        Output.Line(entries.Count == 0 ? "Every code has its row." : $"{Counted(entries.Count, "code")} without a row.");
    }

    private static string Quantities(UnmappedEntry entry) => entry.Quantities.Count == 0
        ? $", {Counted(entry.Lines, "line")}"
        : $", {Counted(entry.Lines, "line")}, {string.Join(" and ", entry.Quantities.Select(one => one.Unit is null ? $"{Neutral.Number(one.Quantity)} in a unit not known yet" : $"{Neutral.Number(one.Quantity)} {one.Unit}"))}";

    private static string Counted(long count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
