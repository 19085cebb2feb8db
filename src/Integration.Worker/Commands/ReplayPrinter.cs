using System.Globalization;
using Integration.Journal;
using Integration.Pipeline;

namespace Integration.Worker.Commands;

/// <summary>Plans and progress of replays, for people and for programs.</summary>
internal static class ReplayPrinter
{
    public static int Print(IReadOnlyList<Replay> replays, bool json)
    {
        if (json)
        {
            Output.Json(replays);
            return ExitCode.Done;
        }

        foreach (var replay in replays)
        {
            var state = replay.EndedAt is { } ended ? $"ended {Output.Time(ended)}" : $"NOT ENDED; go on with: integration replay --resume {replay.Id}";
            Output.Line($"{replay.Id}  {Output.Time(replay.MadeAt)}  {replay.By.Author}: {replay.Selection} {(replay.Version is null ? "as it was" : $"as {replay.Version}")}");
            Output.Line(string.Create(CultureInfo.InvariantCulture, $"    {replay.Done} of {replay.Total} taken again, {replay.Skipped} passed over; {state}"));
            Output.Line($"    why  {replay.By.Reason}");
        }

        if (replays.Count == 0)
        {
            Output.Line("Nothing was ever replayed.");
        }

        return ExitCode.Done;
    }

    public static void Print(ReplayPlan plan, string? version, bool run, bool json)
    {
        var by = plan.Found.GroupBy(one => (one.Interface, one.Outcome)).OrderBy(group => group.Key.Interface, StringComparer.Ordinal).ThenBy(group => group.Key.Outcome)
            .Select(group => new { group.Key.Interface, group.Key.Outcome, Messages = group.Count(), Taken = group.Count(one => one.MayBeReplayed) }).ToList();
        if (json)
        {
            Output.Json(new
            {
                Chosen = plan.Chosen.Count,
                Oldest = plan.Chosen.Count == 0 ? (DateTimeOffset?)null : plan.Chosen[0].ReceivedAt,
                Newest = plan.Chosen.Count == 0 ? (DateTimeOffset?)null : plan.Chosen[^1].ReceivedAt,
                By = by,
                plan.Purged,
                Version = version,
                plan.Tried,
                NewContracts = plan.Effect.Contracts,
                ChangedRecords = plan.Effect.Records,
                plan.Outcomes,
            });
            return;
        }

        foreach (var row in by)
        {
            var why = row.Taken == row.Messages ? "" : $"; {row.Messages - row.Taken} of them cannot be taken again";
            Output.Line(string.Create(CultureInfo.InvariantCulture, $"{row.Interface}  {row.Outcome.ToString().ToLowerInvariant()}: {row.Messages}{why}"));
        }

        if (plan.Purged > 0)
        {
            Output.Line($"{plan.Purged} have no body any more: they are older than the journal keeps bodies, and are passed over.");
        }

        if (plan.Chosen.Count == 0)
        {
            Output.Line("Nothing would be taken again.");
            return;
        }

        Output.Line($"{plan.Chosen.Count} messages would be taken again {(version is null ? "as they were" : $"as {version}")}, received from {Output.Time(plan.Chosen[0].ReceivedAt)} to {Output.Time(plan.Chosen[^1].ReceivedAt)}.");
        var of = plan.Tried < plan.Chosen.Count ? $"Of the first {plan.Tried}: " : "";
        Output.Line($"{of}{string.Join(", ", plan.Outcomes.OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} would be {pair.Key.ToString().ToLowerInvariant()}"))}; {plan.Effect.Contracts} new contracts, {plan.Effect.Records} records in Odoo would change.");
        if (!run)
        {
            Output.Line("Nothing was done. To do it: the same with --run --reason '…'");
        }
    }
}
