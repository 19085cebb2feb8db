using Integration.Contracts;

namespace Integration.Routing.Folds;

/// <summary>A consumable on board of an asset. Falling below its level asks for a transfer to where the asset stands; what is filled up again is asked for no more, and falling below once more asks anew.</summary>
/// <param name="IsLow">It was below its level when told last.</param>
internal sealed record AssetSupply(string Item, bool IsLow, Generations Transfers)
{
    public static AssetSupply New(string item) => new(item, false, new Generations("requisition-transfer", $"_board_{ExternalIds.Part(item)}", []));

    public AssetSupply Tell(decimal left, AssetLevel level, AssetCard card, string centralStore, int most) => (IsLow, left < level.Level) switch
    {
        (false, true) => this with { IsLow = true, Transfers = Transfers.End(RecordStanding.Lapsed).Stand(AssetRecords.Transfer(card, centralStore), AssetRecords.Moves(card, Item, level, centralStore), most) },
        (true, false) => this with { IsLow = false, Transfers = Transfers.End(RecordStanding.Lapsed) },
        _ => this,
    };

    public AssetSupply Observe(RecordEnd end) => this with { Transfers = Transfers.Observe(end) };
}
