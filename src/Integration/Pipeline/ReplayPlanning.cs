using Integration.Journal;

namespace Integration.Pipeline;

/// <summary>Finds out what a replay would do before it is ordered: through mapping and folds as if for real, committing nothing.</summary>
internal sealed class ReplayPlanning(IReplayJournal journal, ProcessStep step, Translator translator, TableCache tables)
{
    /// <summary>Messages of one replay at most.</summary>
    public const int MostMessages = 100_000;

    /// <summary>Messages whose effect is worked out at most, the oldest of them.</summary>
    public const int MostTried = 1_000;

    public async Task<ReplayPlan> PlanAsync(ReplaySelection selection, string? version, CancellationToken cancellationToken)
    {
        var found = await journal.SelectAsync(selection, MostMessages + 1, cancellationToken);
        var chosen = found.Where(one => one.MayBeReplayed).ToList();
        var tried = chosen.Take(MostTried).Select(one => one.Sequence).ToList();
        if (tried.Count == 0)
        {
            return new ReplayPlan(found, chosen, 0, new ReplayEffect(0, 0), new Dictionary<MessageOutcome, int>(), []);
        }

        var messages = await journal.PeekMessagesAsync(tried, version, cancellationToken);
        var missing = messages.Select(translator.MappingOf).OfType<string>().Distinct().Where(mapping => !translator.Knows(mapping)).ToList();
        var commit = await step.PlanAsync(journal, messages, await tables.CurrentAsync(cancellationToken), cancellationToken);
        var outcomes = commit.Messages.GroupBy(verdict => verdict.Outcome).ToDictionary(group => group.Key, group => group.Count());
        return new ReplayPlan(found, chosen, tried.Count, await journal.MeasureAsync(commit, cancellationToken), outcomes, missing);
    }
}

/// <param name="Found">All that the selection names.</param>
/// <param name="Chosen">Those of them that would be taken again.</param>
/// <param name="Tried">How many of these the effect was worked out for.</param>
/// <param name="Outcomes">What would become of those.</param>
/// <param name="Missing">Mappings that are asked for and not installed; with any, nothing may be run.</param>
internal sealed record ReplayPlan(
    IReadOnlyList<ReplayCandidate> Found, IReadOnlyList<ReplayCandidate> Chosen, int Tried, ReplayEffect Effect, IReadOnlyDictionary<MessageOutcome, int> Outcomes, IReadOnlyList<string> Missing)
{
    public int Purged => Found.Count(one => !one.HasBody);
}
