namespace Integration.Contracts;

/// <summary>
/// demand-signal v1: what a booked case will use: case × preference card = items, quantities, needed-at, place. Made from SIU^S12…S26, HL7 v2.5 chapter 10.
/// </summary>
/// <param name="Case">Keyed hash of the appointment id (SCH-2, else SCH-1, with authority). Never the id itself.</param>
/// <param name="Standing">Whether the case stands.</param>
/// <param name="Site">Code of the site, as in the code tables.</param>
/// <param name="NeededAt">UTC instant the items are needed: the case start less the site's lead. Null when the case no longer stands and the sender gave no time.</param>
/// <param name="Source">Code of the place the items come from.</param>
/// <param name="Destination">Code of the place that uses them up.</param>
/// <param name="Lines">Empty for a case that does not stand.</param>
public sealed record DemandSignal(
    string Case,
    Semantics Semantics,
    CaseStanding Standing,
    string Site,
    DateTimeOffset? NeededAt,
    string? Source,
    string? Destination,
    IReadOnlyList<DemandLine> Lines) : ContractContent
{
    public const string ContractName = "demand-signal.v1";

    public override string Name => ContractName;

    public override string Domain => "case";
}

/// <summary>Whether a case stands: booked, called off (S15, S16), never meant (S17), or not taken up (S26).</summary>
public enum CaseStanding
{
    Booked,
    Cancelled,
    Deleted,

    /// <summary>The patient did not come (S26).</summary>
    NoShow,
}

/// <summary>One item of one service of the case. The same item may come several times; the fold adds them up.</summary>
/// <param name="Service">Which service of the case asks for it (AIS-3 code and occurrence), for a delta to name.</param>
/// <param name="Item">Item code of the item master.</param>
/// <param name="Quantity">Counted in <paramref name="Unit"/>, the item's own unit; more than 0.</param>
/// <param name="Removed">In a delta: the service no longer asks for it (AIS-2 D).</param>
public sealed record DemandLine(string Service, string Item, decimal Quantity, string Unit, bool Removed)
{
    /// <summary>True: it is to be at hand but opened only when asked for, so it is no part of the demand. Null otherwise.</summary>
    public bool? OnRequest { get; init; }

    /// <summary>Item code that the card names in its place; equal to <see cref="Item"/> where it has taken it, because the item master no longer has the first.</summary>
    public string? Alternative { get; init; }
}
