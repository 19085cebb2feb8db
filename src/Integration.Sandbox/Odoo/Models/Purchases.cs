using System.Globalization;
using System.Text.Json.Nodes;
using Integration.Sandbox.Odoo.Records;

namespace Integration.Sandbox.Odoo.Models;

/// <summary>Orders change state by their buttons; a load writes into every state, as the real one does. Receipts are not made.</summary>
internal sealed class PurchaseOrders : ModelBehaviour
{
    public override IReadOnlyDictionary<string, RecordMethod> Methods { get; } = new Dictionary<string, RecordMethod>
    {
        ["button_confirm"] = Confirm,
        ["button_cancel"] = Cancel,
        ["button_draft"] = (env, orders, _) => Move(env, orders, "draft", new JsonObject()),
        ["button_lock"] = (env, orders, _) => Lock(env, orders, true),
        ["button_unlock"] = (env, orders, _) => Lock(env, orders, false),
    };

    public override void SetDefaults(OdooEnvironment env, FieldValues values)
    {
        Fill(values, "name", () => $"P{env.Store.NextNumber("purchase order"):00000}");
        Fill(values, "date_order", () => env.Now);
        Fill(values, "company_id", () => env.Companies[0]);
        Fill(values, "user_id", () => env.User.Id);
        Fill(values, "picking_type_id", () => env.Store.All("stock.warehouse").FirstOrDefault(w => w.Link("company_id") == values["company_id"] as long?)?.Link("in_type_id"));
    }

    public override void Created(OdooEnvironment env, Record record, IReadOnlySet<string> given) => Messages.Post(env, record, "Purchase Order created", "notification");

    public override void Written(OdooEnvironment env, Record record, IReadOnlySet<string> given)
    {
        if (!given.Contains("partner_id")) return;
        foreach (var line in env.Lines(record, "order_line")) PurchaseLines.FollowVendor(env, line, given);
    }

    public override void Unlinking(OdooEnvironment env, Record record)
    {
        if (record.Text("state") != "cancel") throw OdooError.User("In order to delete a purchase order, you must cancel it first.");
    }

    public override object? Compute(OdooEnvironment env, Record record, string field) => field switch
    {
        "date_planned" => env.Lines(record, "order_line").Min(line => line.Text("date_planned")),
        "amount_untaxed" or "amount_total" => env.Lines(record, "order_line").Sum(line => (decimal)env.Get(line, "price_subtotal")!),
        "message_ids" => Messages.Of(env, record),
        _ => null,
    };

    private static JsonValue Confirm(OdooEnvironment env, IReadOnlyList<Record> orders, JsonObject named)
    {
        foreach (var order in orders.Where(order => order.Text("state") is "draft" or "sent"))
        {
            if (env.Lines(order, "order_line").Any(line => line.Link("product_id") is null))
                throw OdooError.User("Some order lines are missing a product, you need to correct them before going further.");
            env.Write(order, new() { ["state"] = "purchase", ["date_approve"] = env.Now });
        }

        return JsonValue.Create(true);
    }

    private static JsonNode? Cancel(OdooEnvironment env, IReadOnlyList<Record> orders, JsonObject named)
    {
        if (orders.Where(order => order.Flag("locked")).ToArray() is { Length: > 0 } locked)
            throw OdooError.User($"Unable to cancel purchase order(s): [{string.Join(", ", locked.Select(order => $"'{order.Text("name")}'"))}]. You must first unlock them.");
        return Move(env, orders, "cancel", null);
    }

    private static JsonNode? Move(OdooEnvironment env, IReadOnlyList<Record> orders, string state, JsonNode? answer)
    {
        foreach (var order in orders) env.Write(order, new() { ["state"] = state });
        return answer;
    }

    private static JsonNode? Lock(OdooEnvironment env, IReadOnlyList<Record> orders, bool locked)
    {
        foreach (var order in orders) env.Write(order, new() { ["locked"] = locked });
        return null;
    }
}

