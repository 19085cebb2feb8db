namespace Integration.Contracts;

/// <summary>
/// requisition v1: what a clinical place asks supply for. Made from OMS^O05 (stock) and OMN^O07 (non-stock), HL7 v2.5 chapter 4.10.
/// </summary>
/// <param name="Number">The requisition number people know (ORC-4 or ORC-2), shown in Odoo as the source document.</param>
/// <param name="Department">Code of the asking department in Odoo's master data, if known.</param>
/// <param name="Urgent">Whether the sender asked for it before the routine.</param>
public sealed record Requisition(
    string Number,
    Semantics Semantics,
    string? Department,
    bool Urgent,
    IReadOnlyList<RequisitionLine> Lines) : ContractContent
{
    public const string ContractName = "requisition.v1";

    public override string Name => ContractName;

    public override string Domain => "requisition";

    /// <summary>Whether it is for a patient (PID is sent) and not for a shelf; null where the mapping does not say.</summary>
    public bool? ForPatient { get; init; }
}

/// <summary>One order line. In a delta, a null field means "as stated before"; in a snapshot it means "not stated".</summary>
/// <param name="Line">Line identity within the requisition: ORC-2 with RQD-1. Never a position. ORC-2 with <see cref="AllLines"/> is all lines of that order.</param>
/// <param name="Supply">Stock (from the central store) or non-stock (to be bought).</param>
/// <param name="Item">Item code of the item master.</param>
/// <param name="Quantity">As asked, counted in <paramref name="Unit"/>; more than 0.</param>
/// <param name="Unit">Unit of measure by its Odoo name.</param>
/// <param name="StockQuantity">The same quantity counted in the item's own unit.</param>
/// <param name="StockUnit">The item's own unit by its Odoo name.</param>
/// <param name="Vendor">Preferred vendor's code, for non-stock lines.</param>
/// <param name="Price">Price of one <paramref name="Unit"/> in the company's currency, for non-stock lines.</param>
/// <param name="DeliverTo">Code of the place it goes to.</param>
/// <param name="NeededBy">UTC instant it is needed at the latest.</param>
/// <param name="CostCentre">Cost centre code (RQD-7).</param>
public sealed record RequisitionLine(
    string Line,
    LineAction Action,
    Approval Approval,
    Supply? Supply,
    string? Item,
    decimal? Quantity,
    string? Unit,
    decimal? StockQuantity,
    string? StockUnit,
    string? Vendor,
    decimal? Price,
    string? DeliverTo,
    DateTimeOffset? NeededBy,
    string? CostCentre)
{
    /// <summary>What stands for the line in <see cref="Line"/> where all lines of an order are meant: <c>5001.*</c>.</summary>
    public const string AllLines = ".*";

    /// <summary>Item code that was asked for, where <see cref="Item"/> takes its place.</summary>
    public string? SubstituteFor { get; init; }

    /// <summary>Whether the sender stated the price; false where it is the vendor's list price, null where the mapping does not say.</summary>
    public bool? PriceSent { get; init; }
}

/// <summary>What a message does to a line (ORC-1, table 0119): NW, XO, RO set; CA, DC, OC, RP, RU cancel; HD hold; RL release; SC says something about it.</summary>
public enum LineAction
{
    Set,
    Cancel,
    Hold,
    Release,
    Status,
}

/// <summary>Approval as the sender's profile reads it; only approved lines reach Odoo.</summary>
public enum Approval
{
    Unstated,
    Pending,
    Approved,
    Refused,
}

/// <summary>Where a line is supplied from.</summary>
public enum Supply
{
    Stock,
    NonStock,
}
