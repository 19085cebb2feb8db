using Integration.Contracts;
using Integration.Sandbox.Faults;

namespace Integration.Worker.Drill.Faults;

/// <summary>kill -9 on either side of every commit, and before, within and after every writing call to Odoo: one worker after the other dies at its place, and a healthy one comes before and after them.</summary>
internal sealed class KillAtFailPoints : IDrillFault
{
    private const int Killed = 137;
    private static readonly TimeSpan s_untilDead = TimeSpan.FromMinutes(3);

    /// <summary>Longer than all kills take on the slowest machine: what a victim had in hand waits for the healthy worker, instead of costing later victims their lives until it is parked as a defect.</summary>
    private const string VictimsLease = "01:00:00";

    public string Name => "kill-at-fail-points";

    public async Task RunAsync(DrillScene scene, CancellationToken cancellationToken)
    {
        // Each message here is meant for one victim: nothing else may get it there, or past it.
        using var quiet = await scene.QuietAsync(cancellationToken);
        var plan = new FailPointKills(scene.Hospital, scene.Time.GetUtcNow());
        var kills = plan.Prepare();
        await scene.AnsweredAsync(cancellationToken);
        await scene.SettledAsync(cancellationToken);
        foreach (var requisition in plan.Confirmed)
        {
            await scene.People.ConfirmAsync(requisition, cancellationToken);
        }

        await scene.Workers.KillAsync();
        foreach (var kill in kills)
        {
            await KillAsync(scene, kill, cancellationToken);
        }

        foreach (var (point, code) in plan.Mapped)
        {
            await MapAsync(scene, point, code, cancellationToken);
        }

        var hit = kills.Select(kill => kill.Point).Concat(plan.Mapped.Select(map => map.Point)).ToHashSet();
        // Those of files and of polls are hit where files are dropped and servers asked: in tests of their own.
        if (FailPoint.Names.Except(FilePoint.All).Except(PollPoint.All).Except(hit).ToList() is { Count: > 0 } missed)
        {
            throw new DrillFailure($"{Name}: nobody was killed at {string.Join(", ", missed)}.");
        }

        scene.Measured(Promise.NothingLost, true, $"{kills.Count + plan.Mapped.Count} workers killed, at {hit.Count} places");
        await scene.Place.Database.LetLeasesRunOutAsync(cancellationToken);
    }

    private static async Task KillAsync(DrillScene scene, Kill kill, CancellationToken cancellationToken)
    {
        using var raced = kill.QuickBuyerOf is { } requisition
            ? scene.Place.Odoo.Snare(call => call.IsLoad("purchase.order.line"), Troubles.After(() => scene.People.ConfirmAsync(requisition, cancellationToken)), times: 1)
            : null;
        var environment = new Dictionary<string, string>
        {
            [FailPoint.Variable] = kill.Point,
            ["Integration__Pipeline__DeliverLease"] = VictimsLease,
            ["Integration__Pipeline__ProcessLease"] = VictimsLease,
        };
        var victim = await scene.Workers.StartGuestAsync(environment, scene.Place.Broker is null ? [] : ["--role", kill.Delivers ? "ingest,process,deliver" : "ingest,process"], cancellationToken);
        kill.Send();
        await DeadAsync(scene, victim, kill.Point, cancellationToken);
    }

    /// <summary>By hand: the operator does not know what became of the command, and gives it again.</summary>
    private static async Task MapAsync(DrillScene scene, string point, string code, CancellationToken cancellationToken)
    {
        string[] verb = ["map-code", "items", "interface=north-supply-requisitions", $"code={code}", "item=1002"];
        await DeadAsync(scene, scene.Workers.StartVerb(new Dictionary<string, string> { [FailPoint.Variable] = point }, verb), point, cancellationToken);
        var (exitCode, said, errors) = await scene.Workers.RunVerbAsync(verb, cancellationToken);
        if (exitCode != 0)
        {
            throw new DrillFailure($"'integration {string.Join(' ', verb)}' after the kill: {said}{errors}");
        }
    }

    private static async Task DeadAsync(DrillScene scene, WorkerUnderTest victim, string point, CancellationToken cancellationToken)
    {
        await scene.UntilAsync($"a worker is dead at {point}", s_untilDead, () => Task.FromResult(victim.HasExited), cancellationToken);
        if (victim.ExitCode != Killed)
        {
            throw new DrillFailure($"A worker that should have been killed at {point} ended with exit code {victim.ExitCode}; its log is {victim.Log}.");
        }
    }
}
