using System.Text.Json.Nodes;
using Integration.Odoo;

namespace Integration.Worker.Provisioning;

/// <summary>
/// Puts the master data of the network files into an Odoo, step by step in the order in which the records refer to each other; or only plans it. Idempotent: what is there as wanted is not written.
/// </summary>
internal sealed class Provision(MasterOdoo odoo, NetworkFiles files, ProvisionOptions options)
{
    private static readonly string[] Modules = ["purchase_stock", "purchase_requisition_stock", "maintenance", "project", "analytic", "product_expiry", "hr"];

    private static readonly string[] Switches = ["group_stock_multi_locations", "group_uom", "group_analytic_accounting", "group_stock_production_lot"];

    private readonly List<PlannedStep> _steps = [];

    /// <returns>Everything that is to be done, or was done.</returns>
    /// <exception cref="ProvisionRefused">The user is no administrator, modules are missing, or Odoo refuses rows: what was written before stays, and running again goes on.</exception>
    public async Task<IReadOnlyList<PlannedStep>> RunAsync(CancellationToken cancellationToken)
    {
        await CheckAsync(cancellationToken);
        await SwitchAsync(cancellationToken);
        var store = await CompaniesAsync(cancellationToken);
        await RecordsAsync(NetworkRecords.Units(files), cancellationToken);
        await RecordsAsync(NetworkRecords.Vendors(files, await BuyersAsync(cancellationToken)), cancellationToken);
        await RecordsAsync(NetworkRecords.Items(files), cancellationToken);
        await RecordsAsync(NetworkRecords.Prices(files), cancellationToken);
        await RecordsAsync(NetworkRecords.Locations(files, store), cancellationToken);
        await RecordsAsync(NetworkRecords.OperationTypes(files, store), cancellationToken);
        await RecordsAsync(NetworkRecords.ReorderingRules(files, store), cancellationToken);
        await RecordsAsync(NetworkRecords.Departments(files, store), cancellationToken);
        await RecordsAsync(NetworkRecords.Plans, cancellationToken);
        await RecordsAsync(NetworkRecords.Accounts(files, store), cancellationToken);
        await RecordsAsync(NetworkRecords.Tags(files), cancellationToken);
        await RecordsAsync(NetworkRecords.Stages(files), cancellationToken);
        await RecordsAsync(NetworkRecords.Projects(files, store), cancellationToken);
        await RecordsAsync(NetworkRecords.Teams(files, store), cancellationToken);
        await RecordsAsync(NetworkRecords.Categories(files, store), cancellationToken);
        _steps.AddRange(await EquipmentCounters.RunAsync(odoo, NetworkRecords.Categories(files, store), options.Applies, cancellationToken));
        await RecordsAsync(NetworkRecords.Equipment(files, store), cancellationToken);
        _steps.AddRange(await ServiceUser.RunAsync(odoo, options, cancellationToken));
        return _steps;
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (!await odoo.Client.HasAccessAsync("res.users", "write", cancellationToken))
        {
            throw new ProvisionRefused("This user is no administrator: name one who may change settings, users and master data.");
        }

        var installed = (await odoo.FindAsync("ir.module.module", OdooDomain.WhereIn("name", Modules).And("state", "=", "installed"), ["name"], cancellationToken)).Select(module => module.Text("name"));
        if (Modules.Except(installed).ToList() is { Count: > 0 } missing)
        {
            throw new ProvisionRefused($"Install these Odoo modules first, under Apps: {string.Join(", ", missing)}.");
        }
    }

    private async Task SwitchAsync(CancellationToken cancellationToken)
    {
        var now = (await odoo.Client.CallAsync("res.config.settings", "default_get", new JsonArray(new JsonArray([.. Switches.Select(name => (JsonNode)name)])), [], OdooContext.Standard, cancellationToken)).Value;
        var off = Switches.Where(name => !now.TryGetProperty(name, out var on) || on.ValueKind != System.Text.Json.JsonValueKind.True).ToList();
        _steps.AddRange(off.Select(name => new PlannedStep(ProvisionAct.Change, "res.config.settings", name, null, "off", "on", null)));
        if (off.Count > 0 && options.Applies)
        {
            var settings = await odoo.Client.CreateAsync("res.config.settings", new JsonObject(off.Select(name => KeyValuePair.Create(name, (JsonNode?)true))), OdooContext.Standard, cancellationToken);
            await odoo.Client.CallAsync("res.config.settings", "execute", [settings], OdooContext.Standard, cancellationToken);
        }
    }

