using Integration.Sandbox.Faults;

namespace Integration.Worker.Drill.Faults;

/// <summary>A buyer confirms an order after the worker has looked at it and before its change arrives. The decision was made on the old quantity, so that comes back, with a note (rule 13).</summary>
internal sealed class PersonInBetween : IDrillFault
{
    public string Name => "person-in-between";

    public async Task RunAsync(DrillScene scene, CancellationToken cancellationToken)
    {
        var order = scene.Hospital.NewRequisition(stock: false);
        order.Order(Orders.ALine(scene, 1, 4));
        await scene.UntilAsync("the order is in Odoo", DrillScene.Patience, () => Orders.HoldsAsync(scene, order, 4, cancellationToken), cancellationToken);
        var decided = order.Wants().Select(wanted => wanted with { Ways = [.. wanted.Ways.Select(Confirmed)], ByPeople = true }).ToList();
        var (ids, lines) = (await Orders.FindAsync(scene, order, cancellationToken), await Orders.LinesAsync(scene, order, cancellationToken));
        var buyer = Troubles.After(() => scene.Place.Buyer.ExecuteAsync("purchase.order", "button_confirm", [Orders.Ids(ids)], [], cancellationToken));
        using var snare = scene.Place.Odoo.Snare(call => call.IsLoad("purchase.order.line") && call.Addresses(lines), buyer, times: 1);
        order.Order(Orders.ALine(scene, 1, 9));
        order.Took(decided);
        await snare.FirstAsync(DrillScene.Patience, scene.Time, cancellationToken);
    }

    private static string Confirmed(string draft) => draft.Replace("draft,", "purchase,", StringComparison.Ordinal).Replace(" 0 notes:", " 1 notes:", StringComparison.Ordinal);
}
