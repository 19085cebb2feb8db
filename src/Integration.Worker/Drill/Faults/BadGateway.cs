using Integration.Sandbox.Faults;

namespace Integration.Worker.Drill.Faults;

/// <summary>A proxy answers 502 to everything for a while. What is accepted waits in the journal; Odoo is asked now and then, and not flooded.</summary>
internal sealed class BadGateway : IDrillFault
{
    private const int CallsASecond = 4;
    private const int CallsAtFirst = 40;
    private static readonly TimeSpan s_lasts = TimeSpan.FromSeconds(8);

    public string Name => "odoo-502";

    public async Task RunAsync(DrillScene scene, CancellationToken cancellationToken)
    {
        var (odoo, begun) = (scene.Place.Odoo, scene.Time.GetTimestamp());
        var before = odoo.Witness.Calls;
        using (odoo.Snare(_ => true, Troubles.BadGateway))
        {
            await Task.Delay(s_lasts, scene.Time, cancellationToken);
            await scene.AnsweredAsync(cancellationToken);
        }

        var (calls, seconds) = (odoo.Witness.Calls - before, scene.Time.GetElapsedTime(begun).TotalSeconds);
        var most = (int)(scene.Workers.Size * (CallsAtFirst + (CallsASecond * seconds)));
        scene.Measured(Promise.RetriesBounded, calls <= most, $"{calls} calls in {seconds:0} s in which Odoo answered 502, {most} at most");
        await scene.TrafficAsync(CallsAtFirst, cancellationToken);
    }
}
