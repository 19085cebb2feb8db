namespace Integration.Contracts;

/// <summary>
/// service-activity v1: one service that was done, for its cost centre. An entry (rule 8): written once, taken back only by a credit. Made from FT1 of DFT^P03 and P11, HL7 v2.5 chapter 6.5.1, and from ChargeItem and Procedure, FHIR R4.
/// </summary>
/// <param name="Entry">The sender's own number of this entry (FT1-2); without one, the message's identity in the journal and the position in it, so that look-alikes stay apart (rule 7).</param>
/// <param name="Kind">Whether it adds to what was charged or takes back; amounts have no sign.</param>
/// <param name="Reverses">For a credit, the number of the charge it takes back (FT1-31, else FT1-2); null for a charge.</param>
/// <param name="Activity">Code of the activity, as in the code tables.</param>
/// <param name="Title">What people call the activity, as in the code tables. Never text of the message.</param>
/// <param name="CostCentre">Code of the cost centre's account.</param>
/// <param name="PerformedOn">Calendar day of the service at the facility (FT1-4): <c>2026-11-22</c>. A closed period holds the entry.</param>
/// <param name="Quantity">Counted in <paramref name="Unit"/>; more than 0.</param>
/// <param name="Unit">Unit of measure by its Odoo name: the item's own where an item was used, else the activity's.</param>
/// <param name="Item">Code in the item master of what was used up (FT1-34, FT1-29, FT1-35); null where nothing was.</param>
/// <param name="Amount">All of it, in <paramref name="Currency"/>: FT1-11, else FT1-12 or FT1-22 or the activity's own cost times FT1-10. At least 0, rounded to two decimals.</param>
/// <param name="Currency">ISO 4217 code; null where the sender says none and the company's is meant.</param>
public sealed record ServiceActivity(
    string Entry,
    ActivityKind Kind,
    string? Reverses,
    string Activity,
    string Title,
    string CostCentre,
    string PerformedOn,
    decimal Quantity,
    string Unit,
    string? Item,
    decimal Amount,
    string? Currency) : ContractContent
{
    public const string ContractName = "service-activity.v1";

    public override string Name => ContractName;

    public override string Domain => "charge";
}

/// <summary>FT1-6 with the signs of quantity and amount; ChargeItem.status.</summary>
public enum ActivityKind
{
    Charge,
    Credit,

    /// <summary>Nothing of the charge stands, whatever it said: a ChargeItem that was aborted, entered in error or deleted. Only the entry counts; what it was about need not be known any more.</summary>
    Withdrawn,
}
