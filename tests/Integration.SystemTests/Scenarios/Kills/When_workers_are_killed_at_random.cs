using System.Globalization;
using Integration.SystemTests.Support;
using Xunit.Abstractions;

namespace Integration.SystemTests.Scenarios.Kills;

/// <summary>Fifty times kill -9 for one of two workers, at any moment, while two sending systems go on.</summary>
[Needs(RealOdoo.Url, Broker.Address, Postgres.Server)]
public sealed class When_workers_are_killed_at_random(RealOdoo odoo, ITestOutputHelper output) : IClassFixture<RealOdoo>
{
    private const string Seed = "INTEGRATION_TEST_SEED";

    [RealFact]
    public async Task Nothing_is_lost_and_nothing_happens_twice()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable(Seed), CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next(1_000_000);
        output.WriteLine($"{Seed}={seed}");
        await using var installation = await Installation.MakeAsync(odoo);
        await using var hospital = new Hospital(installation, TimeProvider.System.GetUtcNow());
        var campaign = new RandomCampaign(installation, hospital, seed, output);
        await campaign.RunAsync();

        var found = await Found.CountAsync(await odoo.ConnectAsync(OdooRole.Administrator));
        output.WriteLine($"{hospital.Written} messages, {found.Orders.Count} orders and {found.Transfers.Count} transfers in Odoo.");
        var differences = hospital.Differences(found);
        Assert.True(differences.Count == 0, $"{Seed}={seed}\n{string.Join('\n', differences)}");
        await using var journal = await installation.OpenJournalAsync();
        await hospital.AssertAccountedForAsync(journal);
        Assert.Empty(await journal.OpenBreaksAsync(CancellationToken.None));
    }
}