    /// <summary>The first company is the administrator's own; each has a warehouse, because one without cannot buy.</summary>
    private async Task<OdooStore> CompaniesAsync(CancellationToken cancellationToken)
    {
        var rows = files["companies"];
        var own = (await odoo.FindAsync("res.users", OdooDomain.Where("id", "=", await odoo.Client.LogInAsync(cancellationToken)), ["company_id"], cancellationToken))[0].Reference("company_id")!.Value.Id;
        await RecordsAsync(
            [
                .. rows.Select((row, at) => new WantedRecord(
                    // 365 days, Odoo's own, would order today what is needed next year.
                    "res.company", MasterOdoo.NameOf("company", row["code"]), row["name"], new Dictionary<string, string> { ["name"] = row["name"], ["horizon_days"] = row["horizon_days"] })
                {
                    Is = at == 0 ? own : null,
                    NaturalKey = at == 0 ? null : ("name", row["name"]),
                }),
            ],
            cancellationToken);
        foreach (var (row, at) in rows.Select((row, at) => (row, at)))
        {
            var company = at == 0 ? own : (await odoo.KnownAsync([MasterOdoo.NameOf("company", row["code"])], cancellationToken)).Values.FirstOrDefault();
            var there = await WarehouseAsync(company, cancellationToken);
            await RecordsAsync(
                [
                    new WantedRecord("stock.warehouse", MasterOdoo.NameOf("warehouse", row["code"]), row["warehouse"], new Dictionary<string, string> { ["name"] = row["warehouse"], ["code"] = row["code"] })
                    {
                        Is = there?.Id,
                        WhenNew = new Dictionary<string, string> { ["company_id/id"] = MasterOdoo.Id(MasterOdoo.NameOf("company", row["code"])) },
                    },
                ],
                cancellationToken);
        }

        var store = await WarehouseAsync(own, cancellationToken);
        return new OdooStore(own, store?.Id, store?.Reference("view_location_id")?.Id, store?.Reference("lot_stock_id")?.Id);
    }

    private async Task<ReadRecord?> WarehouseAsync(long company, CancellationToken cancellationToken) =>
        await odoo.FindAsync("stock.warehouse", OdooDomain.Where("company_id", "=", company), ["view_location_id", "lot_stock_id"], cancellationToken) is [var first, ..] ? first : null;

    private async Task<Dictionary<string, long>> BuyersAsync(CancellationToken cancellationToken)
    {
        var logins = files["vendors"].Select(row => row.Optional("buyer")).Where(login => login.Length > 0).Distinct().ToList();
        return logins.Count == 0 ? [] : (await odoo.FindAsync("res.users", OdooDomain.WhereIn("login", logins), ["login"], cancellationToken)).ToDictionary(user => user.Text("login")!, user => user.Id);
    }

    private async Task RecordsAsync(IReadOnlyList<WantedRecord> wanted, CancellationToken cancellationToken)
    {
        if (wanted.Count == 0)
        {
            return;
        }

        var plan = await RecordPlan.MakeAsync(odoo, wanted, options.Overwrites, cancellationToken);
        _steps.AddRange(plan.Steps);
        if (options.Applies)
        {
            await plan.ApplyAsync(cancellationToken);
        }
    }
}

/// <param name="Applies">False: plans only.</param>
/// <param name="Overwrites">What people changed too.</param>
/// <param name="ServiceUser">Login of the user the worker writes as.</param>
/// <param name="ServicePassword">Given to that user when it is made; null: a person sets one.</param>
internal sealed record ProvisionOptions(bool Applies, bool Overwrites, string ServiceUser, string? ServicePassword);
