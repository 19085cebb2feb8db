using System.Text.Json.Nodes;
using Integration.Sandbox.Odoo.Records;

namespace Integration.Sandbox.Odoo.Models;

/// <summary>Requests go through stages; the one field that hides them, <c>archive</c>, hides them from no search.</summary>
internal sealed class MaintenanceRequests : ModelBehaviour
{
    public override IReadOnlyDictionary<string, RecordMethod> Methods { get; } = new Dictionary<string, RecordMethod>
    {
        ["archive_equipment_request"] = (env, requests, _) => Each(env, requests, new() { ["archive"] = true }),
        ["reset_equipment_request"] = (env, requests, _) => Each(env, requests, new() { ["archive"] = false, ["stage_id"] = First(env)?.Id }),
    };

    public override void SetDefaults(OdooEnvironment env, FieldValues values)
    {
        var equipment = values.GetValueOrDefault("equipment_id") is long id ? env.Store.Find("maintenance.equipment", id) : null;
        var category = equipment is null ? null : env.Follow(equipment, "category_id");
        Fill(values, "company_id", () => env.Companies[0]);
        Fill(values, "stage_id", () => First(env)?.Id);
        Fill(values, "request_date", () => env.Today);
        Fill(values, "maintenance_team_id", () => equipment?.Link("maintenance_team_id") ?? env.Store.All("maintenance.team").FirstOrDefault()?.Id);
        Fill(values, "user_id", () => equipment?.Link("technician_user_id") ?? category?.Link("technician_user_id"));
    }

    public override void Created(OdooEnvironment env, Record record, IReadOnlySet<string> given) => Messages.Post(env, record, "Maintenance Request created", "notification");

    public override void Written(OdooEnvironment env, Record record, IReadOnlySet<string> given)
    {
        if (given.Contains("stage_id")) env.Store.Put(record, "close_date", IsDone(env, record) ? env.Today : null);
    }

    public override object? Compute(OdooEnvironment env, Record record, string field) => field switch
    {
        "done" => IsDone(env, record),
        "message_ids" => Messages.Of(env, record),
        _ => null,
    };

    private static bool IsDone(OdooEnvironment env, Record record) => env.Follow(record, "stage_id")?.Flag("done") == true;

    private static Record? First(OdooEnvironment env) => env.Store.All("maintenance.stage").OrderBy(stage => stage.Number("sequence")).ThenBy(stage => stage.Id).FirstOrDefault();

    private static JsonNode? Each(OdooEnvironment env, IReadOnlyList<Record> requests, FieldValues values)
    {
        foreach (var request in requests) env.Write(request, values);
        return null;
    }
}

/// <summary>No two have the same serial number, whatever their company. Their properties are defined by their category.</summary>
internal sealed class Equipment : ModelBehaviour
{
    public override void Created(OdooEnvironment env, Record record, IReadOnlySet<string> given) => Check(env, record);

    public override void Written(OdooEnvironment env, Record record, IReadOnlySet<string> given) => Check(env, record);

    public override object? Compute(OdooEnvironment env, Record record, string field) => field == "message_ids" ? Messages.Of(env, record) : null;

    private static void Check(OdooEnvironment env, Record record)
    {
        if (record.Text("serial_no") is { } serial && env.Store.All("maintenance.equipment").Any(other => other.Id != record.Id && other.Text("serial_no") == serial))
            throw OdooError.Validation("Another asset already exists with this serial number!");
    }
}

/// <summary>Whoever makes a category becomes its technician, and so that of every request about its equipment.</summary>
internal sealed class EquipmentCategories : ModelBehaviour
{
    public override void SetDefaults(OdooEnvironment env, FieldValues values) => Fill(values, "technician_user_id", () => env.User.Id);
}
