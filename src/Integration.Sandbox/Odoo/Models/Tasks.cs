using Integration.Sandbox.Odoo.Records;

namespace Integration.Sandbox.Odoo.Models;

/// <summary>A task's stage and its state know nothing of each other: dragging it to a folded stage does not close it.</summary>
internal sealed class Tasks : ModelBehaviour
{
    public override void SetDefaults(OdooEnvironment env, FieldValues values)
    {
        if (values.GetValueOrDefault("project_id") is not long project) return;
        Fill(values, "stage_id", () => env.Store.All("project.task.type").Where(stage => stage.Links("project_ids").Contains(project))
            .OrderBy(stage => stage.Flag("fold")).ThenBy(stage => stage.Number("sequence")).ThenBy(stage => stage.Id).FirstOrDefault()?.Id);
        Fill(values, "company_id", () => env.Store.Find("project.project", project)?.Link("company_id"));
    }

    public override void Created(OdooEnvironment env, Record record, IReadOnlySet<string> given) => Messages.Post(env, record, "A new task has been created.", "notification");

    public override object? Compute(OdooEnvironment env, Record record, string field) => field switch
    {
        "is_closed" => record.Text("state") is "1_done" or "1_canceled",
        "message_ids" => Messages.Of(env, record),
        _ => null,
    };
}
