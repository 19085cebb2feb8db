using System.CommandLine;
using Integration.Hl7v2.Message;
using Integration.Worker.Hosting;
using Integration.Worker.Inspection;

namespace Integration.Worker.Commands;

/// <summary>integration inspect</summary>
internal static class InspectVerb
{
    /// <summary>A larger file is no message and no batch of them; it is refused rather than read into memory.</summary>
    private const long MostBytes = 256L * 1024 * 1024;

    public static Command Create()
    {
        var paths = new Argument<string[]>("files") { Description = "Files with one message or many, or folders of them.", Arity = ArgumentArity.OneOrMore };
        var charset = new Option<string?>("--character-set") { Description = $"Where MSH-18 is empty: {string.Join(", ", CharacterSets.Names)}. Not given: UTF-8, or windows-1252 where it is not." };
        var notes = new Option<bool>("--notes") { Description = "Also what the standard allows but whoever connects the sender should know." };
        var json = new Option<bool>("--json") { Description = "One object a line, one line a message; with notes." };
        var command = new Command("inspect", "Look at HL7 v2 files as a listener would, and closer: type, sender, character set, segments, problems with positions; exit code 1 if one is not readable. Contents are never shown.")
        {
            paths, charset, notes, json,
        };
        command.Runs(async (parsed, cancellationToken) =>
        {
            var inspection = new FileInspection(Charset(parsed.GetValue(charset)));
            var (seen, unreadable) = (0, 0);
            foreach (var file in CommonOptions.Files(parsed.GetRequiredValue(paths), "*"))
            {
                foreach (var message in await InspectAsync(inspection, file, cancellationToken))
                {
                    seen++;
                    unreadable += message.Readable ? 0 : 1;
                    if (parsed.GetValue(json))
                    {
                        Output.JsonLine(message);
                    }
                    else
                    {
                        InspectionPrinter.Print(message, parsed.GetValue(notes));
                    }
                }
            }

            if (!parsed.GetValue(json))
            {
                Output.Line($"{Output.Number(seen)} messages, {Output.Number(unreadable)} not readable.");
            }

            return seen > 0 && unreadable == 0 ? ExitCode.Done : ExitCode.Found;
        });
        return command;
    }

    private static async Task<IReadOnlyList<InspectedMessage>> InspectAsync(FileInspection inspection, string file, CancellationToken cancellationToken)
    {
        try
        {
            return new FileInfo(file).Length > MostBytes
                ? [FileInspection.Unreadable(file, "TooLong", $"expected at most {Output.Number(MostBytes)} bytes")]
                : inspection.Inspect(file, await File.ReadAllBytesAsync(file, cancellationToken));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [FileInspection.Unreadable(file, "NotOpened", fault.Message)];
        }
    }

    private static Hl7Charset? Charset(string? name)
    {
        try
        {
            return name is null ? null : CharacterSets.Read(name);
        }
        catch (ArgumentException fault)
        {
            throw new SettingsException([$"--character-set: {fault.Message}"]);
        }
    }
}
