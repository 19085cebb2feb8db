using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Integration.Sandbox.Hospital;

/// <summary>What must stand in Odoo at the end of a day written by hand, and how many messages end how.</summary>
internal sealed record ExpectedDay(IReadOnlyList<ExpectedOrder> Orders, IReadOnlyList<ExpectedTransfer> Transfers, IReadOnlyDictionary<string, int> Outcomes)
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectRequiredConstructorParameters = true };

    /// <summary>Every record, with its times filled in.</summary>
    public IReadOnlyList<ExpectedRecord> Records(DayClock clock) =>
    [
        .. Orders.Select(order => order.State == "cancel" ? ExpectedRecord.CalledOff("order", order.Key) : new ExpectedRecord("order", order.Key, order.Content)),
        .. Transfers.Select(transfer => transfer.Scheduled is null ? transfer : transfer with { Scheduled = clock.Fill(transfer.Scheduled, default) })
            .Select(transfer => transfer.Cancelled ? ExpectedRecord.CalledOff("transfer", transfer.Key) : new ExpectedRecord("transfer", transfer.Key, transfer.Content)),
    ];
}

/// <summary>One record that should stand in Odoo, in words.</summary>
/// <param name="What">Kind of record: <c>order</c>.</param>
/// <param name="Key">What people would find it by.</param>
/// <param name="Content">All of it that the day fixes; null where it was called off: then it is cancelled there, or never came.</param>
internal sealed record ExpectedRecord(string What, string Key, string? Content)
{
    public static ExpectedRecord CalledOff(string what, string key) => new(what, key, null);
}

/// <summary>One record of ours that Odoo holds, in the words of <see cref="ExpectedRecord"/>.</summary>
/// <param name="ExternalId">With module.</param>
/// <param name="Undated">Its content without what a day may leave open.</param>
internal sealed record FoundRecord(string ExternalId, string What, string Key, string Content, bool Stands, string? Undated = null);

/// <param name="Origin">The requisition number.</param>
/// <param name="Vendor"><c>ref</c> of the vendor.</param>
internal sealed record ExpectedOrder(string Origin, string Vendor, string State, IReadOnlyList<ExpectedLine> Lines)
{
    [JsonIgnore]
    public string Key => $"{Origin} from {Vendor}";

    [JsonIgnore]
    public string Content => $"{Key}, {State}: {ExpectedLine.Join(Lines)}";
}

/// <param name="Operation"><c>sequence_code</c> of the operation type.</param>
/// <param name="Origin">The requisition number; null for a case, whose origin is a hash.</param>
/// <param name="Scheduled">As Odoo writes it, UTC; null where the day does not fix it.</param>
/// <param name="Cancelled">Otherwise it stands, whatever Odoo could reserve.</param>
internal sealed record ExpectedTransfer(string Operation, string? Origin, string Destination, string? Scheduled, bool Cancelled, IReadOnlyList<ExpectedLine> Lines)
{
    [JsonIgnore]
    public string Key => $"{Operation} {Origin ?? "case"} to {Destination}";

    [JsonIgnore]
    public string Content => $"{Key}{(Scheduled is null ? "" : $" at {Scheduled}")}: {ExpectedLine.Join(Lines)}";
}

/// <param name="Price">Of orders only.</param>
internal sealed record ExpectedLine(string Item, decimal Quantity, string Unit, decimal? Price = null)
{
    public static string Join(IEnumerable<ExpectedLine> lines) =>
        string.Join(", ", lines.OrderBy(line => line.Item, StringComparer.Ordinal).ThenBy(line => line.Quantity).Select(line => line.Describe()));

    private string Describe() =>
        $"{Quantity.ToString("0.####", CultureInfo.InvariantCulture)} {Unit} of {Item}" + (Price is { } price ? $" at {price.ToString("0.00##", CultureInfo.InvariantCulture)}" : "");
}
