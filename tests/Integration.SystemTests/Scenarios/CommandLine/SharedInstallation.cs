using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.CommandLine;

/// <summary>One installation for a class whose cases are apart by their keys; made by the first case that runs.</summary>
public sealed class SharedInstallation : IAsyncLifetime
{
    private readonly RealOdoo _odoo = new();
    private readonly Lazy<Task<Installation>> _installation;

    public SharedInstallation() => _installation = new(() => Installation.MakeAsync(_odoo));

    internal Task<Installation> GetAsync() => _installation.Value;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_installation.IsValueCreated)
        {
            await (await _installation.Value).DisposeAsync();
        }

        await _odoo.DisposeAsync();
    }
}
