using System.Text.Json;
using System.Text.Json.Nodes;
using Integration.Sandbox.Odoo.Records;

namespace Integration.Sandbox.Odoo.Models;

/// <summary>Units form trees; two are convertible when their paths begin with the same unit. Odoo 19 checks that nowhere.</summary>
internal sealed class Units : ModelBehaviour
{
    public override object? Compute(OdooEnvironment env, Record record, string field)
    {
        var above = env.Follow(record, "relative_uom_id");
        return field switch
        {
            "factor" => record.Number("relative_factor") * (above is null ? 1 : (decimal)env.Get(above, "factor")!),
            "parent_path" => $"{(above is null ? "" : env.Get(above, "parent_path"))}{record.Id}/",
            _ => null,
        };
    }

    public static decimal Convert(OdooEnvironment env, decimal quantity, long from, long to) => from == to
        ? quantity
        : quantity * (decimal)env.Get(env.Browse("uom.uom", from), "factor")! / (decimal)env.Get(env.Browse("uom.uom", to), "factor")!;
}

/// <summary>A variant makes its template, whose external id is the variant's with a suffix; its quantities are counted from quants and moves.</summary>
internal sealed class Products : ModelBehaviour
{
    public override void SetDefaults(OdooEnvironment env, FieldValues values)
    {
        Fill(values, "uom_id", () => env.Store.All("uom.uom").FirstOrDefault()?.Id);
        Fill(values, "product_tmpl_id", () => env.Sudo().Create("product.template", new() { ["name"] = values.GetValueOrDefault("name"), ["uom_id"] = values["uom_id"] }).Id);
        Refuse(env, null, values);
    }

    public override void Writing(OdooEnvironment env, Record record, FieldValues values) => Refuse(env, record, values);

    public override object? Compute(OdooEnvironment env, Record record, string field) => field switch
    {
        "seller_ids" => Sellers(env, record).Select(seller => seller.Id).ToArray(),
        "qty_available" => Stock.OnHand(env, record, Stock.Places(env)),
        "free_qty" => Stock.Free(env, record, Stock.Places(env)),
        "incoming_qty" => Stock.Planned(env, record, Stock.Places(env)).Incoming,
        "outgoing_qty" => Stock.Planned(env, record, Stock.Places(env)).Outgoing,
        "virtual_available" => Stock.OnHand(env, record, Stock.Places(env)) + Stock.Planned(env, record, Stock.Places(env)).Incoming
            - Stock.Planned(env, record, Stock.Places(env)).Outgoing,
        _ => null,
    };

    public static IEnumerable<Record> Sellers(OdooEnvironment env, Record product) =>
        env.Store.Pointing("product.supplierinfo", "product_tmpl_id", product.Link("product_tmpl_id") ?? 0).OrderBy(seller => seller.Number("sequence"));

    private static void Refuse(OdooEnvironment env, Record? record, FieldValues values)
    {
        if (values.GetValueOrDefault("barcode") is not string { Length: > 0 } barcode) return;
        if (env.Store.All("product.product").FirstOrDefault(other => other != record && other.Text("barcode") == barcode) is { } holder)
            throw OdooError.Validation($"Barcode(s) already assigned:\n\n- Barcode \"{barcode}\" already assigned to product(s): {holder.Text("name")}");
    }
}

/// <summary>A warehouse makes its locations and operation types.</summary>
internal sealed class Warehouses : ModelBehaviour
{
    public override void SetDefaults(OdooEnvironment env, FieldValues values) => Fill(values, "company_id", () => env.Companies[0]);

    public override void Created(OdooEnvironment env, Record record, IReadOnlySet<string> given)
    {
        var su = env.Sudo();
        var company = record.Link("company_id");
        var view = su.Create("stock.location", new() { ["name"] = record.Text("code"), ["usage"] = "view", ["company_id"] = company });
        var stock = su.Create("stock.location", new() { ["name"] = "Stock", ["usage"] = "internal", ["location_id"] = view.Id, ["company_id"] = company });
        var vendors = su.Store.All("stock.location").First(place => place.Text("usage") == "supplier");
        env.Store.Put(record, "view_location_id", view.Id);
        env.Store.Put(record, "lot_stock_id", stock.Id);
        env.Store.Put(record, "in_type_id", Type("Receipts", "incoming", "IN", vendors.Id, stock.Id));
        env.Store.Put(record, "int_type_id", Type("Internal Transfers", "internal", "INT", stock.Id, stock.Id));

        long Type(string name, string code, string sequence, long source, long destination) => su.Create("stock.picking.type", new()
        {
            ["name"] = name,
            ["code"] = code,
            ["sequence_code"] = sequence,
            ["warehouse_id"] = record.Id,
            ["company_id"] = company,
            ["default_location_src_id"] = source,
            ["default_location_dest_id"] = destination,
        }).Id;
    }
}

