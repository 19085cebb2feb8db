using System.Globalization;
using Integration.Odoo;
using Integration.Sandbox.Faults;
using Integration.SystemTests.Support;
using Npgsql;

namespace Integration.SystemTests.Scenarios.Outages;

/// <summary>An installation whose worker reaches each of its servers through a proxy, so that one can be away for it alone. Shared by the cases of a class: each has requisition numbers of its own.</summary>
public sealed class ProxiedInstallation : IAsyncLifetime
{
    private readonly RealOdoo _odoo = new();
    private readonly Lazy<Task<Installation>> _installation;
    private TcpProxy? _broker;
    private TcpProxy? _database;
    private TcpProxy? _odooProxy;

    public ProxiedInstallation() => _installation = new(MakeAsync);

    internal TcpProxy Broker => _broker!;

    internal TcpProxy Database => _database!;

    internal TcpProxy Odoo => _odooProxy!;

    /// <summary>Everything as it is when nothing is away.</summary>
    internal async Task<Installation> ReadyAsync()
    {
        var made = await _installation.Value;
        Broker.Resume();
        Database.Resume();
        Odoo.Resume();
        Odoo.LetAnswersThrough();
        return made;
    }

    /// <summary>Holds what stands in Odoo under these numbers against what was asked for: one order each with one line, and the quantity it was last asked for.</summary>
    internal async Task HoldsOnceAsync(IEnumerable<(string Number, int Quantity)> wanted)
    {
        var odoo = await (await _installation.Value).OdooAsync(OdooRole.Integration);
        foreach (var (number, quantity) in wanted)
        {
            var orders = await odoo.SearchReadAsync("purchase.order", OdooDomain.Where("origin", "=", number), ["state"], 10, "id", 0, OdooContext.Standard, CancellationToken.None);
            var lines = await odoo.SearchReadAsync("purchase.order.line", OdooDomain.WhereIn("order_id", orders.Select(order => order.Id)), ["product_qty"], 10, "id", 0, OdooContext.Standard, CancellationToken.None);
            Assert.Equal((number, "draft", $"{quantity}"), (number, string.Join(' ', orders.Select(order => order.Text("state"))), string.Join(' ', lines.Select(line => line.Number("product_qty").ToString("0.##", CultureInfo.InvariantCulture)))));
        }
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_installation.IsValueCreated)
        {
            await using var broker = Broker;
            await using var database = Database;
            await using var odoo = Odoo;
            await (await _installation.Value).DisposeAsync();
        }

        await _odoo.DisposeAsync();
    }

    private async Task<Installation> MakeAsync()
    {
        var made = await Installation.MakeAsync(_odoo);
        var environment = made.Environment;

        var broker = new Uri(environment["Integration__Bus__Address"]);
        _broker = TcpProxy.To(broker);
        environment["Integration__Bus__Address"] = new UriBuilder(broker) { Host = "127.0.0.1", Port = Broker.Port }.Uri.AbsoluteUri;

        var odoo = new Uri(environment["Integration__Odoo__main__Url"]);
        _odooProxy = TcpProxy.To(odoo);
        environment["Integration__Odoo__main__Url"] = new UriBuilder(odoo) { Host = "127.0.0.1", Port = Odoo.Port }.Uri.AbsoluteUri;

        var database = new NpgsqlConnectionStringBuilder(environment["Integration__Journal__ConnectionString"]);
        _database = TcpProxy.To(database.Host!, database.Port);
        (database.Host, database.Port) = ("127.0.0.1", Database.Port);
        environment["Integration__Journal__ConnectionString"] = database.ConnectionString;

        // The second try after an outage comes soon, so that a test of one takes seconds.
        environment["Integration__Delivery__Unavailable__0"] = "00:00:01";
        return made;
    }
}
