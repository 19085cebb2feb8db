using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Outages;

/// <summary>A graceful stop in the middle of the work, with a second worker beside it.</summary>
[Needs(Postgres.Server, Broker.Address, Broker.Management, RealOdoo.Url)]
public sealed class When_a_worker_is_stopped(ProxiedInstallation servers) : IClassFixture<ProxiedInstallation>
{
    private const int Many = 60;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);

    [RealFact]
    public async Task What_it_has_in_hand_is_finished_or_returned_and_the_other_does_the_rest()
    {
        var installation = await servers.ReadyAsync();
        // Small batches, so that the stop comes between two of them and not after the last.
        installation.Environment["Integration__Pipeline__DeliverBatch"] = "5";
        await using var stopped = await installation.StartWorkerAsync();
        var beside = new Dictionary<string, string>(installation.Environment) { ["Integration__Health__Port"] = $"{Installation.FreePort()}" };
        await using var other = await WorkerProcess.RunningAsync(beside, int.Parse(beside["Integration__Health__Port"], null), "--role", "process,deliver,reconcile");
        var wanted = Enumerable.Range(1, Many).Select(number => ($"STOP-{number}", number)).ToList();
        await Parallel.ForEachAsync(wanted, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (one, _) =>
            Assert.Equal("AA", await Installation.SendAsync(installation.RequisitionPort, Messages.Requisition(one.Item1, one.number))));
        await Poll.UntilAsync("the work has begun", Soon, async () => await installation.Database.CountAsync("select count(*) from posting_attempt") > 0, () => stopped.Output);

        await stopped.StopAsync();

        Assert.Equal(0, stopped.ExitCode);
        Assert.Equal(0, await installation.Database.CountAsync($"select count(*) from posting where lease_by like '%/{stopped.Id}/%'"));
        Assert.Equal(0, await installation.Database.CountAsync($"select count(*) from message where lease_by like '%/{stopped.Id}/%'"));
        Assert.Equal(0, await installation.Database.CountAsync($"select count(*) from posting_attempt where ended_at is null and worker like '%/{stopped.Id}/%'"));
        Assert.True(await installation.Database.CountAsync("select count(*) from posting where state = 'InFlight'") > 0, "All was done before the stop, which proves nothing.");
        await installation.SettleAsync(Soon, () => other.Output);
        await servers.HoldsOnceAsync(wanted);
        await other.StopAsync();
        Assert.Equal(0, other.ExitCode);
    }
}
