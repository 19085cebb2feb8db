using Integration.Sandbox.Faults;

namespace Integration.Worker.Drill.Faults;

/// <summary>A newer version comes while the older one is being written: that the older one has arrived says nothing about the newer (rule 1).</summary>
internal sealed class NewerMeanwhile : IDrillFault
{
    public string Name => "newer-meanwhile";

    public async Task RunAsync(DrillScene scene, CancellationToken cancellationToken)
    {
        await scene.Workers.KillAsync();
        await scene.Workers.StartGuestAsync(new Dictionary<string, string> { ["Integration__Odoo__main__TimeOut"] = "00:00:30", ["Integration__Pipeline__DeliverLease"] = "00:00:40" }, [], cancellationToken);
        var order = scene.Hospital.NewRequisition(stock: false);
        var letGo = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var snare = scene.Place.Odoo.Snare(call => call.IsLoad("purchase.order") && call.Mentions(order.Number), Troubles.HeldUntil(letGo.Task), times: 1);
        order.Order(Orders.ALine(scene, 1, 3));
        await snare.FirstAsync(DrillScene.Patience, scene.Time, cancellationToken);
        order.Order(Orders.ALine(scene, 1, 5));
        await scene.UntilAsync("the newer version is mapped", DrillScene.Patience, async () => await Orders.RevisionAsync(scene, order, cancellationToken) >= 2, cancellationToken);
        letGo.SetResult();
        await scene.UntilAsync("the older version is in Odoo", DrillScene.Patience, async () => (await Orders.FindAsync(scene, order, cancellationToken)).Length > 0, cancellationToken);
        await scene.UntilAsync("the newer one is not due any more", DrillScene.Patience, async () => !await Orders.IsDueAsync(scene, order, cancellationToken), cancellationToken);
        await scene.Workers.DismissGuestsAsync();
        await scene.Place.Database.LetLeasesRunOutAsync(cancellationToken);
    }
}
