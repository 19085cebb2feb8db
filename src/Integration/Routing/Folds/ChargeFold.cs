using Integration.Contracts;

namespace Integration.Routing.Folds;

/// <summary>
/// One transaction of a sender and the entries it leads to (rule 8). An entry is never changed: a charge that is stated otherwise, or taken back, gets a reversing entry. Entries are named by what they say and not by when it came, so
/// that whatever arrives late adds entries and takes none away. A credit that comes before its charge waits for it, and after a while stands alone.
/// </summary>
internal sealed class ChargeFold(FoldOptions options) : OrderedFold<ServiceActivity, ChargeMemory>(options.MostContracts)
{
    public const string Unmatched = "unmatched-credit";

    private const string Kind = "charge-entry";

    public override string Domain => "charge";

    protected override ChargeMemory Nothing { get; } = new([], null, [], []);

    /// <summary>A correction is a credit and a new charge, often of the same instant: the credit is about what stood before.</summary>
    protected override bool CallsOff(ServiceActivity content) => content.Kind != ActivityKind.Credit;

    protected override ChargeMemory Tell(ChargeMemory memory, DateTimeOffset assertedAt, ServiceActivity content) => content.Kind switch
    {
        ActivityKind.Charge => memory.Charge(content),
        ActivityKind.Credit => memory.Credit(assertedAt, content),
        ActivityKind.Withdrawn => memory.Withdraw(content.Entry),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>People may delete or change an entry in Odoo; that is a break and changes nothing of what was done.</summary>
    protected override ChargeMemory Observe(ChargeMemory memory, string record, RecordEnd end) => memory;

    protected override (IReadOnlyList<DesiredRecord> Desired, IReadOnlyList<WakeUp> WakeUps) Show(long surrogate, ChargeMemory memory, DateTimeOffset passed, CodeTables tables)
    {
        var id = $"{ExternalIds.Module}{Domain}_{surrogate}_";
        var desired = memory.Booked.Select(booking => Entry(id, booking, null)).ToList();
        var waiting = memory.Waiting.OrderBy(credit => credit.AssertedAt).ToList();
        desired.AddRange(waiting.DistinctBy(credit => credit.Hash).Select(credit => Entry(
            id,
            new Booking(credit.Hash, 1, IsReversal: true, credit.Content),
            End(credit) <= passed ? null : $"This credit waits for its charge until {End(credit).UtcDateTime:yyyy-MM-dd HH:mm} UTC.",
            End(credit) <= passed ? "Unmatched credit: its charge has not come, so it was booked on its own." : null)));
        desired.AddRange(memory.Unneeded().Select(booking => Entry(id, booking, "This credit finds nothing to take back: its charge was taken back before.")));
        return ([.. desired.DistinctBy(record => record.ExternalId)], [.. waiting.Where(credit => End(credit) > passed).Take(1).Select(credit => new WakeUp(Unmatched, End(credit)))]);
    }

    private DateTimeOffset End(WaitingCredit credit) =>
        credit.AssertedAt < DateTimeOffset.MaxValue - options.CreditWait ? credit.AssertedAt + options.CreditWait : DateTimeOffset.MaxValue;

    private static DesiredRecord Entry(string id, Booking booking, string? heldBecause, string? remark = null)
    {
        var (said, sign) = (booking.Of, booking.IsReversal ? 1 : -1);
        return new DesiredRecord(
            id + booking.Name,
            Kind,
            RecordStanding.Active,
            new Dictionary<string, string?>
            {
                ["name"] = booking.IsReversal ? $"Credit: {said.Title}" : said.Title,
                ["costCentre"] = said.CostCentre,
                // Odoo shows a cost as negative; the quantity is what was done.
                ["amount"] = Neutral.Number(sign * said.Amount),
                ["currency"] = said.Currency,
                ["quantity"] = Neutral.Number(-sign * said.Quantity),
                ["unit"] = said.Unit,
                ["item"] = said.Item,
                ["date"] = said.PerformedOn,
                ["transaction"] = said.Reverses ?? said.Entry,
            },
            [])
        {
            HeldBecause = heldBecause,
            Remark = remark,
        };
    }
}
