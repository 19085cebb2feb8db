namespace Integration.Contracts;

/// <summary>bed-status v1: what housekeeping or bed management says of a bed, whoever is in it. Made from ADT^A20 (NPU), HL7 v2.5 chapter 3.3.20.</summary>
/// <param name="Bed">Code of the bed, as in the code tables.</param>
/// <param name="Unit">Code of the nursing unit it belongs to.</param>
/// <param name="Site">Code of the site.</param>
/// <param name="Status">HL7 table 0116.</param>
/// <param name="OccurredAt">UTC instant since when (EVN-6); null where the message does not say: when it was stated.</param>
public sealed record BedStatus(string Bed, string Unit, string Site, BedCondition Status, DateTimeOffset? OccurredAt) : ContractContent
{
    public const string ContractName = "bed-status.v1";

    public override string Name => ContractName;

    public override string Domain => "bed-status";
}

/// <summary>HL7 table 0116.</summary>
public enum BedCondition
{
    Closed,
    Housekeeping,
    Occupied,
    Unoccupied,
    Contaminated,
    Isolated,
}
