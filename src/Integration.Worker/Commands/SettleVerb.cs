using System.CommandLine;
using System.Globalization;
using Integration.Contracts;
using Integration.Journal;
using Integration.Pipeline;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>integration settle</summary>
internal static class SettleVerb
{
    private const string Message = "message";

    public static Command Create()
    {
        var settings = CommonOptions.SettingsFile();
        var subject = new Argument<string>("break") { Description = "A break's number or its record's external id, as 'integration breaks' shows them; or the word message, to give up a held or parked message." };
        var sequence = new Argument<long?>("sequence") { Description = "With message: its sequence, as 'integration exceptions' shows it.", Arity = ArgumentArity.ZeroOrOne };
        var how = new Option<SettleAs?>("--as")
        {
            Description = "For a break. theirs: what stands in Odoo counts. ours: the source's values are written again. ignore: nothing changes, and it is not told again until the values change.",
        };
        var reason = CommonOptions.Reason(required: true);
        var by = CommonOptions.By();
        var command = new Command("settle", "Decide a break (settle 211 --as theirs), or give up a message for good (settle message 142), so that what waits behind it goes on. Exit code 1 if it cannot be settled so.")
        {
            subject, sequence, how, reason, by, settings,
        };
        command.Validators.Add(result =>
        {
            var isMessage = result.GetValue(subject) == Message;
            if (isMessage == result.GetValue(sequence) is null || isMessage == result.GetValue(how) is not null)
            {
                result.AddError("Either: settle <break> --as ours|theirs|ignore; or: settle message <sequence>.");
            }
        });
        command.Runs((parsed, cancellationToken) =>
        {
            var (file, signature) = (parsed.GetValue(settings), parsed.Sign(by, reason));
            return parsed.GetValue(sequence) is { } message
                ? GiveUpAsync(file, message, signature, cancellationToken)
                : DecideAsync(file, parsed.GetRequiredValue(subject), parsed.GetValue(how)!.Value, signature, cancellationToken);
        });
        return command;
    }

    private static async Task<int> DecideAsync(FileInfo? settings, string asked, SettleAs how, Signature by, CancellationToken cancellationToken)
    {
        await using var worker = await WorkerHost.OpenAsync(Settings.Read(WorkerConfiguration.Read(settings), Roles.All), cancellationToken);
        var open = (await worker.Services.GetRequiredService<IOperationsJournal>().BreaksAsync(cancellationToken))
            .Where(one => one.Break.ExternalId == asked || one.Id.ToString(CultureInfo.InvariantCulture) == asked).ToList();
        if (open.Count != 1)
        {
            Output.Line(open.Count == 0
                ? $"There is no open break {asked}; 'integration breaks' shows those there are."
                : $"{asked} has {open.Count} open breaks; settle each by its number: {string.Join(", ", open.Select(one => $"{one.Id} ({one.Break.Kind.ToString().ToLowerInvariant()})"))}.");
            return ExitCode.Found;
        }

        var refusal = await worker.Services.GetRequiredService<BreakSettling>().RunAsync(open[0], how, by, cancellationToken);
        Output.Line(refusal ?? $"Break {open[0].Id} of {open[0].Break.ExternalId} is settled. {Effect(open[0], how)}");
        return refusal is null ? ExitCode.Done : ExitCode.Found;
    }

    private static async Task<int> GiveUpAsync(FileInfo? settings, long message, Signature by, CancellationToken cancellationToken)
    {
        await using var journal = await JournalSession.OpenAsync(settings, cancellationToken);
        if (await journal.SettleMessageAsync(message, by, cancellationToken) is { } settled)
        {
            Output.Line($"Message {message} was {settled.Was.ToString().ToLowerInvariant()} and is given up: suppressed by the rule '{MessageSettlement.Rule}'. {settled.Released} messages that waited behind it go on.");
            return ExitCode.Done;
        }

        var found = await journal.FindMessageAsync(message, cancellationToken);
        Output.Line(found is null ? $"There is no message {message}." : $"Message {message} is neither held nor parked: {Words(found.Outcome)}. Nothing was done.");
        return ExitCode.Found;
    }

    private static string Effect(OpenBreak one, SettleAs how) => (how, one.Break.Kind is BreakKind.Missing or BreakKind.Deleted) switch
    {
        (SettleAs.Ours, true) => "The record is made again with the next delivery.",
        (SettleAs.Ours, false) => "The source's values are written with the next delivery.",
        (SettleAs.Theirs, true) => "The record stays deleted.",
        (SettleAs.Theirs, false) => "What stands in Odoo counts as delivered, until the source asks for something else.",
        (SettleAs.Ignore, _) => "Nothing was changed; it is told again when its values change.",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Words(MessageOutcome outcome) => outcome == MessageOutcome.InFlight ? "it is in flight" : $"it was {outcome.ToString().ToLowerInvariant()}";
}
