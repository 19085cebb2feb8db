using System.Text.Json;
using System.Text.Json.Nodes;
using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Odoo;

public abstract partial class OdooSpecification
{
    private const string TaskColumns = "id name project_id/id date_deadline description";
    private const string RequestColumns = "id name equipment_id/id maintenance_type maintenance_team_id/id user_id/.id";

    [RealFact]
    public async Task A_task_begins_in_the_first_stage_and_its_stage_and_state_know_nothing_of_each_other()
    {
        var id = Loaded(await LoadAsync("project.task", TaskColumns, [Own("task"), "Turnover", Network("project_bed_turnover"), "2031-03-01 08:00:00", "<p>Bed B &lt; 1 h</p>"]))[0];
        var made = await ReadAsync("project.task", id, "stage_id state is_closed user_ids description active");
        Assert.Equal((await IdAsync(Network("stage_new")), "01_in_progress", false, true), (made.Reference("stage_id")!.Value.Id, made.Text("state"), made.Flag("is_closed"), made.Flag("active")));
        Assert.Empty(made.Ids("user_ids"));
        Assert.Equal("<p>Bed B &lt; 1 h</p>", made.Text("description"));

        await _client.WriteAsync("project.task", [id], new JsonObject { ["stage_id"] = await IdAsync(Network("stage_done")) }, Standard, None);
        Assert.Equal(("01_in_progress", false), ((await ReadAsync("project.task", id, "state")).Text("state"), (await ReadAsync("project.task", id, "is_closed")).Flag("is_closed")));
        await _client.WriteAsync("project.task", [id], new JsonObject { ["state"] = "1_canceled" }, Standard, None);
        Assert.True((await ReadAsync("project.task", id, "is_closed")).Flag("is_closed"));
        // It lets itself be loaded over all the same.
        Loaded(await LoadAsync("project.task", "id name", [Own("task"), "Another"]));
    }

    [RealFact]
    public async Task Tags_are_replaced_by_what_is_loaded_and_cleared_by_an_empty_cell()
    {
        var (isolation, urgent) = (await IdAsync(Network("tag_isolation")), await IdAsync(Network("tag_urgent")));
        var id = Loaded(await LoadAsync("project.task", "id name project_id/id tag_ids/.id", [Own("task"), "Turnover", Network("project_bed_turnover"), $"{isolation},{urgent}"]))[0];
        Assert.Equal(2, (await ReadAsync("project.task", id, "tag_ids")).Ids("tag_ids").Count);

        Loaded(await LoadAsync("project.task", ".id tag_ids/.id", [id, $"{urgent}"]));
        Assert.Equal([urgent], (await ReadAsync("project.task", id, "tag_ids")).Ids("tag_ids"));
        Loaded(await LoadAsync("project.task", ".id tag_ids/.id", [id, LoadCell.Empty]));
        Assert.Empty((await ReadAsync("project.task", id, "tag_ids")).Ids("tag_ids"));
    }

    [RealFact]
    public async Task A_request_goes_through_its_stages_and_an_archived_one_is_still_found()
    {
        var id = Loaded(await LoadAsync("maintenance.request", RequestColumns, [Own("request"), "Occlusion", Network("equipment_sp_44120"), "corrective", Network("team_biomedical"), LoadCell.Empty]))[0];
        var made = await ReadAsync("maintenance.request", id, "stage_id done archive user_id kanban_state");
        Assert.Equal((await IdAsync("maintenance.stage_0"), false, false, "normal"), (made.Reference("stage_id")!.Value.Id, made.Flag("done"), made.Flag("archive"), made.Text("kanban_state")));
        Assert.Null(made.Reference("user_id"));

        await _client.WriteAsync("maintenance.request", [id], new JsonObject { ["stage_id"] = await IdAsync("maintenance.stage_3") }, Standard, None);
        Assert.True((await ReadAsync("maintenance.request", id, "done")).Flag("done"));
        Assert.NotNull((await ReadAsync("maintenance.request", id, "close_date")).Date("close_date"));
        await _client.CallAsync("maintenance.request", "archive_equipment_request", [id], Standard, None);
        Assert.Equal(1, await _client.SearchCountAsync("maintenance.request", OdooDomain.Where("id", "=", id).And("archive", "=", true), Standard, None));
        await _client.CallAsync("maintenance.request", "reset_equipment_request", [id], Standard, None);
        var reset = await ReadAsync("maintenance.request", id, "archive done");
        Assert.Equal((false, false), (reset.Flag("archive"), reset.Flag("done")));
    }

    [RealFact]
    public async Task Properties_are_loaded_one_by_one_and_the_others_stay()
    {
        var pump = await IdAsync(Network("equipment_sp_44122"));
        Loaded(await LoadAsync("maintenance.equipment", ".id equipment_properties.hours equipment_properties.status", [pump, 12.5m, "in use"]));
        Loaded(await LoadAsync("maintenance.equipment", ".id equipment_properties.cycles", [pump, 3]));
        Assert.Equal("12.5 3 in use", await PropertiesAsync(pump));
        Loaded(await LoadAsync("maintenance.equipment", ".id equipment_properties.status", [pump, LoadCell.Empty]));
        Assert.Equal("12.5 3 False", await PropertiesAsync(pump));

        var fault = await Assert.ThrowsAsync<OdooFault>(() => LoadAsync("maintenance.equipment", ".id equipment_properties.nobodys", [pump, 1]));
        Assert.Contains("doesn't have any definition", fault.Message, StringComparison.Ordinal);
        var fields = await _client.FieldsGetAsync("maintenance.equipment", None);
        Assert.Equal(("category_id", "equipment_properties_definition"), fields["equipment_properties"].DefinedBy);
        Assert.Null(fields["serial_no"].DefinedBy);
    }

    [RealFact]
    public async Task A_serial_number_is_taken_only_once_and_a_storekeeper_writes_no_task()
    {
        var twin = await LoadAsync("maintenance.equipment", "id name serial_no", [Own("twin"), "Pump", "SP-44120"]);
        Assert.Contains("serial number", Assert.Single(twin.Messages).Text, StringComparison.Ordinal);

        var task = Loaded(await LoadAsync("project.task", TaskColumns, [Own("task"), "Turnover", Network("project_bed_turnover"), "2031-03-01 08:00:00", LoadCell.Empty]))[0];
        await FaultAsync((await AsAsync(OdooRole.Storekeeper)).WriteAsync("project.task", [task], new JsonObject { ["state"] = "1_done" }, Standard, None), OdooFaultKind.AccessDenied);
    }

    private async Task<string> PropertiesAsync(long equipment) => string.Join(' ', (await ReadAsync("maintenance.equipment", equipment, "equipment_properties")).Json
        .GetProperty("equipment_properties").EnumerateArray().Select(one => !one.TryGetProperty("value", out var value) ? "-"
            : value.ValueKind == JsonValueKind.Number ? value.GetDecimal().ToString("0.##", System.Globalization.CultureInfo.InvariantCulture) : value.ToString()));
}
