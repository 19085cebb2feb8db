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
    public static Command Create()
    {
        var settings = CommonOptions.SettingsFile();
        var subject = new Argument<string>("break") { Description = "Its number or its record's external id, as 'integration breaks' shows them." };
        var how = new Option<SettleAs>("--as")
        {
            Description = "theirs: what stands in Odoo counts. ours: the source's values are written again. ignore: nothing changes, and it is not told again until the values change.",
            Required = true,
        };
        var reason = CommonOptions.Reason(required: true);
        var by = CommonOptions.By();
        var command = new Command("settle", "Decide a break, or give up a message. Exit code 1 if it cannot be settled so.") { subject, how, reason, by, settings, Message() };
        command.Runs(async (parsed, cancellationToken) =>
        {
            await using var worker = await WorkerHost.OpenAsync(Settings.Read(WorkerConfiguration.Read(parsed.GetValue(settings)), Roles.All), cancellationToken);
            var asked = parsed.GetRequiredValue(subject);
            var open = (await worker.Services.GetRequiredService<IOperationsJournal>().BreaksAsync(cancellationToken))
                .Where(one => one.Break.ExternalId == asked || one.Id.ToString(CultureInfo.InvariantCulture) == asked).ToList();
            if (open.Count != 1)
            {
                Output.Line(open.Count == 0
                    ? $"There is no open break {asked}; 'integration breaks' shows those there are."
                    : $"{asked} has {open.Count} open breaks; settle each by its number: {string.Join(", ", open.Select(one => $"{one.Id} ({one.Break.Kind.ToString().ToLowerInvariant()})"))}.");
                return ExitCode.Found;
            }

            var refusal = await worker.Services.GetRequiredService<BreakSettling>().RunAsync(open[0], parsed.GetValue(how), parsed.Sign(by, reason), cancellationToken);
            Output.Line(refusal ?? $"Break {open[0].Id} of {open[0].Break.ExternalId} is settled. {Effect(open[0], parsed.GetValue(how))}");
            return refusal is null ? ExitCode.Done : ExitCode.Found;
        });
        return command;
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

    private static Command Message()
    {
        var settings = CommonOptions.SettingsFile();
        var sequence = new Argument<long>("sequence") { Description = "Of the message, as 'integration exceptions' shows it." };
        var reason = CommonOptions.Reason(required: true);
        var by = CommonOptions.By();
        var command = new Command("message", "Give up a held or parked message for good: it never takes effect, and what waits behind it goes on. Exit code 1 if it waits for nothing.") { sequence, reason, by, settings };
        command.Runs(async (parsed, cancellationToken) =>
        {
            await using var journal = await JournalSession.OpenAsync(parsed.GetValue(settings), cancellationToken);
            var message = parsed.GetRequiredValue(sequence);
            if (await journal.SettleMessageAsync(message, parsed.Sign(by, reason), cancellationToken) is { } settled)
            {
                Output.Line($"Message {message} was {settled.Was.ToString().ToLowerInvariant()} and is given up: suppressed by the rule '{MessageSettlement.Rule}'. {settled.Released} messages that waited behind it go on.");
                return ExitCode.Done;
            }

            var found = await journal.FindMessageAsync(message, cancellationToken);
            Output.Line(found is null ? $"There is no message {message}." : $"Message {message} is neither held nor parked: {Words(found.Outcome)}. Nothing was done.");
            return ExitCode.Found;
        });
        return command;
    }

    private static string Words(MessageOutcome outcome) => outcome == MessageOutcome.InFlight ? "it is in flight" : $"it was {outcome.ToString().ToLowerInvariant()}";
}
