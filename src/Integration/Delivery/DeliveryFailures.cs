using System.Diagnostics;
using Integration.Contracts;

namespace Integration.Delivery;

/// <summary>The one table from kind of failure to ladder, hold or park.</summary>
/// <param name="options">The ladders.</param>
/// <param name="jitter">Source of the random share of a delay; a seeded one makes it repeatable.</param>
public sealed class DeliveryFailures(DeliveryOptions options, Random jitter)
{
    /// <param name="failure">Why it did not go through.</param>
    /// <param name="starts">How often the posting was started, this time included; picks the rung.</param>
    /// <returns>What becomes of the posting and, for <see cref="PostingResultKind.Retry"/> only, after how long it is due again.</returns>
    public (PostingResultKind Kind, TimeSpan? Delay) Decide(Failure failure, int starts) => failure.Kind switch
    {
        FailureKind.Unavailable => Ladder(options.UnavailableLadder, starts, endless: true),
        FailureKind.Throttled => Ladder(options.ThrottledLadder, starts, endless: true),
        FailureKind.Conflict => Ladder(options.ConflictLadder, starts, endless: false),
        FailureKind.AccessDenied or FailureKind.MissingReference or FailureKind.Unmapped => (PostingResultKind.Held, null),
        FailureKind.Protected => (PostingResultKind.Protected, null),
        FailureKind.Rejected or FailureKind.Invalid or FailureKind.Defect => (PostingResultKind.Parked, null),
        _ => throw new UnreachableException(),
    };

    private (PostingResultKind, TimeSpan?) Ladder(IReadOnlyList<TimeSpan> rungs, int starts, bool endless)
    {
        var rung = Math.Max(starts, 1) - 1;
        if (rung >= rungs.Count && !endless) return (PostingResultKind.Parked, null);
        var delay = rungs[Math.Min(rung, rungs.Count - 1)];
        return (PostingResultKind.Retry, delay + (delay * (options.Jitter * jitter.NextDouble())));
    }
}
