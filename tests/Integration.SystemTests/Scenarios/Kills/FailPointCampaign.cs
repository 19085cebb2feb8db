using Integration.Contracts;
using Integration.Odoo;
using Integration.SystemTests.Support;
using Xunit.Abstractions;

namespace Integration.SystemTests.Scenarios.Kills;

/// <summary>One worker after the other dies at its fail point; a healthy one comes before and after them.</summary>
internal sealed class FailPointCampaign(Installation installation, Hospital hospital, ITestOutputHelper output)
{
    private const int Killed = 137;
    private static readonly TimeSpan UntilDead = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan UntilSettled = TimeSpan.FromMinutes(4);

    /// <summary>Longer than all kills take on the slowest machine: what a victim had in hand waits for the healthy worker, instead of costing later victims their lives until it is parked as a defect.</summary>
    private const string VictimsLease = "01:00:00";

    private readonly HashSet<string> _hit = [];

    public async Task RunAsync()
    {
        var plan = new FailPointKills(hospital, TimeProvider.System.GetUtcNow());
        var kills = plan.Prepare();
        await using (var healthy = await installation.StartWorkerAsync())
        {
            await WorkAsync(healthy, exceptions: plan.Mapped.Count);
            await healthy.StopAsync();
        }

        foreach (var requisition in plan.Confirmed) await ConfirmAsync(requisition);
        foreach (var kill in kills) await KillAsync(kill);
        foreach (var (point, code) in plan.Mapped) await MapAsync(point, code);
        // Those of files are hit where files are dropped.
        Assert.Equal(FailPoint.Names.Except(FilePoint.All).Except(PollPoint.All).Order(StringComparer.Ordinal), _hit.Order(StringComparer.Ordinal));

        await installation.LetLeasesRunOutAsync();
        await using var last = await installation.StartWorkerAsync();
        await WorkAsync(last, exceptions: 0);
    }

    /// <summary>Until everything is answered and settled.</summary>
    private async Task WorkAsync(WorkerProcess worker, int exceptions)
    {
        await Poll.UntilAsync("every message is answered", UntilDead, hospital.SendAsync, () => worker.Output);
        await installation.SettleAsync(UntilSettled, () => worker.Output);
        await using var journal = await installation.OpenJournalAsync();
        var open = await journal.ExceptionsAsync(CancellationToken.None);
        Assert.True(open.Count == exceptions, string.Join('\n', open.Select(entry => $"{entry.Reason} {string.Join(' ', entry.Examples)}")));
    }

    private async Task KillAsync(Kill kill)
    {
        await using var buyer = kill.QuickBuyerOf is { } raced ? new QuickBuyer((await installation.Odoo.ConnectAsync(OdooRole.Buyer)).Url, "purchase.order.line", () => ConfirmAsync(raced)) : null;
        var environment = new Dictionary<string, string>(installation.Environment)
        {
            [FailPoint.Variable] = kill.Point,
            ["Integration__Pipeline__DeliverLease"] = VictimsLease,
            ["Integration__Pipeline__ProcessLease"] = VictimsLease,
        };
        if (buyer is not null) environment["Integration__Odoo__main__Url"] = buyer.Url;
        await using var victim = await WorkerProcess.RunningAsync(environment, installation.HealthPort, "--role", kill.Roles);
        kill.Send();
        await Poll.UntilAsync($"answered, or dead at {kill.Point}", UntilDead, async () => victim.HasExited || await hospital.SendAsync(), () => victim.Output);
        await AssertKilledAsync(victim, kill.Point);
    }

    /// <summary>By hand: the operator does not know what became of the command, and gives it again.</summary>
    private async Task MapAsync(string point, string code)
    {
        string[] verb = ["map-code", "items", "interface=north-supply-requisitions", $"code={code}", "item=1002"];
        await using (var victim = WorkerProcess.Start(new Dictionary<string, string>(installation.Environment) { [FailPoint.Variable] = point }, verb)) await AssertKilledAsync(victim, point);
        var (exitCode, said) = await installation.RunVerbAsync(verb);
        Assert.True(exitCode == 0, said);
    }

    private async Task AssertKilledAsync(WorkerProcess victim, string point)
    {
        await Poll.UntilAsync($"dead at {point}", UntilDead, () => Task.FromResult(victim.HasExited), () => victim.Output);
        Assert.True(victim.ExitCode == Killed, $"{point}: exit code {victim.ExitCode}\n{victim.Output}");
        _hit.Add(point);
        output.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss} killed at {point}");
    }

    private async Task ConfirmAsync(Requisition requisition)
    {
        var buyer = await installation.OdooAsync(OdooRole.Buyer);
        var orders = await buyer.SearchReadAsync("purchase.order", OdooDomain.Where("origin", "=", requisition.Number), ["id"], 10, "id", 0, OdooContext.Standard, CancellationToken.None);
        await buyer.CallAsync("purchase.order", "button_confirm", [.. orders.Select(order => order.Id)], OdooContext.Standard, CancellationToken.None);
    }
}
