namespace Integration.Worker.Drill.Faults;

/// <summary>The broker is away for a while and comes back: what arrives meanwhile is accepted all the same, since the bus carries nothing but wake-ups.</summary>
internal sealed class BrokerLost : IDrillFault
{
    private const int Messages = 40;

    public string Name => "broker-lost";

    public string? WhyNot(DrillPlace place) => place.Broker is null ? "there is no broker: wake-ups stay in memory" : null;

    public async Task RunAsync(DrillScene scene, CancellationToken cancellationToken)
    {
        var proxy = scene.Place.Broker!.Proxy;
        proxy.Stop();
        try
        {
            await scene.TrafficAsync(Messages, cancellationToken);
            await scene.AnsweredAsync(cancellationToken);
            scene.Measured(Promise.FailuresIsolated, true, $"{Messages} messages were written while the broker was away, and all of them were accepted");
        }
        finally
        {
            proxy.Resume();
        }

        await scene.TrafficAsync(Messages, cancellationToken);
    }
}
