namespace Integration.Contracts;

/// <summary>
/// asset-event v1: what a piece of equipment tells of itself in one message. Made from ORU^R01, R40 and R42 (IHE devices profiles over HL7 v2.6 chapter 7, IEEE 11073-10101 codes), ESU^U01, EAN^U09 and INU^U05 (chapter 13).
/// Each reading is a fact by itself: late, repeated and early ones are put in their place by the time they carry.
/// </summary>
/// <param name="Asset">Code of the asset register, through the table of devices.</param>
/// <param name="Site">Code of the asset's site.</param>
public sealed record AssetEvent(string Asset, string Site, IReadOnlyList<AssetReading> Readings) : ContractContent
{
    public const string ContractName = "asset-event.v1";

    public override string Name => ContractName;

    public override string Domain => "asset";
}

/// <summary>One thing a device tells.</summary>
/// <param name="At">UTC instant it was so at the device, by the device's clock.</param>
/// <param name="What">Name of the counter, the state in words, the cause of the alarm, or the item code of the consumable.</param>
/// <param name="Value">Of a counter: what it shows, counted in hours or cycles. Of a consumable: what is left on board, counted in <paramref name="Unit"/>.</param>
/// <param name="Unit">Of a consumable only: the device's own unit, as it sends it.</param>
/// <param name="Phase">Of an alarm only.</param>
/// <param name="Priority">Of an alarm or a state: 0 (lowest) to 3 of the request it asks for.</param>
/// <param name="Asks">An alarm or a state that asks for a maintenance request, by the code tables.</param>
public sealed record AssetReading(ReadingKind Kind, DateTimeOffset At, string What, decimal? Value, string? Unit, AlarmPhase? Phase, int? Priority, bool Asks);

/// <summary>What a reading is of.</summary>
public enum ReadingKind
{
    Counter,
    State,
    Alarm,
    Consumable,
}

/// <summary>Phase of an alarm (MDC_ATTR_EVENT_PHASE in an ORU^R40). A notification without phases is a start.</summary>
public enum AlarmPhase
{
    Start,
    Continue,
    End,
}
