using System.Text.Json.Nodes;
using Integration.Sandbox.Odoo.Records;

namespace Integration.Sandbox.Odoo.Models;

/// <summary>A transfer's state is that of its moves. It acts on them as a whole: there is no method to cancel one move.</summary>
internal sealed class Transfers : ModelBehaviour
{
    public override IReadOnlyDictionary<string, RecordMethod> Methods { get; } = new Dictionary<string, RecordMethod>
    {
        ["action_confirm"] = (env, transfers, _) => Acting(env, transfers, () => Confirm(env, transfers)),
        ["action_assign"] = (env, transfers, _) => Acting(env, transfers, () => Assign(env, transfers)),
        ["action_cancel"] = (env, transfers, _) => Acting(env, transfers, () => Cancel(env, transfers)),
        ["button_validate"] = (env, transfers, _) => Acting(env, transfers, () => Validate(env, transfers)),
    };

    private static readonly string[] Places = ["location_id", "location_dest_id"];

    public override void SetDefaults(OdooEnvironment env, FieldValues values)
    {
        if (values.GetValueOrDefault("picking_type_id") is not long id || env.Store.Find("stock.picking.type", id) is not { } type) return;
        var warehouse = env.Follow(type, "warehouse_id");
        Fill(values, "name", () => $"{warehouse?.Text("code")}/{type.Text("sequence_code")}/{env.Store.NextNumber($"transfers of {type.Id}"):00000}");
        Fill(values, "location_id", () => type.Link("default_location_src_id"));
        Fill(values, "location_dest_id", () => type.Link("default_location_dest_id"));
        Fill(values, "company_id", () => type.Link("company_id"));
        Fill(values, "scheduled_date", () => env.Now);
        Fill(values, "user_id", () => env.User.Id);
    }

    public override void Created(OdooEnvironment env, Record record, IReadOnlySet<string> given)
    {
        if (given.Contains("scheduled_date")) Reschedule(env, record);
        else Moves.SetScheduledDate(env, record);
        Messages.Post(env, record, "Transfer created", "notification");
    }

    public override void Writing(OdooEnvironment env, Record record, FieldValues values)
    {
        var state = env.Get(record, "state") as string;
        if (state is "done" or "cancel" && values.ContainsKey("picking_type_id"))
            throw OdooError.User("Changing the operation type of this record is forbidden at this point.");
        if (values.ContainsKey("scheduled_date") && state == "cancel") throw OdooError.User("You cannot change the Scheduled Date on a cancelled transfer.");
    }

    public override void Written(OdooEnvironment env, Record record, IReadOnlySet<string> given)
    {
        foreach (var field in Places.Where(given.Contains))
            foreach (var move in Open(env, record)) env.Store.Put(move, field, record[field]);
        if (given.Contains("scheduled_date")) Reschedule(env, record);
    }

    public override void Unlinking(OdooEnvironment env, Record record)
    {
        if (env.Lines(record, "move_ids").Any(move => move.Text("state") == "done"))
            throw OdooError.User("You cannot cancel a stock move that has been set to 'Done'. Create a return in order to reverse the moves which took place.");
    }

    public override object? Compute(OdooEnvironment env, Record record, string field) => field switch
    {
        "state" => State(env, record),
        "picking_type_code" => env.Follow(record, "picking_type_id")?.Text("code"),
        "products_availability" => State(env, record) switch { "assigned" => "Available", "confirmed" => "Not Available", _ => null },
        "message_ids" => Messages.Of(env, record),
        _ => null,
    };

    private static string State(OdooEnvironment env, Record record)
    {
        var states = env.Lines(record, "move_ids").Select(move => move.Text("state")!).ToArray();
        if (states.Length == 0 || states.Contains("draft")) return "draft";
        if (states.All(state => state == "cancel")) return "cancel";
        if (states.All(state => state is "cancel" or "done")) return "done";
        return states.Any(state => state is "assigned" or "partially_available") ? "assigned" : "confirmed";
    }

    private static IEnumerable<Record> Open(OdooEnvironment env, Record transfer) =>
        env.Lines(transfer, "move_ids").Where(move => move.Text("state") is not ("done" or "cancel"));

    private static void Reschedule(OdooEnvironment env, Record transfer)
    {
        foreach (var move in Open(env, transfer)) Moves.SetDate(env, move, transfer.Text("scheduled_date")!);
    }

    /// <summary>A state that its moves change is written on the transfer itself: whoever acted wrote it last.</summary>
    private static JsonNode? Acting(OdooEnvironment env, IReadOnlyList<Record> transfers, Func<JsonNode?> act)
    {
        var before = transfers.Select(transfer => State(env, transfer)).ToArray();
        var answer = act();
        foreach (var (transfer, state) in transfers.Zip(before))
            if (State(env, transfer) != state) env.Touch(transfer);
        return answer;
    }

    private static JsonValue Confirm(OdooEnvironment env, IReadOnlyList<Record> transfers)
    {
        foreach (var transfer in transfers) Moves.Confirm(env, transfer);
        return JsonValue.Create(true);
    }

    private static JsonValue Assign(OdooEnvironment env, IReadOnlyList<Record> transfers)
    {
        foreach (var move in transfers.SelectMany(transfer => Open(env, transfer)).Where(move => move.Text("state") != "draft")) Moves.Reserve(env, move);
        return JsonValue.Create(true);
    }

    private static JsonValue Cancel(OdooEnvironment env, IReadOnlyList<Record> transfers)
    {
        foreach (var move in transfers.SelectMany(transfer => env.Lines(transfer, "move_ids"))) Moves.Cancel(env, move);
        return JsonValue.Create(true);
    }

    /// <summary>Does what is reserved or picked. The rest goes into a backorder, or, where the type asks, nothing is done and a window is answered.</summary>
    private static JsonNode Validate(OdooEnvironment env, IReadOnlyList<Record> transfers)
    {
        foreach (var transfer in transfers)
        {
            var moves = Open(env, transfer).ToArray();
            var picked = moves.Any(move => move.Flag("picked"));
            decimal Done(Record move) => picked && !move.Flag("picked") ? 0 : move.Number("quantity");
            if (moves.Length == 0) throw OdooError.User("You can’t validate an empty transfer. Please add some products to move before proceeding.");
            if (moves.All(move => Done(move) == 0))
                throw OdooError.User("You cannot validate a transfer if no quantities are reserved. To force the transfer, encode quantities.");
            var rest = moves.Where(move => Done(move) < move.Number("product_uom_qty")).ToArray();
            var asks = env.Follow(transfer, "picking_type_id")!.Text("create_backorder") == "ask" && env.Context["skip_backorder"] is null;
            if (rest.Length > 0 && asks)
                return new JsonObject { ["name"] = "Create Backorder?", ["type"] = "ir.actions.act_window", ["res_model"] = "stock.backorder.confirmation" };
            var backorder = rest.Length == 0 ? null : Moves.SplitOff(env, transfer, rest, Done);
            foreach (var move in moves.Where(move => move.Link("picking_id") != backorder?.Id)) Moves.Finish(env, move);
            env.Store.Put(transfer, "date_done", env.Now);
        }

        return JsonValue.Create(true);
    }
}
