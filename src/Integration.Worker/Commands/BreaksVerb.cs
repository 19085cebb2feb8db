using System.CommandLine;
using Integration.Contracts;
using Integration.Journal;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>integration breaks</summary>
internal static class BreaksVerb
{
    /// <summary>Odoo's word on who wrote last is nice to have, and not worth a long wait.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var settings = CommonOptions.SettingsFile();
        var json = CommonOptions.Json();
        var command = new Command("breaks", "Where Odoo is not as it should be: what differs, since when, who wrote last, and what settling it would do; exit code 1 if there is any.") { settings, json };
        command.Runs(async (parsed, cancellationToken) =>
        {
            await using var worker = await WorkerHost.OpenAsync(Settings.Read(WorkerConfiguration.Read(parsed.GetValue(settings)), Pipeline.Roles.All), cancellationToken);
            var open = await worker.Services.GetRequiredService<IOperationsJournal>().BreaksAsync(cancellationToken);
            var writers = await LastWriters.ReadAsync(worker.Services.GetRequiredService<Pipeline.OdooDatabases>(), open, s_patience, cancellationToken);
            if (parsed.GetValue(json))
            {
                Output.Json(open.Select(one => new
                {
                    one.Id,
                    one.Break.Kind,
                    one.Break.ExternalId,
                    one.Break.Model,
                    one.Break.OdooId,
                    one.Database,
                    one.Posting.Interface,
                    one.Since,
                    one.Break.Fields,
                    one.Break.Explanation,
                    LastWriter = writers.GetValueOrDefault(one.Id),
                }));
                return open.Count == 0 ? ExitCode.Done : ExitCode.Found;
            }

            foreach (var one in open)
            {
                Print(one, writers.GetValueOrDefault(one.Id));
            }

            Output.Line(open.Count == 0 ? "Odoo is as it should be, as far as the last reconciliation and the deliveries since then know." : $"{open.Count} breaks.");
            return open.Count == 0 ? ExitCode.Done : ExitCode.Found;
        });
        return command;
    }

    private static void Print(OpenBreak one, LastWriter? writer)
    {
        var found = one.Break;
        Output.Line($"{one.Id}  {found.Kind.ToString().ToLowerInvariant()}: {found.ExternalId}");
        Output.Line($"    in Odoo     {found.Model}{(found.OdooId is { } id ? $",{id}" : "")} in database {one.Database}");
        Output.Line($"    since       {Output.Time(one.Since)}");
        Output.Line($"    why         {found.Explanation}");
        foreach (var field in found.Fields)
        {
            Output.Line($"    differs     {field.Field}: should be {Said(field.Expected)}, is {Said(field.Actual)}");
        }

        if (writer is not null)
        {
            Output.Line($"    last write  {writer.Name} at {writer.At} UTC");
        }

        foreach (var (how, effect) in Choices(one))
        {
            Output.Line($"    settle      integration settle {one.Id} --as {how} --reason '…'   {effect}");
        }
    }

    private static string Said(string? value) => value is null ? "empty" : $"'{value}'";

    private static IEnumerable<(string How, string Effect)> Choices(OpenBreak one)
    {
        switch (one.Break.Kind)
        {
            case BreakKind.Missing or BreakKind.Deleted:
                yield return ("theirs", "it stays deleted; the source's later changes to it are not missed");
                yield return ("ours", "it is made again in Odoo, on purpose");
                break;
            case BreakKind.Drifted or BreakKind.Protected:
                yield return ("theirs", "Odoo's values stay, until the source asks for something else");
                yield return ("ours", "the source's values are written over these fields, if the record is still ours");
                break;
            case BreakKind.Duplicate:
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }

        yield return ("ignore", "nothing changes; it is not told again until the values change");
    }
}
