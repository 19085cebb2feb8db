using System.Globalization;
using System.Text.RegularExpressions;
using Integration.Sandbox.Odoo.Models;
using Integration.Sandbox.Odoo.Records;

namespace Integration.Sandbox.Odoo;

/// <summary>
/// The records an Odoo begins with, and those of the network's files, under the external ids that ops/odoo/provision.py gives them in a real one.
/// </summary>
internal sealed partial class NetworkSeed
{
    private static readonly string[] Modules =
        ["rpc", "purchase", "stock", "purchase_stock", "purchase_requisition_stock", "maintenance", "project", "analytic", "product_expiry", "hr"];

    private static readonly (string Login, string Name, string[] Groups)[] Users =
    [
        ("integration", "Integration", ["base.group_user", "purchase.group_purchase_user", "stock.group_stock_user", "project.group_project_user", "maintenance.group_equipment_manager"]),
        ("buyer", "Blake Buyer", ["base.group_user", "purchase.group_purchase_user"]),
        ("storekeeper", "Sasha Storekeeper", ["base.group_user", "stock.group_stock_user"]),
        ("technician", "Terry Technician", ["base.group_user", "maintenance.group_equipment_manager"]),
        ("housekeeper", "Harper Housekeeper", ["base.group_user", "project.group_project_user"]),
    ];

    private readonly RecordStore _store;
    private readonly OdooEnvironment _env;
    private readonly string _folder;
    private readonly long _company;

    private NetworkSeed(RecordStore store, OdooSandboxOptions options, TimeProvider time)
    {
        _store = store;
        _folder = options.Network;
        var administrator = store.Insert(ModelCatalog.Models["res.users"]);
        var company = new OdooEnvironment(store, administrator, [], time, isSuperuser: true).Create("res.company", new() { ["name"] = "Northfield Health" });
        store.Bind("base.main_company", company);
        store.Put(administrator, "company_id", _company = company.Id);
        _env = new OdooEnvironment(store, administrator, [], time, isSuperuser: true);
        foreach (var group in Users.SelectMany(user => user.Groups).Prepend("base.group_system").Distinct())
            Make("res.groups", group, new() { ["name"] = group });
        store.Put(company, "currency_id", Make("res.currency", "base.USD", new() { ["name"] = "USD" }));
        Make("res.currency", "base.EUR", new() { ["name"] = "EUR" });
        store.Bind("base.user_admin", administrator);
        _env.Write(administrator, User("admin", "Administrator", ["base.group_system", "base.group_user"]));
    }

    public static void Plant(RecordStore store, OdooSandboxOptions options, TimeProvider time)
    {
        var seed = new NetworkSeed(store, options, time);
        foreach (var module in Modules) seed.Make("ir.module.module", $"base.module_{module}", new() { ["name"] = module, ["state"] = "installed" });
        seed.Make("mail.message.subtype", "mail.mt_note", new() { ["name"] = "Note" });
        foreach (var (login, name, groups) in Users) seed.Make("res.users", Name("user", login), seed.User(login, name, groups));
        seed.MakeItems();
        seed.MakePlaces();
        seed.MakeDepartments();
        seed.MakeProjects();
        seed.MakeEquipment();
        seed.CountStock();
        store.Commit();
    }

    private FieldValues User(string login, string name, IEnumerable<string> groups) => new()
    {
        ["login"] = login,
        ["name"] = name,
        ["password"] = OdooSandboxOptions.Password,
        ["tz"] = "UTC",
        ["lang"] = "en_US",
        ["company_id"] = _company,
        ["company_ids"] = new[] { _company },
        ["group_ids"] = groups.Select(Id).ToArray(),
        ["partner_id"] = Make("res.partner", $"base.partner_{login}", new() { ["name"] = name }),
        ["active"] = true,
    };

