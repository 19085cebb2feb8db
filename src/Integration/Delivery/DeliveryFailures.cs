using System.Diagnostics;
using Integration.Contracts;

namespace Integration.Delivery;

/// <summary>The one table from kind of failure to ladder, hold or park.</summary>
/// <param name="options">The ladders.</param>
/// <param name="jitter">Source of the random share of a delay; a seeded one makes it repeatable.</param>
public sealed class DeliveryFailures(DeliveryOptions options, Random jitter)
{
    /// <summary>Share of a delay that is added at random.</summary>
    public double Jitter => options.Jitter;

    /// <param name="failure">Why it did not go through.</param>
    /// <param name="starts">How often the posting was started, this time included; picks the rung.</param>
    /// <returns>What becomes of the posting and, for <see cref="PostingResultKind.Retry"/> only, after how long it is due again.</returns>
    public (PostingResultKind Kind, TimeSpan? Delay) Decide(Failure failure, int starts)
    {
        var plan = PlanFor(failure.Kind);
        if (plan.Delays.Count == 0) return (plan.Kind, null);
        var rung = Math.Max(starts, 1) - 1;
        if (rung >= plan.Delays.Count && !plan.IsEndless) return (PostingResultKind.Parked, null);
        var ladder = plan.Delays[Math.Min(rung, plan.Delays.Count - 1)];
        // A server that says when to come back knows better, unless it says sooner.
        var delay = failure.RetryAfter is { } asked && asked > ladder ? asked : ladder;
        return (PostingResultKind.Retry, delay + (delay * (options.Jitter * jitter.NextDouble())));
    }

    /// <summary>What will happen to a posting that fails so.</summary>
    public FailurePlan PlanFor(FailureKind kind) => kind switch
    {
        FailureKind.Unavailable => new(PostingResultKind.Retry, options.UnavailableLadder, IsEndless: true),
        FailureKind.Throttled => new(PostingResultKind.Retry, options.ThrottledLadder, IsEndless: true),
        FailureKind.Conflict => new(PostingResultKind.Retry, options.ConflictLadder, IsEndless: false),
        FailureKind.AccessDenied or FailureKind.MissingReference or FailureKind.Unmapped => new(PostingResultKind.Held, [], IsEndless: false),
        FailureKind.Protected => new(PostingResultKind.Protected, [], IsEndless: false),
        FailureKind.Rejected or FailureKind.Invalid or FailureKind.Defect => new(PostingResultKind.Parked, [], IsEndless: false),
        _ => throw new UnreachableException(),
    };
}

/// <param name="Kind">Retry, or what it becomes at once.</param>
/// <param name="Delays">Between the tries, before jitter; empty where nothing is tried again.</param>
/// <param name="IsEndless">The last delay repeats; else the posting is parked when they are used up.</param>
public sealed record FailurePlan(PostingResultKind Kind, IReadOnlyList<TimeSpan> Delays, bool IsEndless);
