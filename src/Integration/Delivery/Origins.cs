using Integration.Contracts;
using Integration.Odoo.Reading;

namespace Integration.Delivery;

/// <summary>
/// Odoo joins origins with a comma: its scheduler when it adds its lines to an order of ours, and a buyer who merges orders. The first leaves our lines as they
/// are; after the second their quantities may be sums, so that ours must never be sent again (rule 17).
/// </summary>
internal static class Origins
{
    /// <summary>Only the scheduler joined what we sent.</summary>
    public static bool JoinedByScheduler(ModelPolicy policy, string? sent, string? now) =>
        policy.SchedulerOrigin is { } scheduler && MergeNotes.Others(sent, now) is { Count: > 0 } others && others.All(other => other.StartsWith(scheduler, StringComparison.Ordinal));

    /// <summary>People merged something else into it.</summary>
    public static bool Merged(ModelPolicy policy, string? sent, string? now) =>
        policy.SchedulerOrigin is { } scheduler && MergeNotes.Others(sent, now) is { } others && others.Any(other => !other.StartsWith(scheduler, StringComparison.Ordinal));
}
