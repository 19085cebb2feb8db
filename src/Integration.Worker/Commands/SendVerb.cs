using System.CommandLine;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>integration send</summary>
internal static class SendVerb
{
    private static readonly TimeSpan AnswerTimeOut = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var paths = new Argument<string[]>("files") { Description = "Files with one message each, or folders of *.hl7.", Arity = ArgumentArity.OneOrMore };
        var to = new Option<string>("--to") { Description = "mllp://host:port", Required = true };
        var json = CommonOptions.Json();
        var command = new Command("send", "Send HL7 v2 messages over MLLP and show their acknowledgements; exit code 1 if one is not accepted.") { paths, to, json };
        command.Runs(async (parsed, cancellationToken) =>
        {
            if (!Uri.TryCreate(parsed.GetRequiredValue(to), UriKind.Absolute, out var address) || address.Scheme != "mllp" || address.Port <= 0)
            {
                throw new SettingsException([$"--to: mllp://host:port, not {parsed.GetValue(to)}."]);
            }

            return await MessageSender.SendAsync(Files(parsed.GetRequiredValue(paths)), address, AnswerTimeOut, parsed.GetValue(json), cancellationToken);
        });
        return command;
    }

    private static IEnumerable<string> Files(IEnumerable<string> paths) =>
        paths.SelectMany(path => Directory.Exists(path) ? Directory.EnumerateFiles(path, "*.hl7", SearchOption.AllDirectories).Order(StringComparer.Ordinal) : Enumerable.Repeat(path, 1));
}
