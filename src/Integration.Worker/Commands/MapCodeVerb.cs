using System.CommandLine;
using Integration.Contracts;
using Integration.Mapping.Master;
using Integration.Worker.Hosting;
using Integration.Worker.Master;

namespace Integration.Worker.Commands;

/// <summary>integration map-code</summary>
internal static class MapCodeVerb
{
    public static Command Create()
    {
        var settings = CommonOptions.SettingsFile();
        var table = new Argument<string>("table") { Description = "Code table: items, units, preference-cards…" };
        var values = new Argument<string[]>("column=value")
        {
            Description = "One for every column of the table, such as: sender=NORTH code=S1786 item=1007",
            Arity = ArgumentArity.OneOrMore,
        };
        var reason = CommonOptions.Reason(required: false);
        var by = CommonOptions.By();
        var command = new Command("map-code", "Add a row to a code table and release, in order, what waits for it.") { table, values, reason, by, settings };
        command.Runs(async (parsed, cancellationToken) =>
        {
            await using var journal = await JournalSession.OpenAsync(parsed.GetValue(settings), cancellationToken);
            var tables = await journal.ReadTablesAsync(cancellationToken);
            var name = parsed.GetRequiredValue(table);
            if (tables.Table(name) is not { } found)
            {
                await Console.Error.WriteLineAsync($"There is no code table '{name}'. There are: {string.Join(", ", tables.Names.Order())}.");
                return ExitCode.Unusable;
            }

            var given = parsed.GetRequiredValue(values).Select(pair => pair.Split('=', 2)).ToList();
            var wrong = given.Where(pair => pair.Length != 2 || found.IndexOf(pair[0]) < 0).Select(pair => pair[0]).ToList();
            var missing = found.Columns.Where(column => column is not (CodeTable.From or CodeTable.Until) && given.All(pair => pair[0] != column)).ToList();
            if (wrong.Count > 0 || missing.Count > 0)
            {
                await Console.Error.WriteLineAsync(
                    $"Table {name} has the columns {string.Join(", ", found.Columns)}." +
                    (wrong.Count > 0 ? $" Unknown: {string.Join(", ", wrong)}." : "") +
                    (missing.Count > 0 ? $" Missing: {string.Join(", ", missing)}." : ""));
                return ExitCode.Unusable;
            }

            var row = found.Columns.Select(column => given.LastOrDefault(pair => pair[0] == column)?[1] ?? "").ToList();
            var wrongs = MasterFiles.Read(WorkerConfiguration.Read(parsed.GetValue(settings))).NewlyWrong(tables, name, row);
            foreach (var finding in wrongs)
            {
                await Console.Error.WriteLineAsync($"{Output.Word(finding.Kind)} in {finding.Table}: {finding.What}. {finding.Remedy}");
            }

            // What refers to it, or what it refers to, may come with the next command; the rest would go wrong.
            if (wrongs.Any(finding => finding.Kind is not (MasterFault.Gap or MasterFault.Orphan)))
            {
                await Console.Error.WriteLineAsync("The row was not added.");
                return ExitCode.Unusable;
            }

            var result = await journal.MapCodeAsync(name, row, parsed.Sign(by, reason), cancellationToken);
            Output.Line($"Table {name} is at revision {result.Revision}; {result.Released} messages were released.");
            return ExitCode.Done;
        });
        return command;
    }
}
