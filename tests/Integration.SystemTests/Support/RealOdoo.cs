using System.Diagnostics;
using Integration.Odoo;

namespace Integration.SystemTests.Support;

/// <summary>The users that a prepared Odoo has (ops/odoo/provision.py) and the stand-in too.</summary>
public enum OdooRole
{
    Integration,
    Buyer,
    Storekeeper,
    Technician,
    Housekeeper,
    Administrator,
}

/// <summary>
/// A database of the real Odoo that the environment names. Where INTEGRATION_DEV_SERVERS names the script that runs it, each fixture gets a fresh database
/// from the template and removes it afterwards; else the named database is used as it is.
/// </summary>
public sealed class RealOdoo : IAsyncLifetime
{
    public const string Url = "INTEGRATION_TEST_ODOO_URL";

    // Not before the first test that runs: a class whose tests are all skipped gets its fixture nevertheless.
    private readonly Lazy<Task<string>> _database;

    public RealOdoo()
        : this("fresh-odoo")
    {
    }

    private RealOdoo(string verb) => _database = new(() => MakeDatabaseAsync(verb));

    /// <summary>A database with the modules and nothing else: no master data, no user but the administrator.</summary>
    public static RealOdoo Empty() => new("empty-odoo");

    public async Task<OdooConnection> ConnectAsync(OdooRole role)
    {
        var (user, password) = role switch
        {
            OdooRole.Integration => ("USER", "PASSWORD"),
            OdooRole.Buyer => ("BUYER_USER", "BUYER_PASSWORD"),
            OdooRole.Storekeeper => ("STOREKEEPER_USER", "STOREKEEPER_PASSWORD"),
            OdooRole.Technician => ("TECHNICIAN_USER", "TECHNICIAN_PASSWORD"),
            OdooRole.Housekeeper => ("HOUSEKEEPER_USER", "HOUSEKEEPER_PASSWORD"),
            OdooRole.Administrator => ("ADMIN_USER", "ADMIN_PASSWORD"),
            _ => throw new UnreachableException(),
        };
        return new OdooConnection
        {
            Url = new Uri(Variable(Url)),
            Protocol = OdooProtocol.JsonRpc,
            Database = await _database.Value,
            User = Variable("INTEGRATION_TEST_ODOO_" + user),
            Secret = Variable("INTEGRATION_TEST_ODOO_" + password),
        };
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_database.IsValueCreated && HasServers) await ServersAsync("drop-odoo", await _database.Value);
    }

    private static bool HasServers => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("INTEGRATION_DEV_SERVERS"));

    private static async Task<string> MakeDatabaseAsync(string verb)
    {
        if (!HasServers) return Variable("INTEGRATION_TEST_ODOO_DATABASE");
        var name = $"test_{Guid.CreateVersion7():N}";
        await ServersAsync(verb, name);
        return name;
    }

    private static string Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
        ? value
        : throw new InvalidOperationException(NeedsAttribute.Missing([name]));

    private static async Task ServersAsync(string verb, string database)
    {
        var start = new ProcessStartInfo(Variable("INTEGRATION_DEV_SERVERS"), [verb, database]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"ops/dev/servers {verb} failed: {errors}{await output}");
    }
}
