namespace Integration.Worker.Drill.Faults;

/// <summary>One worker stops as in a suspended machine, for longer than its leases last, and goes on where it was (rule 18).</summary>
internal sealed class FreezeAndThaw : IDrillFault
{
    private static readonly TimeSpan s_margin = TimeSpan.FromSeconds(2);

    public string Name => "freeze-and-thaw";

    public async Task RunAsync(DrillScene scene, CancellationToken cancellationToken)
    {
        await scene.TrafficAsync(15, cancellationToken);
        var frozen = scene.Workers.Crew[^1];
        await frozen.FreezeAsync();
        try
        {
            await Task.Delay(scene.Place.DeliverLease + s_margin, scene.Time, cancellationToken);
        }
        finally
        {
            await frozen.ThawAsync();
        }

        await scene.TrafficAsync(15, cancellationToken);
    }
}
