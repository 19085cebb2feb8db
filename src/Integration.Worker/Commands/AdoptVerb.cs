using System.CommandLine;
using Integration.Contracts;
using Integration.Journal;
using Integration.Pipeline;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>integration adopt</summary>
internal static class AdoptVerb
{
    public static Command Create()
    {
        var settings = CommonOptions.SettingsFile();
        var json = CommonOptions.Json();
        var name = new Option<string>("--interface") { Description = "An interface in mode hold.", Required = true };
        var run = new Option<bool>("--run") { Description = "Do it; without this, only the plan is shown." };
        var reason = new Option<string?>("--reason") { Description = "Why, for the audit; needed with --run." };
        var command = new Command("adopt", "Before an interface posts: bind what waits to open records that stand in Odoo for it already; exit code 1 if people have to decide between several.")
        {
            name, run, reason, settings, json,
        };
        command.Runs(async (parsed, cancellationToken) =>
        {
            var feed = parsed.GetRequiredValue(name);
            if (parsed.GetValue(run) && string.IsNullOrWhiteSpace(parsed.GetValue(reason)))
            {
                throw new SettingsException(["--reason: say why; it is kept with the act."]);
            }

            await using var worker = await WorkerHost.OpenAsync(Settings.Read(WorkerConfiguration.Read(parsed.GetValue(settings)), Roles.All), cancellationToken);
            var live = worker.Services.GetRequiredService<GoLiveRun>();
            var plan = await PlanPrinter.PlanAsync(live, feed, cancellationToken);
            var relevant = plan.Where(one => one.Act is PlannedAct.Adopt or PlannedAct.Ambiguous).ToList();
            PlanPrinter.Print(relevant, parsed.GetValue(json));
            if (parsed.GetValue(run))
            {
                var (adopted, held, named) = await live.AdoptAsync(feed, relevant, new Signature(Environment.UserName, parsed.GetValue(reason)), cancellationToken);
                Output.Line($"{adopted} adopted, {held} held for a decision (integration exceptions). {(named is null ? "Odoo's user may give no external ids: the journal knows them by database id." : $"{named} external ids given.")}");
            }

            return relevant.Any(one => one.Act == PlannedAct.Ambiguous) ? ExitCode.Found : ExitCode.Done;
        });
        return command;
    }
}

/// <summary>A plan for people, or for programs.</summary>
internal static class PlanPrinter
{
    public static async Task<IReadOnlyList<PlannedDelivery>> PlanAsync(GoLiveRun live, string feed, CancellationToken cancellationToken)
    {
        try
        {
            return await live.PlanAsync(feed, cancellationToken);
        }
        catch (ArgumentException fault)
        {
            throw new SettingsException([$"--interface: {fault.Message}"]);
        }
    }

    public static void Print(IReadOnlyList<PlannedDelivery> plan, bool json)
    {
        if (json)
        {
            Output.Json(plan);
            return;
        }

        if (plan.Count > 0)
        {
            Output.Table(
                "Plan",
                ["what", "record", "in Odoo", "how"],
                plan.Select(one => (IReadOnlyList<string>)[one.Act.ToString().ToLowerInvariant(), one.ExternalId, one.OdooId is { } id ? $"{one.Model},{Output.Number(id)}" : one.Model, one.Explanation]));
        }

        Output.Line($"{plan.Count} waiting: {string.Join(", ", plan.GroupBy(one => one.Act).OrderBy(act => act.Key).Select(act => $"{act.Count()} {act.Key.ToString().ToLowerInvariant()}"))}.");
    }
}
