using Integration.SystemTests.Support;
using Xunit.Abstractions;

namespace Integration.SystemTests.Scenarios.Kills;

/// <summary>kill -9 on either side of every commit, and before, within and after every writing call to Odoo.</summary>
[Needs(RealOdoo.Url, Broker.Address, Postgres.Server)]
public sealed class When_a_worker_is_killed_at_a_fail_point(RealOdoo odoo, ITestOutputHelper output) : IClassFixture<RealOdoo>
{
    [RealFact]
    public async Task Nothing_is_lost_and_nothing_happens_twice()
    {
        await using var installation = await Installation.MakeAsync(odoo);
        await using var hospital = new Hospital(installation, TimeProvider.System.GetUtcNow());
        await new FailPointCampaign(installation, hospital, output).RunAsync();

        var found = await Found.CountAsync(await odoo.ConnectAsync(OdooRole.Administrator));
        output.WriteLine($"{hospital.Written} messages, {found.Orders.Count} orders and {found.Transfers.Count} transfers in Odoo.");
        var differences = hospital.Differences(found);
        Assert.True(differences.Count == 0, string.Join('\n', differences));
        await using var journal = await installation.OpenJournalAsync();
        await hospital.AssertAccountedForAsync(journal);
    }
}