/// <summary>
/// Without a unit or a price the line takes the vendor's, unconverted. As long as the price is the one the line was made with, a change of quantity, unit or
/// vendor takes the vendor's price and delay again, unless they are written with it.
/// </summary>
internal sealed class PurchaseLines : ModelBehaviour
{
    public override void SetDefaults(OdooEnvironment env, FieldValues values)
    {
        var product = values.GetValueOrDefault("product_id") is long id ? env.Store.Find("product.product", id) : null;
        var order = values.GetValueOrDefault("order_id") is long parent ? env.Store.Find("purchase.order", parent) : null;
        var seller = product is null || order is null ? null : Seller(env, product, order);
        Fill(values, "name", () => product is null ? null : RecordJson.DisplayName(env, product));
        Fill(values, "product_uom_id", () => seller?.Link("product_uom_id") ?? product?.Link("uom_id"));
        Fill(values, "price_unit", () => seller?.Number("price") ?? 0);
        values["technical_price_unit"] = values.GetValueOrDefault("price_unit");
        Fill(values, "date_planned", () => order is null ? null : After(order.Text("date_order")!, seller?.Number("delay") ?? 0));
    }

    public override void Written(OdooEnvironment env, Record record, IReadOnlySet<string> given)
    {
        if (given.Contains("product_qty") || given.Contains("product_uom_id")) FollowVendor(env, record, given);
        // The order's totals are stored, so that whoever changes a line is the last writer of its order too.
        if (given.Overlaps(["product_qty", "product_uom_id", "price_unit"])) env.Write(env.Follow(record, "order_id")!, []);
    }

    public override void Unlinking(OdooEnvironment env, Record record)
    {
        if (env.Get(record, "state") is "purchase") throw OdooError.User("Cannot delete a purchase order line which is in state “Purchase Order”.");
    }

    public override object? Compute(OdooEnvironment env, Record record, string field)
    {
        var order = env.Follow(record, "order_id")!;
        return field switch
        {
            "state" => order.Text("state"),
            "partner_id" => order.Link("partner_id"),
            "company_id" => order.Link("company_id"),
            "price_subtotal" => Math.Round(record.Number("product_qty") * record.Number("price_unit"), 2, MidpointRounding.AwayFromZero),
            _ => null,
        };
    }

    public static void FollowVendor(OdooEnvironment env, Record line, IReadOnlySet<string> given)
    {
        // Odoo computes price and date in one method, and leaves both alone when either is written.
        if (given.Contains("price_unit") || given.Contains("date_planned")) return;
        var order = env.Follow(line, "order_id")!;
        if (line.Number("price_unit") != line.Number("technical_price_unit")) return;
        if (env.Follow(line, "product_id") is not { } product || Seller(env, product, order) is not { } seller) return;
        env.Store.Put(line, "date_planned", After(order.Text("date_order")!, seller.Number("delay")));
        var price = seller.Number("price") * Units.Convert(env, 1, line.Link("product_uom_id")!.Value, seller.Link("product_uom_id")!.Value);
        env.Store.Put(line, "price_unit", Math.Round(price, 2, MidpointRounding.AwayFromZero));
        env.Store.Put(line, "technical_price_unit", price);
    }

    private static Record? Seller(OdooEnvironment env, Record product, Record order) =>
        Products.Sellers(env, product).FirstOrDefault(seller => seller.Link("partner_id") == order.Link("partner_id"));

    private static string After(string instant, decimal days) => DateTime
        .ParseExact(instant, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture).AddDays((double)days).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}

/// <summary>The chatter of a record. Whoever may read it may load a note onto it, once.</summary>
internal sealed class Messages : ModelBehaviour
{
    public override void SetDefaults(OdooEnvironment env, FieldValues values)
    {
        Fill(values, "author_id", () => env.User.Link("partner_id"));
        Fill(values, "date", () => env.Now);
    }

    public override void Writing(OdooEnvironment env, Record record, FieldValues values)
    {
        if (values.ContainsKey("model") || values.ContainsKey("res_id")) throw OdooError.User("Only administrators can modify 'model' and 'res_id' fields.");
    }

    public static long Post(OdooEnvironment env, Record record, string body, string type) => env.Sudo().Create("mail.message", new()
    {
        ["model"] = record.Model.Name,
        ["res_id"] = record.Id,
        ["body"] = $"<p>{System.Net.WebUtility.HtmlEncode(body)}</p>",
        ["message_type"] = type,
        ["author_id"] = env.User.Link("partner_id"),
        ["date"] = env.Now,
    }).Id;

    public static long[] Of(OdooEnvironment env, Record record) =>
        [.. env.Store.All("mail.message").Where(message => message.Text("model") == record.Model.Name && message.Link("res_id") == record.Id).Select(message => message.Id).Reverse()];
}
