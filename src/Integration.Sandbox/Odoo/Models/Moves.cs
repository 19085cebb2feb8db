using System.Globalization;
using Integration.Sandbox.Odoo.Records;

namespace Integration.Sandbox.Odoo.Models;

/// <summary>Moves of a transfer: confirmed together, where equal ones become one and the later ones vanish with their external ids.</summary>
internal sealed class Moves : ModelBehaviour
{
    public override void SetDefaults(OdooEnvironment env, FieldValues values)
    {
        var transfer = values.GetValueOrDefault("picking_id") is long id ? env.Store.Find("stock.picking", id) : null;
        Fill(values, "date", () => env.Now);
        Fill(values, "company_id", () => transfer?.Link("company_id") ?? env.Companies[0]);
        Fill(values, "origin", () => transfer?.Text("origin"));
        Fill(values, "product_uom", () => values.GetValueOrDefault("product_id") is long product ? env.Store.Find("product.product", product)?.Link("uom_id") : null);
    }

    public override void Created(OdooEnvironment env, Record record, IReadOnlySet<string> given)
    {
        SetDate(env, record, record.Text("date")!);
        // One that is added later is dated now and takes the transfer along.
        if (env.Follow(record, "picking_id") is { } transfer) SetScheduledDate(env, transfer);
    }

    public override void Written(OdooEnvironment env, Record record, IReadOnlySet<string> given)
    {
        if (given.Contains("date"))
        {
            SetDate(env, record, record.Text("date")!);
            if (env.Follow(record, "picking_id") is { } transfer) SetScheduledDate(env, transfer);
        }

        if (given.Contains("product_uom_qty") && record.Text("state") is "assigned" or "partially_available" or "confirmed") Reserve(env, record);
    }

    public override void Unlinking(OdooEnvironment env, Record record)
    {
        if (record.Text("state") is not ("draft" or "cancel")) throw OdooError.User("You can not delete moves linked to another operation");
    }

    public static void SetDate(OdooEnvironment env, Record move, string date)
    {
        env.Store.Put(move, "date", date);
        if (env.Follow(move, "picking_id") is { } transfer && env.Follow(transfer, "picking_type_id") is { } type && type.Text("reservation_method") == "by_date")
        {
            var day = DateOnly.ParseExact(date[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture).AddDays(-(int)type.Number("reservation_days_before"));
            env.Store.Put(move, "reservation_date", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }
    }

    public static void SetScheduledDate(OdooEnvironment env, Record transfer)
    {
        var first = env.Lines(transfer, "move_ids").Where(move => move.Text("state") is not ("done" or "cancel")).Min(move => move.Text("date"));
        if (first is not null) env.Store.Put(transfer, "scheduled_date", first);
    }

    public static void Confirm(OdooEnvironment env, Record transfer)
    {
        var drafts = env.Lines(transfer, "move_ids").Where(move => move.Text("state") == "draft").ToArray();
        foreach (var move in drafts) env.Store.Put(move, "state", "confirmed");
        if (drafts.Length > 0) Merge(env, transfer);
        foreach (var move in env.Lines(transfer, "move_ids").Where(move => move.Text("state") == "confirmed" && IsDue(env, transfer, move))) Reserve(env, move);
    }

    /// <summary>Takes what is free, all or part; a source that is no store of ours gives whatever is asked.</summary>
    public static void Reserve(OdooEnvironment env, Record move)
    {
        env.Store.Put(move, "quantity", 0m);
        var asked = move.Number("product_uom_qty");
        var source = env.Follow(move, "location_id")!;
        var free = source.Text("usage") is "internal" or "transit"
            ? Stock.Free(env, env.Follow(move, "product_id")!, Stock.Below(env, [source.Id]))
            : asked;
        var taken = Math.Clamp(free, 0, Math.Max(asked, 0));
        env.Store.Put(move, "quantity", taken);
        env.Store.Put(move, "state", taken >= asked ? "assigned" : taken > 0 ? "partially_available" : "confirmed");
    }

    public static void Cancel(OdooEnvironment env, Record move)
    {
        if (move.Text("state") == "done")
            throw OdooError.User("You cannot cancel a stock move that has been set to 'Done'. Create a return in order to reverse the moves which took place.");
        env.Store.Put(move, "quantity", 0m);
        env.Store.Put(move, "state", "cancel");
    }

    public static void Finish(OdooEnvironment env, Record move)
    {
        var quantity = move.Number("quantity");
        env.Store.Put(move, "state", "done");
        env.Store.Put(move, "date", env.Now);
        Stock.Add(env, move.Link("product_id")!.Value, move.Link("location_id")!.Value, -quantity);
        Stock.Add(env, move.Link("product_id")!.Value, move.Link("location_dest_id")!.Value, quantity);
    }

    /// <summary>An undone move goes to the backorder with its external id; of a partly done one the rest goes, without.</summary>
    public static Record SplitOff(OdooEnvironment env, Record transfer, IEnumerable<Record> rest, Func<Record, decimal> done)
    {
        var backorder = env.Create("stock.picking", Copy(transfer, ["picking_type_id", "location_id", "location_dest_id", "origin", "priority", "user_id", "partner_id"]));
        env.Store.Put(backorder, "backorder_id", transfer.Id);
        foreach (var move in rest)
        {
            var open = move.Number("product_uom_qty") - done(move);
            if (done(move) == 0)
            {
                env.Store.Put(move, "quantity", 0m);
                env.Store.Put(move, "state", "confirmed");
                env.Store.Put(move, "picking_id", backorder.Id);
                continue;
            }

            env.Store.Put(move, "product_uom_qty", done(move));
            var left = Copy(move, ["product_id", "product_uom", "location_id", "location_dest_id", "date"]);
            left["picking_id"] = backorder.Id;
            left["product_uom_qty"] = open;
            left["state"] = "confirmed";
            env.Create("stock.move", left);
        }

        SetScheduledDate(env, backorder);
        return backorder;
    }

    private static FieldValues Copy(Record record, IEnumerable<string> fields) => new(fields.Select(field => KeyValuePair.Create(field, record[field])));

    private static bool IsDue(OdooEnvironment env, Record transfer, Record move) => env.Follow(transfer, "picking_type_id")!.Text("reservation_method") switch
    {
        "at_confirm" => true,
        "by_date" => string.CompareOrdinal(move.Text("reservation_date"), env.Today) <= 0,
        _ => false,
    };

    private static void Merge(OdooEnvironment env, Record transfer)
    {
        var open = env.Lines(transfer, "move_ids").Where(move => move.Text("state") is not ("draft" or "done" or "cancel"));
        foreach (var equal in open.GroupBy(move => (move["product_id"], move["product_uom"], move["location_id"], move["location_dest_id"])))
        {
            var kept = equal.First();
            foreach (var other in equal.Skip(1))
            {
                env.Store.Put(kept, "product_uom_qty", kept.Number("product_uom_qty") + other.Number("product_uom_qty"));
                env.Store.Put(kept, "date", new[] { kept.Text("date"), other.Text("date") }.Min(StringComparer.Ordinal));
                env.Store.Remove(other);
            }

            if (equal.Count() > 1 && kept.Text("state") is "assigned" or "partially_available") Reserve(env, kept);
        }
    }
}
