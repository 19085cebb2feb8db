namespace Integration.Sandbox.Odoo;

/// <summary>Where tasks and maintenance requests go.</summary>
internal sealed partial class NetworkSeed
{
    private const string Properties =
        """[{"name":"hours","string":"Operating hours","type":"float"},{"name":"cycles","string":"Cycles","type":"float"},{"name":"status","string":"Device status","type":"char"}]""";

    private static readonly (string Id, string Name, bool Done)[] Stages =
        [("stage_0", "New Request", false), ("stage_1", "In Progress", false), ("stage_3", "Repaired", true), ("stage_4", "Scrap", true)];

    private void MakeProjects()
    {
        foreach (var row in Rows("task-tags")) Make("project.tags", Name("tag", row["name"]), new() { ["name"] = row["name"] });
        var stages = Rows("task-stages").Select((row, index) => Make("project.task.type", Name("stage", row["name"]), new()
        {
            ["name"] = row["name"],
            ["sequence"] = index + 1L,
            ["fold"] = row["folded"] == "1",
        })).ToArray();
        var projects = Rows("projects").Select(row => Make("project.project", Name("project", row["name"]), new()
        {
            ["name"] = row["name"],
            ["privacy_visibility"] = "employees",
            ["type_ids"] = stages,
            ["company_id"] = _company,
        })).ToArray();
        foreach (var stage in stages) _env.Write(_env.Browse("project.task.type", stage), new() { ["project_ids"] = projects });
    }

    private void MakeEquipment()
    {
        foreach (var ((id, name, done), sequence) in Stages.Select((stage, index) => (stage, index + 1L)))
            Make("maintenance.stage", $"maintenance.{id}", new() { ["name"] = name, ["sequence"] = sequence, ["done"] = done, ["fold"] = done });
        Make("maintenance.team", "maintenance.equipment_team_maintenance", new() { ["name"] = "Internal Maintenance", ["company_id"] = _company });
        var rows = Rows("equipment");
        foreach (var team in rows.Select(row => row["team"]).Distinct()) Make("maintenance.team", Name("team", team), new() { ["name"] = team, ["company_id"] = _company });
        foreach (var category in rows.Select(row => row["category"]).Distinct())
            Make("maintenance.equipment.category", Name("category", category), new()
            {
                ["name"] = category,
                ["technician_user_id"] = null,
                ["equipment_properties_definition"] = Properties,
                ["company_id"] = _company,
            });
        foreach (var row in rows)
            Make("maintenance.equipment", Name("equipment", row["serial"]), new()
            {
                ["name"] = row["name"],
                ["serial_no"] = row["serial"],
                ["model"] = row["model"],
                ["category_id"] = Id(Name("category", row["category"])),
                ["maintenance_team_id"] = Id(Name("team", row["team"])),
                ["location_id"] = Id(Name("location", row["location"])),
                ["company_id"] = _company,
            });
    }
}
