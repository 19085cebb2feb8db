using Integration.Contracts;

namespace Integration.Delivery;

/// <summary>
/// Odoo joins origins with a comma: its scheduler when it adds its lines to an order of ours, and a buyer who merges orders. The first leaves our lines as they
/// are; after the second their quantities may be sums, so that ours must never be sent again (rule 17).
/// </summary>
internal static class Origins
{
    private const string Between = ", ";

    /// <summary>Only the scheduler joined what we sent.</summary>
    public static bool JoinedByScheduler(ModelPolicy policy, string? sent, string? now) =>
        policy.SchedulerOrigin is { } scheduler && Others(sent, now) is { Length: > 0 } others && others.All(other => other.StartsWith(scheduler, StringComparison.Ordinal));

    /// <summary>People merged something else into it.</summary>
    public static bool Merged(ModelPolicy policy, string? sent, string? now) =>
        policy.SchedulerOrigin is { } scheduler && Others(sent, now) is { } others && others.Any(other => !other.StartsWith(scheduler, StringComparison.Ordinal));

    /// <summary>Whether an order with the origin <paramref name="now"/> took in what we sent.</summary>
    public static bool Holds(string? sent, string? now) => Others(sent, now) is not null;

    /// <returns>What joined ours; null where ours is not among it.</returns>
    private static string[]? Others(string? sent, string? now)
    {
        if (string.IsNullOrEmpty(sent) || string.IsNullOrEmpty(now)) return null;
        var ours = sent.Split(Between);
        var all = now.Split(Between);
        return ours.All(all.Contains) ? [.. all.Except(ours)] : null;
    }
}
