using Integration.Contracts;

namespace Integration.Journal;

/// <summary>From <see cref="InterfaceMode.Hold"/> to <see cref="InterfaceMode.Post"/>.</summary>
public interface IGoLiveJournal
{
    /// <summary>Pages through the postings that wait because their interface holds them back.</summary>
    Task<IReadOnlyList<ClaimedPosting>> WaitingAsync(string interfaceName, string? afterExternalId, int most, CancellationToken cancellationToken);

    /// <summary>Makes due whatever waits for interfaces that post now.</summary>
    /// <returns>How many.</returns>
    Task<int> LetGoAsync(IReadOnlyCollection<string> interfaces, Signature by, CancellationToken cancellationToken);

    /// <summary>
    /// Binds waiting postings to records that stand in Odoo already (<see cref="PlannedAct.Adopt"/>), with what stands there as baseline, and holds under an exception those for which there are several
    /// (<see cref="PlannedAct.Ambiguous"/>). Others are passed over, and so is a posting that has a record by now.
    /// </summary>
    /// <returns>How many were adopted, and how many are held.</returns>
    Task<(int Adopted, int Held)> AdoptAsync(IReadOnlyList<PlannedDelivery> plan, Signature by, CancellationToken cancellationToken);
}
