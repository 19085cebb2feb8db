using System.CommandLine;
using System.Globalization;
using Integration.Journal;
using Integration.Pipeline;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>integration replay</summary>
internal static class ReplayVerb
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var choice = new ReplayChoice();
        var settings = CommonOptions.SettingsFile();
        var json = CommonOptions.Json();
        var run = new Option<bool>("--run") { Description = "Do it. Without this only the plan is shown, and nothing is done." };
        var perSecond = new Option<int>("--per-second") { Description = "Messages made due in a second at most.", DefaultValueFactory = _ => 50 };
        perSecond.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 10_000)
            {
                result.AddError("--per-second is a number from 1 to 10000.");
            }
        });
        var resume = new Option<long?>("--resume") { Description = "Go on with a replay that was broken off, by its number." };
        var list = new Option<bool>("--list") { Description = "Show all replays and how far they are." };
        var reason = CommonOptions.Reason(required: false);
        var by = CommonOptions.By();
        var command = new Command("replay", "Take messages again: first the plan and what it would change, then with --run for real. What was processed changes nothing unless its mapping or tables give another result.");
        choice.AddTo(command);
        foreach (var option in new Option[] { run, perSecond, resume, list, reason, by, settings, json })
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(run) && result.GetValue(reason) is null)
            {
                result.AddError("--run needs a --reason.");
            }
        });
        command.Runs(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(list))
            {
                await using var journal = await JournalSession.OpenAsync(parsed.GetValue(settings), cancellationToken);
                return ReplayPrinter.Print(await journal.ReplaysAsync(cancellationToken), parsed.GetValue(json));
            }

            if (parsed.GetValue(resume) is { } id)
            {
                await using var journal = await JournalSession.OpenAsync(parsed.GetValue(settings), cancellationToken);
                var known = (await journal.ReplaysAsync(cancellationToken)).FirstOrDefault(replay => replay.Id == id) ?? throw new SettingsException([$"--resume: there is no replay {id}; 'integration replay --list' shows those there are."]);
                return await AdvanceAsync(journal, known.Id, known.PerSecond, cancellationToken);
            }

            var selection = choice.Read(parsed);
            var version = choice.Version(parsed);
            await using var worker = await WorkerHost.OpenAsync(Settings.Read(WorkerConfiguration.Read(parsed.GetValue(settings)), Roles.All), cancellationToken);
            var plan = await worker.Services.GetRequiredService<ReplayPlanning>().PlanAsync(selection, version, cancellationToken);
            if (plan.Missing.Count > 0)
            {
                throw new SettingsException([.. plan.Missing.Select(mapping => $"There is no mapping {mapping}: with it every such message would be parked. Say another version, or put its file under mappings/.")]);
            }

            ReplayPrinter.Print(plan, version, parsed.GetValue(run), parsed.GetValue(json));
            if (plan.Found.Count > ReplayPlanning.MostMessages)
            {
                throw new SettingsException([$"More than {ReplayPlanning.MostMessages} messages are chosen; narrow it down with --interface, --from or --to."]);
            }

            if (!parsed.GetValue(run) || plan.Chosen.Count == 0)
            {
                return plan.Chosen.Count == 0 ? ExitCode.Found : ExitCode.Done;
            }

            var replays = worker.Services.GetRequiredService<IReplayJournal>();
            var limit = parsed.GetValue(perSecond);
            var order = await replays.OrderReplayAsync(choice.Words(parsed), version, limit, [.. plan.Chosen.Select(one => one.Sequence)], parsed.Sign(by, reason), cancellationToken);
            return await AdvanceAsync(replays, order, limit, cancellationToken);
        });
        return command;
    }

    /// <summary>One step a second; whoever breaks it off is told how to go on.</summary>
    private static async Task<int> AdvanceAsync(IReplayJournal journal, long id, int perSecond, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (await journal.AdvanceReplayAsync(id, perSecond, cancellationToken) is not { EndedAt: null } replay)
                {
                    var ended = (await journal.ReplaysAsync(cancellationToken)).First(one => one.Id == id);
                    await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Replay {id}: {ended.Done} of {ended.Total} messages are due again, {ended.Skipped} were passed over. 'integration queues' shows them being processed."));
                    return ExitCode.Done;
                }

                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Replay {id}: {replay.Done + replay.Skipped} of {replay.Total}"));
                await Task.Delay(s_second, TimeProvider.System, cancellationToken);
            }
            catch (Exception fault) when (fault is OperationCanceledException or JournalUnavailableException)
            {
                await Console.Error.WriteLineAsync($"Broken off. Go on with: integration replay --resume {id}");
                throw;
            }
        }
    }
}
