using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Network;

/// <summary>From an Odoo with nothing but its modules to a day of all five flows, by the README's own commands and as the user with the least rights.</summary>
[Needs(RealOdoo.Url, "INTEGRATION_DEV_SERVERS")]
public sealed class When_the_network_lives_a_day : IAsyncLifetime
{
    private readonly RealOdoo _odoo = RealOdoo.Empty();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("integration-test-");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _odoo.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [RealFact]
    public async Task Odoo_holds_every_record_that_its_stories_lead_to()
    {
        var service = await _odoo.ConnectAsync(OdooRole.Integration);
        var administrator = await _odoo.ConnectAsync(OdooRole.Administrator);
        var environment = new Dictionary<string, string>
        {
            ["Integration__Journal__Store"] = "Sqlite",
            ["Integration__Journal__Path"] = Path.Combine(_folder.FullName, "journal.db"),
            ["Integration__Bus__Transport"] = "Memory",
            ["Integration__Security__HashKey"] = Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(48)),
            ["Integration__Odoo__main__Url"] = service.Url.ToString(),
            ["Integration__Odoo__main__Database"] = service.Database,
            ["Integration__Odoo__main__User"] = service.User,
            ["Integration__Odoo__main__Secret"] = service.Secret,
        };
        string[] provision = ["provision", "--user", administrator.User, "--password-file", Secret("admin", administrator.Secret), "--service-password-file", Secret("service", service.Secret)];
        await EndsWellAsync(environment, provision);

        var said = await EndsWellAsync(environment, "demo", "--once", "--odoo");

        Assert.Contains("orders in Odoo", said, StringComparison.Ordinal);
        Assert.Contains("RQ-2001", said, StringComparison.Ordinal);
        Assert.Contains("The ledger balances.", said, StringComparison.Ordinal);
        Assert.Contains("messages sent, all accounted for; Odoo holds what the day should lead to.", said, StringComparison.Ordinal);
    }

    private static async Task<string> EndsWellAsync(Dictionary<string, string> environment, params string[] arguments)
    {
        var (code, said) = await WorkerProcess.RunAsync(environment, arguments);
        Assert.True(code == 0, said);
        return said;
    }

    private string Secret(string name, string secret)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, secret);
        return path;
    }
}