internal sealed class Locations : ModelBehaviour
{
    public override object? Compute(OdooEnvironment env, Record record, string field) =>
        env.Follow(record, "location_id") is { } parent ? $"{Compute(env, parent, field)}/{record.Text("name")}" : record.Text("name");
}

/// <summary>Stock is counted into a quant and applied.</summary>
internal sealed class Quants : ModelBehaviour
{
    public override IReadOnlyDictionary<string, RecordMethod> Methods { get; } = new Dictionary<string, RecordMethod> { ["action_apply_inventory"] = Apply };

    public override object? Compute(OdooEnvironment env, Record record, string field) =>
        Stock.Reserved(env, record.Link("product_id")!.Value, [record.Link("location_id")!.Value]);

    private static JsonNode? Apply(OdooEnvironment env, IReadOnlyList<Record> records, JsonObject named)
    {
        foreach (var quant in records)
        {
            env.Store.Put(quant, "quantity", quant.Number("inventory_quantity"));
            env.Store.Put(quant, "inventory_quantity", 0m);
        }

        return null;
    }
}

/// <summary>Quantities, counted where they are asked for.</summary>
internal static class Stock
{
    private static readonly HashSet<string> Planning = ["waiting", "confirmed", "partially_available", "assigned"];

    /// <summary>The context's location with everything below it, or else all that lies in warehouses.</summary>
    public static IReadOnlySet<long> Places(OdooEnvironment env)
    {
        IEnumerable<long?> roots = env.Context["location"] switch
        {
            JsonArray several => several.Select(id => (long?)id!.GetValue<long>()),
            JsonValue one when one.GetValueKind() == JsonValueKind.Number => [one.GetValue<long>()],
            _ => env.Store.All("stock.warehouse").Select(warehouse => warehouse.Link("view_location_id")),
        };
        return Below(env, roots.OfType<long>());
    }

    public static IReadOnlySet<long> Below(OdooEnvironment env, IEnumerable<long> roots)
    {
        var found = new HashSet<long>();
        var open = new Queue<long>(roots);
        while (open.TryDequeue(out var place))
            if (found.Add(place))
                foreach (var child in env.Store.Pointing("stock.location", "location_id", place)) open.Enqueue(child.Id);
        return found;
    }

    public static decimal OnHand(OdooEnvironment env, Record product, IReadOnlySet<long> places) =>
        env.Store.Pointing("stock.quant", "product_id", product.Id).Where(quant => places.Contains(quant.Link("location_id")!.Value)).Sum(quant => quant.Number("quantity"));

    public static decimal Reserved(OdooEnvironment env, long product, IReadOnlySet<long> places) => env.Store.Pointing("stock.move", "product_id", product)
        .Where(move => Planning.Contains(move.Text("state")!) && places.Contains(move.Link("location_id")!.Value)).Sum(move => move.Number("quantity"));

    public static decimal Reserved(OdooEnvironment env, long product, IEnumerable<long> places) => Reserved(env, product, places.ToHashSet());

    public static decimal Free(OdooEnvironment env, Record product, IReadOnlySet<long> places) => OnHand(env, product, places) - Reserved(env, product.Id, places);

    /// <summary>Confirmed moves into and out of the places, up to the context's <c>to_date</c>; drafts do not count.</summary>
    public static (decimal Incoming, decimal Outgoing) Planned(OdooEnvironment env, Record product, IReadOnlySet<long> places)
    {
        decimal incoming = 0, outgoing = 0;
        var until = env.Context["to_date"] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
        if (until is { Length: 10 }) until += " 23:59:59";
        foreach (var move in env.Store.Pointing("stock.move", "product_id", product.Id).Where(move => Planning.Contains(move.Text("state")!)))
        {
            if (until is not null && string.CompareOrdinal(move.Text("date"), until) > 0) continue;
            var quantity = Units.Convert(env, move.Number("product_uom_qty"), move.Link("product_uom")!.Value, product.Link("uom_id")!.Value);
            var (leaves, arrives) = (places.Contains(move.Link("location_id")!.Value), places.Contains(move.Link("location_dest_id")!.Value));
            if (arrives && !leaves) incoming += quantity;
            if (leaves && !arrives) outgoing += quantity;
        }

        return (incoming, outgoing);
    }

    public static void Add(OdooEnvironment env, long product, long place, decimal quantity)
    {
        var quant = env.Store.Pointing("stock.quant", "product_id", product).FirstOrDefault(found => found.Link("location_id") == place)
            ?? env.Sudo().Create("stock.quant", new() { ["product_id"] = product, ["location_id"] = place });
        env.Store.Put(quant, "quantity", quant.Number("quantity") + quantity);
    }
}
