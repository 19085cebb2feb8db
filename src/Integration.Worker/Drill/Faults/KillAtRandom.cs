namespace Integration.Worker.Drill.Faults;

/// <summary>kill -9 for each of the crew at any moment after it is ready, again and again, while the hospital goes on.</summary>
internal sealed class KillAtRandom : IDrillFault
{
    private const int Kills = 8;

    public string Name => "kill-at-random";

    public async Task RunAsync(DrillScene scene, CancellationToken cancellationToken)
    {
        var numbers = Enumerable.Range(0, scene.Workers.Size).ToList();
        var delays = numbers.Select(_ => new Queue<int>(Enumerable.Range(0, Kills / numbers.Count).Select(_ => scene.Random.Next(100, 3_000)))).ToList();
        await Task.WhenAll(numbers.Select(number => KillAsync(scene, number, delays[number], cancellationToken)));
    }

    private static async Task KillAsync(DrillScene scene, int number, Queue<int> delays, CancellationToken cancellationToken)
    {
        foreach (var delay in delays)
        {
            var victim = await scene.Workers.StartAsync(number, cancellationToken);
            await Task.Delay(TimeSpan.FromMilliseconds(delay), scene.Time, cancellationToken);
            await victim.KillAsync();
        }
    }
}