    private void MakeItems()
    {
        foreach (var row in Rows("units"))
            Make("uom.uom", Name("unit", row["name"]), new()
            {
                ["name"] = row["name"],
                ["relative_factor"] = Number(row["relative_factor"]),
                ["relative_uom_id"] = row["relative_unit"].Length == 0 ? null : Id(Name("unit", row["relative_unit"])),
            });
        foreach (var row in Rows("vendors"))
            Make("res.partner", Name("vendor", row["code"]), new()
            {
                ["name"] = row["name"],
                ["ref"] = row["code"],
                ["is_company"] = true,
                ["supplier_rank"] = 1L,
                ["buyer_id"] = row["buyer"].Length == 0 ? null : Id(Name("user", row["buyer"])),
            });
        foreach (var row in Rows("items"))
        {
            var name = Name("item", row["code"]);
            var product = Make("product.product", name, new()
            {
                ["name"] = row["name"],
                ["default_code"] = row["code"],
                ["is_storable"] = true,
                ["uom_id"] = Id(Name("unit", row["unit"])),
                ["purchase_ok"] = true,
                ["sale_ok"] = false,
                ["standard_price"] = Number(row["standard_price"]),
            });
            _store.Bind(name + "_product_template", _env.Follow(_env.Browse("product.product", product), "product_tmpl_id")!);
        }

        foreach (var (row, sequence) in Rows("vendor-prices").Select((row, index) => (row, index + 1L)))
            Make("product.supplierinfo", Name("price", $"{row["item"]}_{row["vendor"]}"), new()
            {
                ["partner_id"] = Id(Name("vendor", row["vendor"])),
                ["product_tmpl_id"] = Id(Name("item", row["item"]) + "_product_template"),
                ["price"] = Number(row["price"]),
                ["delay"] = (long)Number(row["delay_days"]),
                ["product_uom_id"] = Id(Name("unit", row["unit"])),
                ["product_code"] = row["vendor_item"],
                ["sequence"] = sequence,
            });
    }

    private void MakePlaces()
    {
        Make("stock.location", "stock.stock_location_suppliers", new() { ["name"] = "Vendors", ["usage"] = "supplier" });
        var warehouse = _env.Browse("stock.warehouse", Make("stock.warehouse", "stock.warehouse0", new() { ["name"] = "Central Store", ["code"] = "CS" }));
        var stock = _env.Follow(warehouse, "lot_stock_id")!;
        foreach (var (row, number) in Rows("locations").Select((row, number) => (row, number)))
        {
            if (number == 0)
            {
                _store.Bind(Name("location", row["code"]), stock);
                _env.Write(stock, new() { ["barcode"] = row["code"] });
                continue;
            }

            Make("stock.location", Name("location", row["code"]), new()
            {
                ["name"] = row["name"],
                ["usage"] = row["usage"],
                ["barcode"] = row["code"],
                ["company_id"] = _company,
                ["location_id"] = row["usage"] == "internal" ? warehouse.Link("view_location_id") : null,
            });
        }

        foreach (var row in Rows("operation-types"))
            Make("stock.picking.type", Name("operation", row["code"]), new()
            {
                ["name"] = row["name"],
                ["code"] = "internal",
                ["sequence_code"] = row["code"],
                ["warehouse_id"] = warehouse.Id,
                ["company_id"] = _company,
                ["default_location_src_id"] = Id(Name("location", row["source"])),
                ["default_location_dest_id"] = Id(Name("location", row["destination"])),
                ["reservation_method"] = row["reservation_method"],
                ["reservation_days_before"] = (long)Number(row["reservation_days_before"]),
                ["create_backorder"] = row["create_backorder"],
            });
    }

    private void MakeDepartments()
    {
        foreach (var row in Rows("departments")) Make("hr.department", Name("department", row["code"]), new() { ["name"] = row["name"], ["company_id"] = _company });

        // Every Odoo has the plan Project; an analytic line has a column for each plan, x_plan<id>_id for all but that one.
        Make("account.analytic.plan", "analytic.analytic_plan_projects", new() { ["name"] = "Project" });
        var plan = Make("account.analytic.plan", Name("plan", "cost_centres"), new() { ["name"] = "Cost Centres" });
        foreach (var row in Rows("cost-centres"))
            Make("account.analytic.account", Name("cost_centre", row["code"]), new()
            {
                ["name"] = row["name"],
                ["code"] = row["code"],
                ["plan_id"] = plan,
                ["company_id"] = _company,
            });
    }

    private void CountStock()
    {
        var stock = Id(Name("location", Rows("locations")[0]["code"]));
        foreach (var row in Rows("items")) Stock.Add(_env, Id(Name("item", row["code"])), stock, Number(row["opening_stock"]));
    }

    private long Make(string model, string externalId, FieldValues values)
    {
        var record = _env.Create(model, values);
        _store.Bind(externalId, record);
        return record.Id;
    }

    private long Id(string externalId) => _store.Resolve(externalId)!.Id;

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static string Name(string kind, string key) => $"integration_network.{kind}_{Other().Replace(key.ToLowerInvariant(), "_").Trim('_')}";

    private IReadOnlyList<IReadOnlyDictionary<string, string>> Rows(string file) => CsvRows.Read(File.OpenRead(Path.Combine(_folder, file + ".csv")));

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex Other();
}
