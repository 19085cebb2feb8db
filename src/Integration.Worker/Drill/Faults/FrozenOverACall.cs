using Integration.Sandbox.Faults;

namespace Integration.Worker.Drill.Faults;

/// <summary>A worker stands still over a call that Odoo has carried out, as in a machine that was suspended, until another one has delivered a newer version; then it goes on with what it has in hand.</summary>
internal sealed class FrozenOverACall : IDrillFault
{
    private static readonly string[] s_receives = ["--role", "ingest,process"];
    private static readonly string[] s_delivers = ["--role", "deliver"];

    public string Name => "frozen-over-a-call";

    public string? WhyNot(DrillPlace place) => place.HasCrew ? null : "one worker has the journal to itself: no other can deliver meanwhile";

    public async Task RunAsync(DrillScene scene, CancellationToken cancellationToken)
    {
        await scene.Workers.KillAsync();
        await scene.Place.Database.LetLeasesRunOutAsync(cancellationToken);
        await scene.Workers.StartGuestAsync(new Dictionary<string, string>(), s_receives, cancellationToken);
        var frozen = await scene.Workers.StartGuestAsync(new Dictionary<string, string>(), s_delivers, cancellationToken);
        var order = scene.Hospital.NewRequisition(stock: false);
        var letGo = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var snare = scene.Place.Odoo.Snare(call => call.IsLoad("purchase.order") && call.Mentions(order.Number), Troubles.AnsweredWhen(letGo.Task), times: 1);
        order.Order(Orders.ALine(scene, 1, 3));
        await snare.FirstAsync(DrillScene.Patience, scene.Time, cancellationToken);
        await frozen.FreezeAsync();
        order.Order(Orders.ALine(scene, 1, 5));
        await scene.Workers.StartGuestAsync(new Dictionary<string, string>(), s_delivers, cancellationToken);
        await scene.UntilAsync("another worker has delivered the newer version", DrillScene.Patience, () => Orders.HoldsAsync(scene, order, 5, cancellationToken), cancellationToken);
        letGo.SetResult();
        await frozen.ThawAsync();
        await scene.TrafficAsync(20, cancellationToken);
        await scene.AnsweredAsync(cancellationToken);
    }
}
