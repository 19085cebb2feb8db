using System.Text.Json.Nodes;
using Integration.Odoo;
using Integration.SystemTests.Scenarios.Outages;
using Integration.Sandbox.Faults;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Sites;

/// <summary>Two companies of one Odoo database, and two databases: each order stands where its interface belongs, and an Odoo that is away holds up nobody else's.</summary>
[Needs(Postgres.Server, Broker.Address, Broker.Management, RealOdoo.Url)]
public sealed class When_one_worker_serves_many_sites : IAsyncLifetime
{
    private const string Lakeside = "Lakeside Health";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);
    private readonly RealOdoo _north = new();
    private readonly RealOdoo _south = new();
    private readonly int _lakesidePort = Installation.FreePort();
    private readonly Lazy<Task<Installation>> _installation;

    public When_one_worker_serves_many_sites() => _installation = new(() => Installation.MakeAsync(_north));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_installation.IsValueCreated)
        {
            await (await _installation.Value).DisposeAsync();
        }

        await _north.DisposeAsync();
        await _south.DisposeAsync();
    }

    [RealFact]
    public async Task Two_companies_of_a_database_each_get_their_own_orders()
    {
        var installation = await _installation.Value;
        var company = await MakeCompanyAsync(installation);
        await AddInterfaceAsync(installation, $"company: {Lakeside}");
        await using var worker = await installation.StartWorkerAsync();

        Assert.Equal("AA", await Installation.SendAsync(installation.RequisitionPort, Messages.Requisition("TWO-NORTH", 2)));
        Assert.Equal("AA", await Installation.SendAsync(_lakesidePort, Messages.Requisition("TWO-LAKE", 3, facility: "LAKESIDE")));
        await installation.SettleAsync(Soon, () => worker.Output);

        var odoo = await installation.OdooAsync(OdooRole.Administrator);
        var orders = await OrdersAsync(odoo, [1, company]);
        Assert.Equal(["TWO-LAKE", "TWO-NORTH"], orders.Select(order => order.Text("origin")));
        Assert.Equal([company, 1], orders.Select(order => order.Reference("company_id")!.Value.Id));
        var warehouses = await odoo.ReadAsync(
            "stock.picking.type", [.. orders.Select(order => order.Reference("picking_type_id")!.Value.Id)], ["company_id"], OdooContext.ForCompanies(1, company), CancellationToken.None);
        Assert.Equal([company, 1], orders.Select(order => warehouses.Single(type => type.Id == order.Reference("picking_type_id")!.Value.Id).Reference("company_id")!.Value.Id));
        await worker.StopAsync();
    }

    [RealFact]
    public async Task A_database_that_is_away_holds_up_its_own_orders_only()
    {
        var installation = await _installation.Value;
        var south = await _south.ConnectAsync(OdooRole.Integration);
        await using var proxy = TcpProxy.To(south.Url);
        Set("Url", new UriBuilder(south.Url) { Host = "127.0.0.1", Port = proxy.Port }.Uri.AbsoluteUri);
        Set("Database", south.Database);
        Set("User", south.User);
        Set("Secret", south.Secret);
        Set("TimeOut", "00:00:15");
        installation.Environment["Integration__Delivery__Unavailable__0"] = "00:00:01";
        await AddInterfaceAsync(installation, "company: Northfield Health\n    database: south");
        await using var worker = await installation.StartWorkerAsync();
        Assert.Equal("AA", await Installation.SendAsync(_lakesidePort, Messages.Requisition("SOUTH-1", 1, facility: "LAKESIDE")));
        await installation.SettleAsync(Soon, () => worker.Output);

        proxy.Stop();
        Assert.Equal("AA", await Installation.SendAsync(_lakesidePort, Messages.Requisition("SOUTH-2", 2, facility: "LAKESIDE")));
        for (var number = 1; number <= 5; number++)
        {
            Assert.Equal("AA", await Installation.SendAsync(installation.RequisitionPort, Messages.Requisition($"NORTH-{number}", number)));
        }

        var north = await installation.OdooAsync(OdooRole.Administrator);
        await Poll.UntilAsync("the north has all its orders", Soon, async () => (await OrdersAsync(north, [1])).Count == 5, () => worker.Output);
        Assert.Equal(1, await installation.Database.CountAsync("select count(*) from posting where database = 'south' and state = 'InFlight'"));
        proxy.Resume();
        await installation.SettleAsync(Soon, () => worker.Output);

        Assert.DoesNotContain(await OrdersAsync(north, [1]), order => order.Text("origin")!.StartsWith("SOUTH", StringComparison.Ordinal));
        var there = new OdooClient(new HttpClient { Timeout = TimeSpan.FromMinutes(3) }, await _south.ConnectAsync(OdooRole.Administrator), TimeProvider.System);
        Assert.Equal(["SOUTH-1", "SOUTH-2"], (await OrdersAsync(there, [1])).Select(order => order.Text("origin")));
        await worker.StopAsync();

        void Set(string name, string value) => installation.Environment[$"Integration__Odoo__south__{name}"] = value;
    }

    [RealFact]
    public async Task Another_database_than_the_journals_gets_nothing_until_an_operator_says_so()
    {
        var installation = await _installation.Value;
        await using (var worker = await installation.StartWorkerAsync())
        {
            Assert.Equal("AA", await Installation.SendAsync(installation.RequisitionPort, Messages.Requisition("BOUND-1", 1)));
            await installation.SettleAsync(Soon, () => worker.Output);
            await worker.StopAsync();
        }

        var copy = await _south.ConnectAsync(OdooRole.Integration);
        installation.Environment["Integration__Odoo__main__Database"] = copy.Database;
        var there = new OdooClient(new HttpClient { Timeout = TimeSpan.FromMinutes(3) }, await _south.ConnectAsync(OdooRole.Administrator), TimeProvider.System);
        await using var other = WorkerProcess.Start(installation.Environment, "run");
        await Poll.UntilAsync("the worker says which database answers", Soon, () => Task.FromResult(other.Output.Contains(copy.Database, StringComparison.Ordinal)), () => other.Output);
        Assert.Equal("AA", await Installation.SendAsync(installation.RequisitionPort, Messages.Requisition("BOUND-2", 2)));
        await Poll.UntilAsync("it is mapped", Soon, async () => await installation.Database.CountAsync("select count(*) from posting where desired ~ 'BOUND-2' and state = 'InFlight'") == 1, () => other.Output);
        using var http = new HttpClient();
        using (var health = await http.GetAsync(new Uri($"http://127.0.0.1:{installation.HealthPort}/health/ready")))
        {
            Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, health.StatusCode);
        }

        Assert.Empty(await OrdersAsync(there, [1]));
        var (code, told) = await installation.RunVerbAsync("bind-odoo", "main", "--confirm", "--reason", "moved to a new server");
        Assert.True(code == 0, told);
        await installation.SettleAsync(Soon, () => other.Output);
        Assert.Equal(["BOUND-2"], (await OrdersAsync(there, [1])).Select(order => order.Text("origin")));
        await other.StopAsync();
    }

    private static Task<IReadOnlyList<ReadRecord>> OrdersAsync(OdooClient odoo, long[] companies) => odoo.SearchReadAsync(
        "purchase.order", OdooDomain.Where("origin", "!=", false), ["origin", "company_id", "picking_type_id"], 100, "origin", 0, OdooContext.ForCompanies(companies), CancellationToken.None);

    /// <summary>A company with a warehouse, which the integration's user may work in.</summary>
    private async Task<long> MakeCompanyAsync(Installation installation)
    {
        var odoo = await installation.OdooAsync(OdooRole.Administrator);
        var company = (await CreateAsync(odoo, "res.company", new JsonObject { ["name"] = Lakeside })).Id();
        var administrator = await odoo.LogInAsync(CancellationToken.None);
        var user = (await odoo.SearchReadAsync("res.users", OdooDomain.Where("login", "=", (await _north.ConnectAsync(OdooRole.Integration)).User), [], 1, "id", 0, OdooContext.Standard, CancellationToken.None))[0].Id;
        foreach (var id in new[] { administrator, user })
        {
            await odoo.CallAsync(
                "res.users", "write", [new JsonArray(id), new JsonObject { ["company_ids"] = new JsonArray(new JsonArray(4, company)) }], [], OdooContext.Standard, CancellationToken.None);
        }

        await CreateAsync(odoo, "stock.warehouse", new JsonObject { ["name"] = Lakeside, ["code"] = "LAKE", ["company_id"] = company }, company);

        // Its own cost centre: an order that names one its company does not have waits for it.
        var plan = (await odoo.SearchReadAsync("account.analytic.plan", OdooDomain.Where("name", "=", "Cost Centres"), [], 1, "id", 0, OdooContext.Standard, CancellationToken.None))[0].Id;
        await CreateAsync(odoo, "account.analytic.account", new JsonObject { ["name"] = Lakeside, ["code"] = "4100", ["plan_id"] = plan, ["company_id"] = company }, company);
        return company;
    }

    private static Task<OdooAnswer> CreateAsync(OdooClient odoo, string model, JsonObject values, params long[] companies) =>
        odoo.CallAsync(model, "create", [values], [], companies.Length == 0 ? OdooContext.Standard : OdooContext.ForCompanies(companies), CancellationToken.None);

    /// <summary>A third interface beside the two of the installation, mapped as the north's requisitions are.</summary>
    private async Task AddInterfaceAsync(Installation installation, string target)
    {
        var file = installation.Environment["Integration__Files__Interfaces"];
        await File.AppendAllTextAsync(file, $"""

              lakeside-supply-requisitions:
                owner: Supply Chain
                address: 127.0.0.1
                port: {_lakesidePort}
                priority: 20
                mode: post
                {target}
                sender:
                  applications: [ORSUPPLY]
                  facilities: [LAKESIDE]
                  processing-ids: [P]
                  control-id: unique
                  character-set: UTF-8
                  zones: {"{ LAKESIDE: America/Chicago }"}
                  approval: every-order-sent

            """.ReplaceLineEndings("\n"));
        var mappings = Path.Combine(Path.GetDirectoryName(file)!, "mappings");
        Copy(new DirectoryInfo(Repository.Path("mappings")), mappings);
        var active = Path.Combine(mappings, "active.yaml");
        await File.WriteAllTextAsync(active, (await File.ReadAllTextAsync(active)).Replace(
            "interfaces:\n", "interfaces:\n  lakeside-supply-requisitions:\n    OMN^O07: hl7v2/OMN_O07/v1\n", StringComparison.Ordinal));
        installation.Environment["Integration__Files__Mappings"] = mappings;
    }

    private static void Copy(DirectoryInfo from, string to)
    {
        foreach (var file in from.EnumerateFiles("*", SearchOption.AllDirectories))
        {
            var there = Path.Combine(to, Path.GetRelativePath(from.FullName, file.FullName));
            Directory.CreateDirectory(Path.GetDirectoryName(there)!);
            file.CopyTo(there);
        }
    }
}
