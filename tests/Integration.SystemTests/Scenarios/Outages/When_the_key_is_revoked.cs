using System.Text.RegularExpressions;
using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Outages;

/// <summary>The service user's key ends or is taken away: no posting is to blame, so none is held, and all goes on by itself when there is a new one.</summary>
[Needs(Postgres.Server, Broker.Address, Broker.Management, RealOdoo.Url)]
public sealed partial class When_the_key_is_revoked(ProxiedInstallation servers) : IClassFixture<ProxiedInstallation>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseCookies = false });
    private readonly string _tag = $"KR{Guid.CreateVersion7():N}"[..16].ToUpperInvariant() + Random.Shared.Next(100, 999);

    [RealFact]
    public async Task Nothing_is_held_and_a_new_key_is_taken_up_without_a_restart()
    {
        var installation = await servers.ReadyAsync();
        var user = await installation.Odoo.ConnectAsync(OdooRole.Integration);
        var keys = new OdooKeys(Http, user, user.Secret, TimeProvider.System);
        var file = Path.Combine(Directory.CreateTempSubdirectory("integration-test-").FullName, "secret");
        await File.WriteAllTextAsync(file, (await keys.MakeAsync("first", CancellationToken.None)).Key);
        var environment = new Dictionary<string, string>(installation.Environment) { ["Integration__Odoo__main__SecretFile"] = file };
        environment.Remove("Integration__Odoo__main__Secret");
        await using var worker = await WorkerProcess.RunningAsync(environment, installation.HealthPort);
        await AcceptedAsync(installation, 1);
        await installation.SettleAsync(Soon, () => worker.Output);

        Assert.True(await keys.RemoveAsync("first", CancellationToken.None));
        await AcceptedAsync(installation, 2);
        await AcceptedAsync(installation, 3);
        await Poll.UntilAsync("the worker knows that it is not let in", Soon, () => Task.FromResult(NotLetIn().IsMatch(worker.Output)), () => worker.Output);
        await Poll.UntilAsync(
            "both wait, and their starts were given back",
            Soon,
            async () => await installation.Database.CountAsync($"select count(*) from posting where desired ~ '{_tag}-[23]' and state = 'InFlight' and starts = 0 and lease_by is null") == 2,
            () => worker.Output);
        Assert.Equal(0, await installation.Database.CountAsync("select count(*) from posting where state in ('Held', 'Parked')"));

        await File.WriteAllTextAsync(file, (await keys.MakeAsync("second", CancellationToken.None)).Key);
        await installation.SettleAsync(Soon, () => worker.Output);
        await servers.HoldsOnceAsync([($"{_tag}-1", 1), ($"{_tag}-2", 2), ($"{_tag}-3", 3)]);
        Assert.DoesNotContain(await File.ReadAllTextAsync(file), worker.Output, StringComparison.Ordinal);
        await worker.StopAsync();
    }

    private async Task AcceptedAsync(Installation installation, int number) =>
        Assert.Equal("AA", await Installation.SendAsync(installation.RequisitionPort, Messages.Requisition($"{_tag}-{number}", number)));

    [GeneratedRegex("\"EventId\":\\{\"Id\":3008.*|AccessDenied", RegexOptions.CultureInvariant)]
    private static partial Regex NotLetIn();
}
