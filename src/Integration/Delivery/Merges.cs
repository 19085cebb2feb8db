using Integration.Odoo;
using Integration.Odoo.Reading;

namespace Integration.Delivery;

/// <summary>
/// Finds the order that lives on when a buyer merged ours away: lines of ours are in it, or, where Odoo added them to lines of the same product, the note it left
/// on the cancelled order points to it. Its origin must hold ours.
/// </summary>
internal static class Merges
{
    private const string Name = "display_name";

    /// <summary>Fills <see cref="DeliveryItem.MergedInto"/>.</summary>
    /// <exception cref="OdooFault">Odoo cannot be asked, or refuses to answer.</exception>
    public static async Task FindAsync(OdooClient odoo, IReadOnlyList<DeliveryItem> items, CancellationToken cancellation)
    {
        var suspects = items.Where(item => item is { Result: null, Before: not null, Policy: { OriginField: not null, SchedulerOrigin: not null } })
            .ToDictionary(item => item, item => Strays(item).ToHashSet());
        var cancelled = suspects.Where(pair => pair.Value.Count == 0 && CancelledByOthers(pair.Key)).Select(pair => pair.Key).ToArray();
        if (cancelled.Length > 0)
        {
            var linked = await MergeNotes.LinkedAsync(odoo, cancelled[0].Policy.Model, [.. cancelled.Select(item => item.OdooId!.Value)], cancellation);
            foreach (var item in cancelled) suspects[item].UnionWith(linked[item.OdooId!.Value]);
        }

        var candidates = suspects.Values.SelectMany(ids => ids).Distinct().ToArray();
        if (candidates.Length == 0) return;
        var (model, origin) = (items[0].Policy.Model, items[0].Policy.OriginField!);
        var read = (await odoo.ReadAsync(model, candidates, [Name, origin], OdooContext.Standard, cancellation)).ToDictionary(record => record.Id);
        foreach (var (item, ids) in suspects)
        {
            string[] names = [.. ids.Order().Where(read.ContainsKey).Select(id => read[id])
                .Where(record => MergeNotes.Holds(item.SentOrigin, record.Text(origin))).Select(record => record.Text(Name) ?? NormalForm.Id(record.Id))];
            if (names.Length > 0) item.MergedInto = string.Join(", ", names);
        }
    }

    private static IEnumerable<long> Strays(DeliveryItem item) => item.Before!.Lines.Select(line => line.Parent).OfType<long>().Where(parent => parent != item.OdooId);

    private static bool CancelledByOthers(DeliveryItem item) =>
        item.Policy.CancelledStates.Contains(item.Policy.StateOf(item.Before!.Values)) && !item.Policy.CancelledStates.Contains(item.Posting.Baseline?.State);
}
