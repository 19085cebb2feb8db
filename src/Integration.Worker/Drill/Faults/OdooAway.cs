namespace Integration.Worker.Drill.Faults;

/// <summary>Odoo is not there while one order changes again and again: when it is back, it gets the last version and none of those before.</summary>
internal sealed class OdooAway : IDrillFault
{
    private const int Changes = 20;

    /// <summary>The one call that makes it, and one more where the outage cut that off.</summary>
    private const int MostWrites = 2;

    public string Name => "odoo-away";

    public async Task RunAsync(DrillScene scene, CancellationToken cancellationToken)
    {
        var order = scene.Hospital.NewRequisition(stock: false);
        await scene.Place.Odoo.StopAsync(cancellationToken);
        var revisions = 0;
        try
        {
            for (var quantity = 1; quantity <= Changes; quantity++)
            {
                order.Order(Orders.ALine(scene, 1, quantity));
                await scene.UntilAsync($"version {quantity} is mapped", DrillScene.Patience, async () => await Orders.RevisionAsync(scene, order, cancellationToken) >= quantity, cancellationToken);
            }

            revisions = await Orders.RevisionAsync(scene, order, cancellationToken);
        }
        finally
        {
            await scene.Place.Odoo.ResumeAsync(CancellationToken.None);
        }

        await scene.UntilAsync("the last version is in Odoo", DrillScene.Patience, () => Orders.HoldsAsync(scene, order, Changes, cancellationToken), cancellationToken);
        var id = (await Orders.FindAsync(scene, order, cancellationToken))[0];
        var name = (await scene.Place.Administrator.ExternalIdsAsync("purchase.order", [id], cancellationToken))[id];
        var writes = scene.Place.Odoo.Witness.WritesOf(name);
        scene.Measured(Promise.SupersededNotSent, writes <= MostWrites, $"{order.Number} had {revisions} versions while Odoo was away and was written {writes} times when it was back, {MostWrites} at most");
    }
}
