using Integration.Odoo;
using Integration.Sandbox.Odoo;

namespace Integration.SystemTests.Support;

/// <summary>A stand-in Odoo of its own for each fixture.</summary>
public sealed class StandInOdoo : IAsyncLifetime
{
    private OdooSandbox? _sandbox;

    internal OdooSandbox Sandbox => _sandbox!;

    public async Task InitializeAsync() =>
        _sandbox = await OdooSandbox.StartAsync(new OdooSandboxOptions(Repository.Path("ops/odoo/network")), TimeProvider.System, CancellationToken.None);

    public async Task DisposeAsync() => await Sandbox.DisposeAsync();

    public OdooConnection Connect(OdooRole role) => new()
    {
        Url = Sandbox.Url,
        Protocol = OdooProtocol.JsonRpc,
        Database = OdooSandboxOptions.Database,
        User = role == OdooRole.Administrator ? "admin" : role.ToString().ToLowerInvariant(),
        Secret = OdooSandboxOptions.Password,
    };
}
