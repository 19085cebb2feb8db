using System.Diagnostics;
using Integration.Sandbox.Faults;

namespace Integration.Worker.Drill.Faults;

/// <summary>
/// A call is cut off from its worker, or its worker is killed over it, and it reaches Odoo late, when a newer version of the same order is there. Nobody may write the order while the first call may still be on its way (rule 18).
/// </summary>
/// <param name="kills">Whether the worker dies over the call; else only its connection breaks.</param>
internal sealed class LateWrite(bool kills) : IDrillFault
{
    private const decimal First = 3;
    private const decimal Older = 5;
    private const decimal Newer = 8;

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
        order.Order(Orders.ALine(scene, 1, First));
        await scene.UntilAsync("the first version is in Odoo", DrillScene.Patience, () => Orders.HoldsAsync(scene, order, First, cancellationToken), cancellationToken);
        await scene.UntilAsync("nothing of it is due", DrillScene.Patience, async () => !await Orders.IsDueAsync(scene, order, cancellationToken), cancellationToken);

        var lines = await Orders.LinesAsync(scene, order, cancellationToken);
        var letGo = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var snare = scene.Place.Odoo.Snare(call => call.IsLoad("purchase.order.line") && call.Addresses(lines), Late(letGo.Task, arrived), times: 1);
        order.Order(Orders.ALine(scene, 1, Older));
        await snare.FirstAsync(DrillScene.Patience, scene.Time, cancellationToken);
        var watch = Stopwatch.StartNew();
        if (kills)
        {
            await worker.KillAsync();
            await scene.Place.Database.LetLeasesRunOutAsync(cancellationToken);
            await scene.Workers.StartGuestAsync(patient, [], cancellationToken);
        }

        order.Order(Orders.ALine(scene, 1, Newer));
        // Where the newer one goes first after all, the older lands on it.
        await scene.UntilAsync("the call is late enough", s_late * 2, async () => watch.Elapsed > s_late || await Orders.HoldsAsync(scene, order, Newer, cancellationToken), cancellationToken);
        letGo.SetResult();
        await arrived.Task.WaitAsync(DrillScene.Patience, scene.Time, cancellationToken);
        await scene.UntilAsync("nothing of it is due any more", DrillScene.Patience, async () => !await Orders.IsDueAsync(scene, order, cancellationToken), cancellationToken);
    }

    private Trouble Late(Task letGo, TaskCompletionSource arrived) => async exchange =>
    {
        await (kills ? Troubles.HeldUntil(letGo) : Troubles.LateUntil(letGo))(exchange);
        arrived.SetResult();
    };
}
