using Integration.Journal;

namespace Integration.Worker.Bench.Delivering;

/// <summary>A way of bringing records into Odoo.</summary>
internal interface IWay
{
    string Name { get; }

    /// <summary>Whether it writes to the journal.</summary>
    bool IsJournalled { get; }

    /// <summary>Everything that is not measured: what is to be written is known, or journalled, and due.</summary>
    /// <returns>The measured part.</returns>
    Task<Func<Task<WayResult>>> PrepareAsync(IReadOnlyList<PostingDraft> drafts, CancellationToken cancellationToken);
}

/// <param name="Waits">Time from the beginning until a record was in Odoo and known to be.</param>
/// <param name="Trouble">Why the first of those that are not there is not; null when all are.</param>
internal sealed record WayResult(int Records, int Arrived, IReadOnlyList<TimeSpan> Waits, IReadOnlyList<Call> Journal, string? Trouble);
