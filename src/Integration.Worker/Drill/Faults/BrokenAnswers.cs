using Integration.Sandbox.Faults;

namespace Integration.Worker.Drill.Faults;

/// <summary>Odoo does what it is asked and answers late, never, or something that is no answer: nobody knows then what was done, and it is done once all the same.</summary>
/// <param name="name">Of the episode.</param>
/// <param name="calls">How many writing calls meet it.</param>
/// <param name="trouble">What becomes of them; the token ends with the episode.</param>
internal sealed class BrokenAnswers(string name, int calls, Func<DrillScene, CancellationToken, Trouble> trouble) : IDrillFault
{
    private const int Messages = 30;
    private static readonly TimeSpan s_slow = TimeSpan.FromSeconds(1);

    public static IReadOnlyList<IDrillFault> All { get; } =
    [
        new BrokenAnswers("odoo-slow", 12, (scene, _) => Troubles.Slow(s_slow, scene.Time)),
        new BrokenAnswers("odoo-hung-after-commit", 2, (_, over) => Troubles.HangAfterCommit(over)),
        new BrokenAnswers("odoo-html", 2, (_, _) => Troubles.Html),
        new BrokenAnswers("odoo-half-body", 2, (_, _) => Troubles.HalfBody),
    ];

    public string Name => name;

    public async Task RunAsync(DrillScene scene, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var snare = scene.Place.Odoo.Snare(call => call.IsWrite, trouble(scene, over.Token), calls);
        await scene.TrafficAsync(Messages, cancellationToken);
        await scene.UntilAsync($"{calls} writing calls have met it", DrillScene.Patience, () => Task.FromResult(snare.Met == calls), cancellationToken);
        await scene.TrafficAsync(Messages, cancellationToken);
        await over.CancelAsync();
    }
}
