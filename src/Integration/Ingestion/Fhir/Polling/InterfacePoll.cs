using Integration.Contracts;
using Integration.Ingestion.Fhir.Subscribing;
using Integration.Journal;

namespace Integration.Ingestion.Fhir.Polling;

/// <summary>All that is asked of one interface's server: its types in turn, and its subscriptions. One look asks what is due. What fails is asked again after a while that grows, and told as a condition until it goes through.</summary>
internal sealed class InterfacePoll(
    InterfaceDefinition feed, IReadOnlyList<TypePoll> polls, SubscriptionKeeper keeper, IPollingJournal journal, IEventJournal events, EventNoted noted, PollingOptions options, string worker)
{
    private const string Subscriptions = "Subscription";

    /// <summary>Stands for the server as such.</summary>
    private const string Everything = "";

    private readonly Dictionary<string, (int Times, DateTimeOffset NotBefore, string Message)> _failing = [];
    private readonly Dictionary<string, DateTimeOffset> _begun = [];
    private readonly Dictionary<InterfaceEventKind, bool> _isOpen = [];

    /// <returns>Whether this worker leads.</returns>
    public async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        if (await journal.LeadAsync(worker, feed.Name, options.Lease, cancellationToken) is not { } standing)
        {
            return false;
        }

        var now = standing.Now;
        var hintedAt = standing.HintedAt;
        if (keeper.HasAny && MayAsk(Subscriptions, now))
        {
            var isMissing = false;
            await TryAsync(Subscriptions, now, async () => isMissing = await keeper.LookAsync(now, cancellationToken));
            await TellAsync(InterfaceEventKind.SubscriptionAway, [Subscriptions], cancellationToken);
            if (isMissing)
            {
                await journal.HintAsync(feed.Name, cancellationToken);
                hintedAt = now;
            }
        }

        var gaps = keeper.HasAny ? (await journal.SubscriptionsAsync(feed.Name, cancellationToken)).Where(one => one.Gap is not null).ToList() : [];
        var things = standing.Things.ToDictionary(thing => thing.Thing);
        var due = polls.Where(poll => MayAsk(poll.Type, now) && (gaps.Count > 0 || IsDue(poll.Type, things.GetValueOrDefault(poll.Type), now, hintedAt))).ToList();
        return due.Count == 0 || await AskAsync(due, things, gaps, now, cancellationToken);
    }

    private async Task<bool> AskAsync(List<TypePoll> due, Dictionary<string, PolledThing> things, List<KnownSubscription> gaps, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var gap in gaps)
        {
            await TryAsync(Subscriptions, now, () => keeper.ReadBackAsync(gap, cancellationToken));
        }

        var isLeading = true;
        foreach (var poll in due.TakeWhile(_ => isLeading && MayAsk(Everything, now)))
        {
            if (await TryAsync(poll.Type, now, async () => isLeading = await poll.RunAsync(things.GetValueOrDefault(poll.Type), now, cancellationToken)))
            {
                _begun[poll.Type] = now;
            }
        }

        await TellAsync(InterfaceEventKind.ServerAway, polls.Select(poll => poll.Type), cancellationToken);
        if (isLeading && due.Count == polls.Count && due.All(poll => !_failing.ContainsKey(poll.Type)))
        {
            foreach (var gap in gaps)
            {
                await journal.CloseGapAsync(feed.Name, gap.Name, gap.Gap!.To, cancellationToken);
            }
        }

        return isLeading;
    }

    private bool IsDue(string type, PolledThing? thing, DateTimeOffset now, DateTimeOffset? hintedAt) =>
        thing?.PolledAt is not { } polled || now - polled >= feed.Fhir!.Every || hintedAt >= (_begun.TryGetValue(type, out var begun) ? begun : polled);

    private bool MayAsk(string what, DateTimeOffset now) =>
        (!_failing.TryGetValue(what, out var one) || one.NotBefore <= now) && (!_failing.TryGetValue(Everything, out var all) || all.NotBefore <= now);

    private async Task<bool> TryAsync(string what, DateTimeOffset now, Func<Task> work)
    {
        try
        {
            await work();
            _failing.Remove(what);
            _failing.Remove(Everything);
            return true;
        }
        catch (FhirServerException fault)
        {
            var times = _failing.TryGetValue(what, out var before) ? before.Times + 1 : 1;
            var pause = fault.RetryAfter ?? options.FirstPause * Math.Pow(2, Math.Min(times - 1, 16));
            var failure = (times, now + (pause < options.MostPause ? pause : options.MostPause), $"{what}: {fault.Message}");
            _failing[what] = failure;
            if (fault.IsPassing)
            {
                _failing[Everything] = failure;
            }

            if (fault.Fault == FhirServerFault.Throttled)
            {
                noted(feed.Name, InterfaceEventKind.ServerThrottled, what, fault.Message);
            }

            return false;
        }
    }

    private async Task TellAsync(InterfaceEventKind kind, IEnumerable<string> about, CancellationToken cancellationToken)
    {
        var faults = about.Where(_failing.ContainsKey).Select(what => _failing[what].Message).ToList();
        if (_isOpen.TryGetValue(kind, out var isOpen) && isOpen == faults.Count > 0)
        {
            return;
        }

        await events.SetConditionAsync(feed.Name, kind, faults.Count > 0, faults.Count > 0 ? string.Join("; ", faults) : null, cancellationToken);
        _isOpen[kind] = faults.Count > 0;
    }
}
