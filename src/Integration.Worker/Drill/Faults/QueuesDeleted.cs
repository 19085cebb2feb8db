namespace Integration.Worker.Drill.Faults;

/// <summary>Every queue is deleted at the broker, with all that stands in it. The journal knows what is due, so nothing is lost, and the queues are made again.</summary>
internal sealed class QueuesDeleted : IDrillFault
{
    private const int Messages = 40;

    public string Name => "queues-deleted";

    public string? WhyNot(DrillPlace place) => place.Broker is null ? "there are no queues: wake-ups stay in memory" : null;

    public async Task RunAsync(DrillScene scene, CancellationToken cancellationToken)
    {
        var broker = scene.Place.Broker!;
        // Others are of a process, and go with it.
        var before = (await broker.QueuesAsync(cancellationToken)).Where(IsOurs).ToList();
        await scene.TrafficAsync(Messages / 2, cancellationToken);
        foreach (var queue in before)
        {
            await broker.DeleteQueueAsync(queue, cancellationToken);
        }

        await scene.TrafficAsync(Messages, cancellationToken);
        await scene.AnsweredAsync(cancellationToken);
        await scene.UntilAsync("the queues are there again", DrillScene.Patience, async () => !before.Except(await broker.QueuesAsync(cancellationToken)).Any(), cancellationToken);
        scene.Say($"{before.Count} queues were deleted and are there again");
    }

    private static bool IsOurs(string queue) => queue.StartsWith("integration-", StringComparison.Ordinal);
}
