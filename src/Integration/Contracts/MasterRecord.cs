namespace Integration.Contracts;

/// <summary>master-record v1: one entry of a master file, as its owner states it. Made from MFN^M16 (items) and MFN^M15 (inventory), HL7 v2.6 chapter 17. Nothing of it reaches a code table before a person accepted it.</summary>
/// <param name="File">Which master file: MFI-1.</param>
/// <param name="Action">MFE-1, HL7 table 0180.</param>
/// <param name="Code">Our code of the item, or the sender's where it is new.</param>
/// <param name="SenderCode">As sent: MFE-4, ITM-1.</param>
/// <param name="EffectiveFrom">UTC instant it holds from (MFE-3), which may lie ahead; null for when it was stated.</param>
/// <param name="Description">What the item is called: ITM-2.</param>
/// <param name="Unit">The unit it is issued in, by its Odoo name: IVT-9.</param>
/// <param name="Stocked">Kept by the central store: ITM-14.</param>
/// <param name="Packages">How vendors sell it: VND and PKG.</param>
public sealed record MasterRecord(
    MasterFile File,
    MasterAction Action,
    string Code,
    string SenderCode,
    DateTimeOffset? EffectiveFrom,
    string? Description,
    string? Unit,
    bool? Stocked,
    IReadOnlyList<MasterPackage> Packages) : ContractContent
{
    /// <summary>The sender keeps it by lot: IIM-3. The lots themselves are stock, which is Odoo's own.</summary>
    public bool? KeptByLot { get; init; }

    public const string ContractName = "master-record.v1";

    public override string Name => ContractName;

    public override string Domain => "master";
}

/// <param name="Vendor">Vendor code: VND-2.</param>
/// <param name="Unit">Unit it is ordered in, by its Odoo name: PKG-2.</param>
/// <param name="VendorItem">The vendor's catalogue number: VND-4.</param>
/// <param name="Price">Of one unit, in the company's currency: PKG-5.</param>
/// <param name="Gtin">Of the package: PKG-8.</param>
/// <param name="Preferred">The item's primary vendor: VND-5.</param>
public sealed record MasterPackage(string Vendor, string Unit, string? VendorItem, decimal? Price, string? Gtin, bool? Preferred);

public enum MasterFile
{
    /// <summary>The item master, which says what an item is and who sells it: MFN^M16.</summary>
    Item,

    /// <summary>The inventory item master, which says what lies on a shelf: MFN^M15.</summary>
    Inventory,
}

/// <summary>HL7 table 0180.</summary>
public enum MasterAction
{
    Add,
    Update,
    Delete,
    Deactivate,
    Reactivate,
}
