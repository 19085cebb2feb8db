using System.Globalization;
using Integration.Odoo;

namespace Integration.Worker.Provisioning;

/// <summary>What the rows of each network file are in Odoo.</summary>
internal static class NetworkRecords
{
    public static IReadOnlyList<WantedRecord> Units(NetworkFiles files) =>
    [
        .. files["units"].Select(row => new WantedRecord("uom.uom", MasterOdoo.NameOf("unit", row["name"]), row["name"], new Dictionary<string, string> { ["active"] = "1" })
        {
            // A factor of a unit in use is never changed: Odoo would accept it without a word, and every past quantity would mean something else.
            WhenNew = With(
                new() { ["name"] = row["name"], ["relative_factor"] = row["relative_factor"] },
                row["relative_unit"].Length > 0 ? ("relative_uom_id/id", MasterOdoo.Id(MasterOdoo.NameOf("unit", row["relative_unit"]))) : null),
            NaturalKey = ("name", row["name"]),
            TakesTheOldest = true,
        }),
    ];

    /// <param name="buyers">Database id by login.</param>
    public static IReadOnlyList<WantedRecord> Vendors(NetworkFiles files, IReadOnlyDictionary<string, long> buyers) =>
    [
        .. files["vendors"].Select(row => new WantedRecord(
            "res.partner",
            MasterOdoo.NameOf("vendor", row["code"]),
            $"{row["code"]} {row["name"]}",
            With(new() { ["name"] = row["name"], ["is_company"] = "1", ["ref"] = row["code"] }, buyers.TryGetValue(row.Optional("buyer"), out var buyer) ? ("buyer_id/.id", Number(buyer)) : null))
        {
            WhenNew = new Dictionary<string, string> { ["supplier_rank"] = "1" },
            NaturalKey = ("ref", row["code"]),
        }),
    ];

    public static IReadOnlyList<WantedRecord> Items(NetworkFiles files) =>
    [
        .. files["items"].Select(row => new WantedRecord(
            "product.product",
            MasterOdoo.NameOf("item", row["code"]),
            $"{row["code"]} {row["name"]}",
            With(
                new() { ["name"] = row["name"], ["default_code"] = row["code"], ["is_storable"] = "1", ["uom_id/id"] = MasterOdoo.Id(MasterOdoo.NameOf("unit", row["unit"])), ["purchase_ok"] = "1", ["sale_ok"] = "0" },
                row.Optional("barcode").Length > 0 ? ("barcode", row["barcode"]) : null))
        {
            // The standard price values the stock: given once, then Odoo's own.
            WhenNew = new Dictionary<string, string> { ["standard_price"] = row["standard_price"] },
            NaturalKey = ("default_code", row["code"]),
        }),
    ];

    public static IReadOnlyList<WantedRecord> Prices(NetworkFiles files) =>
    [
        .. files["vendor-prices"].Select((row, at) => new WantedRecord(
            "product.supplierinfo",
            MasterOdoo.NameOf("price", $"{row["item"]}_{row["vendor"]}"),
            $"{row["item"]} from {row["vendor"]}",
            new Dictionary<string, string>
            {
                ["partner_id/id"] = MasterOdoo.Id(MasterOdoo.NameOf("vendor", row["vendor"])),
                ["product_tmpl_id/id"] = MasterOdoo.Id(MasterOdoo.NameOf("item", row["item"]) + "_product_template"),
                ["price"] = row["price"],
                ["delay"] = row["delay_days"],
                ["product_uom_id/id"] = MasterOdoo.Id(MasterOdoo.NameOf("unit", row["unit"])),
                ["product_code"] = row["vendor_item"],
            })
        {
            WhenNew = new Dictionary<string, string> { ["sequence"] = Number(at + 1), ["min_qty"] = "0" },
        }),
    ];

