using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Drill;

/// <summary>A short drill with nothing installed: one worker on SQLite and the stand-in Odoo.</summary>
public sealed class When_everything_goes_wrong
{
    [Fact]
    public async Task Every_promise_holds_on_the_stand_in()
    {
        var report = await DrillProcess.HoldsAsync(new Dictionary<string, string>(), "--minutes", "0.2", "--faults", "told-twice,odoo-away,odoo-502,rejected-rows,kill-at-random");

        Assert.Equal(["kill-at-random", "told-twice", "rejected-rows", "odoo-502", "odoo-away"], report.GetProperty("faults").EnumerateArray().Select(fault => fault.GetString()));
        Assert.Equal(9, DrillProcess.Verdicts(report, "holds").Count());
        Assert.True(report.GetProperty("counts").GetProperty("acts of people").GetInt64() >= 30);
    }

    [Fact]
    public async Task A_fault_nobody_knows_is_refused()
    {
        await using var drill = await WorkerProcess.EndedAsync(new Dictionary<string, string>(), "drill", "--faults", "earthquake");

        Assert.Equal(2, drill.ExitCode);
        Assert.Contains("there is no earthquake", drill.Output, StringComparison.Ordinal);
    }
}

/// <summary>The same on real servers, with two workers: one dies at every fail point.</summary>
[Needs(RealOdoo.Url, Broker.Address, Broker.Management, Postgres.Server)]
public sealed class When_everything_goes_wrong_on_real_servers(RealOdoo odoo) : IClassFixture<RealOdoo>
{
    [RealFact]
    public async Task Every_promise_holds()
    {
        var (worker, environment) = (await odoo.ConnectAsync(OdooRole.Integration), new Dictionary<string, string>
        {
            ["Integration__Journal__ConnectionString"] = Environment.GetEnvironmentVariable(Postgres.Server)!,
            ["Integration__Bus__Address"] = Environment.GetEnvironmentVariable(Broker.Address)!,
            ["Integration__Drill__BrokerManagement"] = Environment.GetEnvironmentVariable(Broker.Management)!,
        });
        (environment["Integration__Odoo__main__Url"], environment["Integration__Odoo__main__Database"]) = (worker.Url.ToString(), worker.Database);
        (environment["Integration__Odoo__main__User"], environment["Integration__Odoo__main__Secret"]) = (worker.User, worker.Secret);
        foreach (var role in new[] { OdooRole.Buyer, OdooRole.Storekeeper, OdooRole.Administrator })
        {
            var person = await odoo.ConnectAsync(role);
            environment[$"Integration__Drill__{role}__User"] = person.User;
            environment[$"Integration__Drill__{role}__Secret"] = person.Secret;
        }

        var report = await DrillProcess.HoldsAsync(environment, "--odoo", "--minutes", "0.2", "--faults", "broker-lost,kill-at-fail-points");

        Assert.Equal(2, report.GetProperty("faults").GetArrayLength());
        Assert.Contains("RabbitMQ, Odoo, two workers", report.GetProperty("place").GetString(), StringComparison.Ordinal);
        Assert.Empty(report.GetProperty("notPlayed").EnumerateObject());
    }
}
