using Integration.Contracts;
using Integration.Journal;
using Integration.Odoo.Reading;

namespace Integration.Reconciliation;

/// <summary>How the state of one model's records is read. A model that is not listed has the states of its policy and no more.</summary>
/// <param name="Fields">Fields of the record that tell how far it is, beside its state; those an Odoo does not have are left out.</param>
/// <param name="LineField">What came of a line.</param>
internal sealed record ObservedModel(IReadOnlyList<string> Fields, string? LineField)
{
    public const string Receipt = "receipt_status";
    public const string Backorders = "backorder_ids";
    public const string OpenBackorders = "open_backorders";
    public const string MergedInto = "merged_into";

    private static readonly Dictionary<string, ObservedModel> s_models = new(StringComparer.Ordinal)
    {
        // receipt_status comes with purchase_stock: pending, partial, full.
        ["purchase.order"] = new([Receipt], "qty_received"),
        ["stock.picking"] = new([Backorders, "date_done"], "quantity"),
    };

    /// <summary>A reference and a text that tell two open records of one thing; Odoo itself prevents nothing. None for models that show an origin.</summary>
    public static IReadOnlyList<string> TwinsBy(string model) => model == "maintenance.request" ? ["equipment_id", "name"] : [];

    public static ObservedModel Of(string model) => s_models.GetValueOrDefault(model) ?? new ObservedModel([], null);

    /// <param name="policy">Names the states.</param>
    /// <param name="state">Value of the policy's state field.</param>
    /// <param name="values">What was seen beside it: see <see cref="Observation.Values"/>.</param>
    public static (ObservedStatus Status, RecordEnd End) Judge(ModelPolicy policy, string? state, IReadOnlyDictionary<string, string?> values)
    {
        // Booked, and nothing more is to come of it: it is not looked at again until something is written on it.
        if (policy.Entry is not null) return (ObservedStatus.Received, RecordEnd.Done);
        if (state is not null && policy.CancelledStates.Contains(state))
        {
            return values.ContainsKey(MergedInto) ? (ObservedStatus.Merged, RecordEnd.Done) : (ObservedStatus.Cancelled, RecordEnd.CalledOff);
        }

        if (policy.States is not null)
        {
            return policy.DoneStates.Contains(state) ? (ObservedStatus.Done, RecordEnd.Done)
                : policy.OursWhile.Contains(state) ? (ObservedStatus.Requested, RecordEnd.None) : (ObservedStatus.Started, RecordEnd.None);
        }

        if (state is null || !policy.DoneStates.Contains(state)) return (ObservedStatus.Requested, RecordEnd.None);
        if (policy.Model == "purchase.order")
        {
            return values.GetValueOrDefault(Receipt) switch
            {
                "full" => (ObservedStatus.Received, RecordEnd.Done),
                "partial" => (ObservedStatus.PartlyReceived, RecordEnd.None),
                _ => (ObservedStatus.Ordered, RecordEnd.None),
            };
        }

        // Of a transfer, what was not moved lives on in its backorder: the record itself is over.
        return (values.ContainsKey(OpenBackorders) ? ObservedStatus.PartlyReceived : ObservedStatus.Received, RecordEnd.Done);
    }

    /// <summary>The order that now holds the lines of one that was called off: buyers merge orders, and the lines move over with their external ids.</summary>
    public static long? MergedTo(PostedRecord posting, StandingRecord record) => record.Lines
        .Where(line => line.Parent is { } parent && parent != record.Id && posting.Baseline?.Lines.Values.Any(known => known.OdooId == line.Id) == true)
        .Select(line => line.Parent)
        .FirstOrDefault();
}