    public static IReadOnlyList<WantedRecord> Locations(NetworkFiles files, OdooStore store) =>
    [
        .. files["locations"].Select((row, at) => at == 0
            ? new WantedRecord("stock.location", MasterOdoo.NameOf("location", row["code"]), row["code"], new Dictionary<string, string> { ["barcode"] = row["code"] }) { Is = store.Stock }
            : new WantedRecord(
                "stock.location",
                MasterOdoo.NameOf("location", row["code"]),
                $"{row["code"]} {row["name"]}",
                With(
                    new() { ["name"] = row["name"], ["usage"] = row["usage"], ["barcode"] = row["code"], ["company_id/.id"] = Number(store.Company) },
                    // Below the warehouse's own view location, or their stock would not count for the forecast.
                    row["usage"] == "internal" && store.View is { } view ? ("location_id/.id", Number(view)) : null))
            {
                NaturalKey = ("barcode", row["code"]),
                Within = OdooDomain.Where("company_id", "=", store.Company),
            }),
    ];

    public static IReadOnlyList<WantedRecord> OperationTypes(NetworkFiles files, OdooStore store) =>
    [
        .. files["operation-types"].Select(row => new WantedRecord(
            "stock.picking.type",
            MasterOdoo.NameOf("operation", row["code"]),
            $"{row["code"]} {row["name"]}",
            new Dictionary<string, string>
            {
                ["name"] = row["name"],
                ["code"] = "internal",
                ["sequence_code"] = row["code"],
                ["warehouse_id/.id"] = Number(store.Warehouse ?? 0),
                ["company_id/.id"] = Number(store.Company),
                ["default_location_src_id/id"] = MasterOdoo.Id(MasterOdoo.NameOf("location", row["source"])),
                ["default_location_dest_id/id"] = MasterOdoo.Id(MasterOdoo.NameOf("location", row["destination"])),
                ["reservation_method"] = row["reservation_method"],
                ["reservation_days_before"] = row["reservation_days_before"],
                ["create_backorder"] = row["create_backorder"],
            })
        {
            NaturalKey = ("sequence_code", row["code"]),
            Within = OdooDomain.Where("warehouse_id", "=", store.Warehouse ?? 0).And("code", "=", "internal"),
        }),
    ];

    public static IReadOnlyList<WantedRecord> ReorderingRules(NetworkFiles files, OdooStore store) =>
    [
        .. files["reordering-rules"].Select(row => new WantedRecord(
            "stock.warehouse.orderpoint",
            MasterOdoo.NameOf("rule", $"{row["item"]}_{row["location"]}"),
            $"{row["item"]} at {row["location"]}",
            new Dictionary<string, string>
            {
                ["product_id/id"] = MasterOdoo.Id(MasterOdoo.NameOf("item", row["item"])),
                ["location_id/id"] = MasterOdoo.Id(MasterOdoo.NameOf("location", row["location"])),
                ["warehouse_id/.id"] = Number(store.Warehouse ?? 0),
                ["product_min_qty"] = row["minimum"],
                ["product_max_qty"] = row["maximum"],
                ["trigger"] = row["trigger"],
            })),
    ];

    public static IReadOnlyList<WantedRecord> Departments(NetworkFiles files, OdooStore store) =>
        [.. files["departments"].Select(row => Named("hr.department", "department", row["code"], row["name"], store))];

    public static IReadOnlyList<WantedRecord> Plans { get; } =
        // The plan's name is how delivery finds its column on analytic lines, which differs per database.
        [new WantedRecord("account.analytic.plan", MasterOdoo.NameOf("plan", "cost_centres"), "Cost Centres", new Dictionary<string, string> { ["name"] = "Cost Centres" }) { NaturalKey = ("name", "Cost Centres") }];

    public static IReadOnlyList<WantedRecord> Accounts(NetworkFiles files, OdooStore store) =>
    [
        .. files["cost-centres"].Select(row => new WantedRecord(
            "account.analytic.account",
            MasterOdoo.NameOf("cost_centre", row["code"]),
            $"{row["code"]} {row["name"]}",
            new Dictionary<string, string> { ["name"] = row["name"], ["code"] = row["code"], ["plan_id/id"] = MasterOdoo.Id(Plans[0].Name), ["company_id/.id"] = Number(store.Company) })
        {
            NaturalKey = ("code", row["code"]),
        }),
    ];

