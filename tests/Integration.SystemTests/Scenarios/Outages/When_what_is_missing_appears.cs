using System.Text.Json.Nodes;
using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Outages;

/// <summary>Orders wait under one exception for a product that is archived, and go out by themselves when it is back.</summary>
[Needs(Postgres.Server, Broker.Address, Broker.Management, RealOdoo.Url)]
public sealed class When_what_is_missing_appears(ProxiedInstallation servers) : IClassFixture<ProxiedInstallation>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);

    [RealFact]
    public async Task All_that_waited_for_it_is_posted_without_anybody_releasing_it()
    {
        var installation = await servers.ReadyAsync();
        var odoo = await installation.OdooAsync(OdooRole.Administrator);
        var product = (await odoo.SearchReadAsync("product.product", OdooDomain.Where("default_code", "=", "1002"), ["default_code"], 1, "id", 0, OdooContext.Standard, CancellationToken.None))[0].Id;
        await ArchiveAsync(true);
        await using var worker = await WorkerProcess.RunningAsync(
            new Dictionary<string, string>(installation.Environment) { ["Integration__Pipeline__MissingEvery"] = "00:00:01" }, installation.HealthPort);
        for (var number = 1; number <= 3; number++)
        {
            Assert.Equal("AA", await Installation.SendAsync(installation.RequisitionPort, Messages.Requisition($"MISSING-{number}", number)));
        }

        await Poll.UntilAsync("all are held", Soon, async () => await installation.Database.CountAsync("select count(*) from posting where state = 'Held' and failure_kind = 'MissingReference'") == 3, () => worker.Output);
        await using (var journal = await installation.OpenJournalAsync())
        {
            var entry = Assert.Single(await journal.ExceptionsAsync(CancellationToken.None));
            Assert.Equal(("MissingReference", "product.product default_code 1002", 3), (entry.Kind, entry.Subject, entry.Waiting));
        }

        await ArchiveAsync(false);
        await Poll.UntilAsync("all are posted", Soon, async () => await installation.Database.CountAsync("select count(*) from posting where state = 'Posted'") == 3, () => worker.Output);

        await servers.HoldsOnceAsync([("MISSING-1", 1), ("MISSING-2", 2), ("MISSING-3", 3)]);
        Assert.Equal(["release by integration"], await installation.Database.TextsAsync("select command || ' by ' || author from command_log"));
        await worker.StopAsync();

        Task ArchiveAsync(bool archived) => odoo.WriteAsync("product.product", [product], new JsonObject { ["active"] = !archived }, OdooContext.Standard, CancellationToken.None);
    }
}
