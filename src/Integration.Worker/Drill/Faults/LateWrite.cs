using System.Diagnostics;
using Integration.Sandbox.Faults;
using Integration.Sandbox.Hospital.Drill;

namespace Integration.Worker.Drill.Faults;

/// <summary>
/// A call is cut off from its worker, or its worker is killed over it, and it reaches Odoo late, when a newer version of the same order is there. Nobody may write the order while the first call may still be on its way (rule 18).
/// </summary>
/// <param name="kills">Whether the worker dies over the call; else only its connection breaks.</param>
internal sealed class LateWrite(bool kills) : IDrillFault
{
    /// <summary>The longest that this Odoo is said to be at one call; the late one arrives well within it.</summary>
    private static readonly TimeSpan s_fence = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan s_late = TimeSpan.FromSeconds(9);

    public string Name => kills ? "late-write-of-the-killed" : "late-write";

    public async Task RunAsync(DrillScene scene, CancellationToken cancellationToken)
    {
        // Longer than the leases, so that the fence alone keeps others off.
        var patient = new Dictionary<string, string> { ["Integration__Pipeline__OdooLongestTransaction"] = s_fence.ToString("c") };
        await scene.Workers.KillAsync();
        await scene.Place.Database.LetLeasesRunOutAsync(cancellationToken);
        var worker = await scene.Workers.StartGuestAsync(patient, [], cancellationToken);
        var order = scene.Hospital.NewRequisition(stock: false);
        var letGo = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var trouble = kills ? Troubles.HeldUntil(letGo.Task) : Troubles.LateUntil(letGo.Task);
        using var snare = scene.Place.Odoo.Snare(call => call.IsLoad("purchase.order") && call.Mentions(order.Number), trouble, times: 1);
        order.Order(Orders.ALine(scene, 1, 3));
        await snare.FirstAsync(DrillScene.Patience, scene.Time, cancellationToken);
        var watch = Stopwatch.StartNew();
        if (kills)
        {
            await worker.KillAsync();
            await scene.Place.Database.LetLeasesRunOutAsync(cancellationToken);
            await scene.Workers.StartGuestAsync(patient, [], cancellationToken);
        }

        order.Order(Orders.ALine(scene, 1, 5));
        // Where the newer one goes first after all, the older lands on it.
        await scene.UntilAsync("the call is late enough", s_late * 2, async () => watch.Elapsed > s_late || await Orders.HoldsAsync(scene, order, 5, cancellationToken), cancellationToken);
        letGo.SetResult();
        await scene.UntilAsync("the late call has arrived", DrillScene.Patience, () => HasArrivedAsync(scene, order, cancellationToken), cancellationToken);
        await scene.UntilAsync("nothing of it is due any more", DrillScene.Patience, async () => !await Orders.IsDueAsync(scene, order, cancellationToken), cancellationToken);
    }

    private static async Task<bool> HasArrivedAsync(DrillScene scene, Requisition order, CancellationToken cancellationToken) => (await Orders.FindAsync(scene, order, cancellationToken)).Length > 0;
}