    public static IReadOnlyList<WantedRecord> Tags(NetworkFiles files) => [.. files["task-tags"].Select(row => Named("project.tags", "tag", row["name"], row["name"], null))];

    public static IReadOnlyList<WantedRecord> Stages(NetworkFiles files) =>
    [
        .. files["task-stages"].Select((row, at) => new WantedRecord(
            "project.task.type", MasterOdoo.NameOf("stage", row["name"]), row["name"], new Dictionary<string, string> { ["name"] = row["name"], ["fold"] = row["folded"] })
        {
            WhenNew = new Dictionary<string, string> { ["sequence"] = Number(at + 1) },
        }),
    ];

    public static IReadOnlyList<WantedRecord> Projects(NetworkFiles files, OdooStore store) =>
    [
        .. files["projects"].Select(row => new WantedRecord(
            "project.project",
            MasterOdoo.NameOf("project", row["name"]),
            row["name"],
            new Dictionary<string, string>
            {
                ["name"] = row["name"],
                // Of employees: whoever may use projects sees the tasks, not only who was invited.
                ["privacy_visibility"] = "employees",
                ["type_ids/id"] = string.Join(',', Stages(files).Select(stage => MasterOdoo.Id(stage.Name))),
                ["company_id/.id"] = Number(store.Company),
            })
        {
            NaturalKey = ("name", row["name"]),
        }),
    ];

    public static IReadOnlyList<WantedRecord> Teams(NetworkFiles files, OdooStore store) =>
        [.. files["equipment"].Select(row => row["team"]).Distinct().Select(name => Named("maintenance.team", "team", name, name, store))];

    public static IReadOnlyList<WantedRecord> Categories(NetworkFiles files, OdooStore store) =>
        [.. files["equipment"].Select(row => row["category"]).Distinct().Select(name => Named("maintenance.equipment.category", "category", name, name, store))];

    public static IReadOnlyList<WantedRecord> Equipment(NetworkFiles files, OdooStore store) =>
    [
        .. files["equipment"].Select(row => new WantedRecord(
            "maintenance.equipment",
            MasterOdoo.NameOf("equipment", row["serial"]),
            $"{row["serial"]} {row["name"]}",
            new Dictionary<string, string>
            {
                ["name"] = row["name"],
                ["serial_no"] = row["serial"],
                ["model"] = row["model"],
                ["category_id/id"] = MasterOdoo.Id(MasterOdoo.NameOf("category", row["category"])),
                ["maintenance_team_id/id"] = MasterOdoo.Id(MasterOdoo.NameOf("team", row["team"])),
                ["location_id/id"] = MasterOdoo.Id(MasterOdoo.NameOf("location", row["location"])),
                ["company_id/.id"] = Number(store.Company),
            })
        {
            NaturalKey = ("serial_no", row["serial"]),
        }),
    ];

    private static WantedRecord Named(string model, string kind, string key, string name, OdooStore? store) =>
        new(model, MasterOdoo.NameOf(kind, key), name, With(new() { ["name"] = name }, store is null ? null : ("company_id/.id", Number(store.Company)))) { NaturalKey = ("name", name) };

    private static Dictionary<string, string> With(Dictionary<string, string> columns, (string Column, string Value)? more)
    {
        if (more is { } one)
        {
            columns[one.Column] = one.Value;
        }

        return columns;
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The company that is provisioned and its warehouse.</summary>
/// <param name="Warehouse">Null while there is none, which a plan may meet.</param>
/// <param name="View">The warehouse's view location.</param>
/// <param name="Stock">Its stock location.</param>
internal sealed record OdooStore(long Company, long? Warehouse, long? View, long? Stock);
