using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Outages;

/// <summary>A worker whose own looks are minutes apart: everything that happens sooner, a wake-up on the broker brought about.</summary>
[Needs(Postgres.Server, Broker.Address, Broker.Management, RealOdoo.Url)]
public sealed class When_the_sweep_sleeps(ProxiedInstallation servers) : IClassFixture<ProxiedInstallation>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private readonly string _tag = $"SL{Guid.CreateVersion7():N}"[..16].ToUpperInvariant() + Random.Shared.Next(100, 999);

    [RealFact]
    public async Task A_posting_that_comes_again_is_brought_by_the_retry_queue_of_its_delay()
    {
        const string Queue = "integration-deliver-retry-6s";
        var installation = await servers.ReadyAsync();
        var environment = new Dictionary<string, string>(installation.Environment)
        {
            ["Integration__Pipeline__Sweep"] = "00:05:00",
            ["Integration__Delivery__Unavailable__0"] = "00:00:06",
        };
        await using var worker = await WorkerProcess.RunningAsync(environment, installation.HealthPort);
        await Poll.UntilAsync("the queues are there", Soon, async () => await installation.Broker.IsConsumedAsync() && (await installation.Broker.QueuesAsync()).Contains(Queue), () => worker.Output);
        await AcceptedAsync(installation, 1);
        await installation.SettleAsync(Soon, () => worker.Output);

        servers.Odoo.Stop();
        await AcceptedAsync(installation, 2);
        await Poll.UntilAsync("a wake-up waits in the retry queue", Soon, async () => (await installation.Broker.ContentsAsync(Queue)).Contains("RetryDue", StringComparison.Ordinal), () => worker.Output);
        servers.Odoo.Resume();
        await installation.SettleAsync(Soon, () => worker.Output);

        await servers.HoldsOnceAsync([($"{_tag}-1", 1), ($"{_tag}-2", 2)]);
        Assert.DoesNotContain("RetryDue", await installation.Broker.ContentsAsync(Queue), StringComparison.Ordinal);
        await worker.StopAsync();
    }

    private async Task AcceptedAsync(Installation installation, int number) =>
        Assert.Equal("AA", await Installation.SendAsync(installation.RequisitionPort, Messages.Requisition($"{_tag}-{number}", number)));
}
