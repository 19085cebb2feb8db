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
        var paths = new Argument<string[]>("files") { Description = "Files of HL7 v2 or FHIR (JSON, NDJSON), with one message or many, or folders of them.", Arity = ArgumentArity.OneOrMore };
        var charset = new Option<string?>("--character-set") { Description = $"Where MSH-18 is empty: {string.Join(", ", CharacterSets.Names)}. Not given: UTF-8, or windows-1252 where it is not." };
        var notes = new Option<bool>("--notes") { Description = "Also what the standard allows but whoever connects the sender should know." };
        var json = new Option<bool>("--json") { Description = "One object a line, one line a message or resource; with notes." };
        var command = new Command("inspect", "Look at HL7 v2 and FHIR files as a listener would, and closer: type, sender, character set, segments, ids and versions, problems with positions; exit code 1 if one is not readable. Contents are never shown.")
        {
            paths, charset, notes, json,
        };
        command.Runs(async (parsed, cancellationToken) =>
        {
            var inspection = new FileInspection(Charset(parsed.GetValue(charset)));
            var tally = new Tally(parsed.GetValue(json), parsed.GetValue(notes));
            foreach (var file in CommonOptions.Files(parsed.GetRequiredValue(paths), "*"))
            {
                await InspectAsync(inspection, file, tally, cancellationToken);
            }

            tally.Finish();
            return tally.IsGood ? ExitCode.Done : ExitCode.Found;
        });
        return command;
    }

    private static async Task InspectAsync(FileInspection inspection, string file, Tally tally, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = new FileInfo(file).Length > MostBytes ? null : await File.ReadAllBytesAsync(file, cancellationToken);
            if (bytes is null)
            {
                tally.Add(FileInspection.Unreadable(file, "TooLong", $"expected at most {Output.Number(MostBytes)} bytes"));
            }
            else if (FhirFileInspection.IsFhir(bytes))
            {
                tally.Add(FhirFileInspection.Inspect(file, bytes));
            }
            else
            {
                tally.Add([.. inspection.Inspect(file, bytes)]);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            tally.Add(FileInspection.Unreadable(file, "NotOpened", fault.Message));
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

    /// <summary>Prints what was inspected, and counts it.</summary>
    private sealed class Tally(bool json, bool notes)
    {
        private int _messages;
        private int _resources;
        private int _unreadable;

        public bool IsGood => _messages + _resources > 0 && _unreadable == 0;

        public void Add(params IReadOnlyList<InspectedMessage> messages)
        {
            foreach (var message in messages)
            {
                _messages++;
                _unreadable += message.Readable ? 0 : 1;
                Say(message, () => InspectionPrinter.Print(message, notes));
            }
        }

        public void Add(IReadOnlyList<InspectedResource> resources)
        {
            foreach (var resource in resources)
            {
                _resources++;
                _unreadable += resource.Readable ? 0 : 1;
                Say(resource, () => InspectionPrinter.Print(resource, notes));
            }
        }

        public void Finish()
        {
            if (!json)
            {
                var resources = _resources == 0 ? "" : $"{Output.Number(_resources)} resources, ";
                var messages = _messages == 0 && _resources > 0 ? "" : $"{Output.Number(_messages)} messages, ";
                Output.Line($"{messages}{resources}{Output.Number(_unreadable)} not readable.");
            }
        }

        private void Say(object one, Action print)
        {
            if (json)
            {
                Output.JsonLine(one);
            }
            else
            {
                print();
            }
        }
    }
}
