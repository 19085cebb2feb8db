using System.Text.Json;
using Integration.Contracts;
using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Delivery;

public abstract partial class DeliverySpecification
{
    private const string Pump = "SP-44121";

    [RealFact]
    public async Task A_request_is_nobodys_its_tally_goes_on_and_it_is_archived_when_called_off()
    {
        var pump = await EquipmentAsync(Pump);
        var category = (await ReadAsync("maintenance.equipment", pump, "category_id")).Reference("category_id")!.Value.Id;
        var technician = await AsAsync(OdooRole.Technician);
        await technician.WriteAsync("maintenance.equipment.category", [category], Values(("technician_user_id", await technician.LogInAsync(None))), Standard, None);
        var posted = await PostedAsync(First(Request("a", "1 alarm")));
        await technician.WriteAsync("maintenance.equipment.category", [category], Values(("technician_user_id", false)), Standard, None);
        var made = await ReadAsync("maintenance.request", posted.OdooId!.Value, "user_id", "maintenance_team_id", "stage_id", "equipment_id", "schedule_date");
        Assert.Equal((null, "Biomedical", "New Request", pump, Far), (made.Reference("user_id")?.Name, made.Reference("maintenance_team_id")!.Value.Name, made.Reference("stage_id")!.Value.Name, made.Reference("equipment_id")!.Value.Id, made.Text("schedule_date")));

        var counted = await PostedAsync(Next(posted, Request("a", "2 alarms")));
        Assert.Contains("2 alarms", counted.Baseline!.Values["description"], StringComparison.Ordinal);
        Assert.Empty(await CompareAsync(Posted(counted, Request("a", "2 alarms"))));
        await technician.WriteAsync("maintenance.request", [posted.OdooId.Value], Values(("priority", "3")), Standard, None);
        var drifted = Assert.Single(await CompareAsync(Posted(counted, Request("a", "2 alarms"))));
        Assert.Equal((BreakKind.Drifted, new BreakField("priority", "2", "3")), (drifted.Kind, Assert.Single(drifted.Fields)));
        await technician.WriteAsync("maintenance.request", [posted.OdooId.Value], Values(("priority", "2")), Standard, None);

        var withdrawn = await DeliverOneAsync(Next(counted, Standing(Request("a", "2 alarms"), RecordStanding.Withdrawn)));
        Assert.Equal((PostingResultKind.Withdrawn, true), (withdrawn.Kind, (await ReadAsync("maintenance.request", posted.OdooId.Value, "archive")).Flag("archive")));
        _wire.Forget();
        Assert.Equal(PostingResultKind.Withdrawn, (await DeliverOneAsync(Next(withdrawn, Standing(Request("a", "2 alarms"), RecordStanding.Withdrawn)))).Kind);
        Assert.Empty(_wire.Writes);
    }

    [RealFact]
    public async Task A_request_the_technician_has_taken_hears_of_further_alarms_by_a_note()
    {
        var posted = await PostedAsync(First(Request("a", "1 alarm")));
        var technician = await AsAsync(OdooRole.Technician);
        await technician.WriteAsync("maintenance.request", [posted.OdooId!.Value], Values(("user_id", await technician.LogInAsync(None)), ("priority", "3"), ("stage_id", await MaintenanceStageAsync("In Progress"))), Standard, None);

        var told = await PostedAsync(Next(posted, Request("a", "2 alarms")));
        Assert.Empty(told.Breaks);
        Assert.Empty(await CompareAsync(Posted(told, Request("a", "2 alarms"))));
        Assert.Equal(1, await NotesAsync("maintenance.request", posted.OdooId.Value));
        // A technician is nobody's edit, and neither is what people changed on what is theirs.
        var again = await PostedAsync(Next(told, Request("a", "3 alarms")));
        Assert.Equal((2, "3"), (await NotesAsync("maintenance.request", posted.OdooId.Value), (await ReadAsync("maintenance.request", posted.OdooId.Value, "priority")).Text("priority")));
        Assert.Equal((ObservedStatus.Started, RecordEnd.None), await ObserveAsync(again, Request("a", "3 alarms")));

        await technician.WriteAsync("maintenance.request", [posted.OdooId.Value], Values(("stage_id", await MaintenanceStageAsync("Repaired"))), Standard, None);
        Assert.Equal((ObservedStatus.Done, RecordEnd.Done), await ObserveAsync(again, Request("a", "3 alarms")));
        await PostedAsync(Next(again, Request("a", "3 alarms, resolved")));
        Assert.Equal(3, await NotesAsync("maintenance.request", posted.OdooId.Value));
        Assert.Equal(PostingResultKind.Protected, (await DeliverOneAsync(Next(again, With(Request("a", "3 alarms"), "name", new("Another cause"))))).Kind);
    }

    [RealFact]
    public async Task A_request_somebody_typed_in_for_the_same_open_fault_is_a_double()
    {
        var request = With(Request("a", "1 alarm"), "name", new(Own("fault")));
        var posted = await PostedAsync(First(request));
        var technician = await AsAsync(OdooRole.Technician);
        var typed = await technician.CreateAsync("maintenance.request", Values(("name", Own("fault")), ("equipment_id", await EquipmentAsync(Pump))), Standard, None);
        await technician.CreateAsync("maintenance.request", Values(("name", "Another fault"), ("equipment_id", await EquipmentAsync(Pump))), Standard, None);

        var found = Assert.Single(await CompareAsync(Posted(posted, request)));
        Assert.Equal((BreakKind.Duplicate, Own("a"), typed), (found.Kind, found.ExternalId, found.OdooId!.Value));

        await technician.CallAsync("maintenance.request", "archive_equipment_request", [typed], Standard, None);
        Assert.Empty(await CompareAsync(Posted(posted, request)));
    }

    [RealFact]
    public async Task A_request_people_archived_was_called_off_by_them_and_one_they_reset_is_open_again()
    {
        var posted = await PostedAsync(First(Request("a", "1 alarm")));
        var technician = await AsAsync(OdooRole.Technician);
        await technician.CallAsync("maintenance.request", "archive_equipment_request", [posted.OdooId!.Value], Standard, None);
        Assert.Equal((ObservedStatus.Cancelled, RecordEnd.CalledOff), await ObserveAsync(posted, Request("a", "1 alarm")));
        Assert.Equal(PostingResultKind.Protected, (await DeliverOneAsync(Next(posted, Request("a", "2 alarms")))).Kind);

        await technician.CallAsync("maintenance.request", "reset_equipment_request", [posted.OdooId.Value], Standard, None);
        Assert.Equal((ObservedStatus.Requested, RecordEnd.None), await ObserveAsync(posted, Request("a", "1 alarm")));
        await PostedAsync(Next(posted, Request("a", "2 alarms")));
    }

    [RealFact]
    public async Task A_reading_goes_to_the_equipment_people_keep_and_to_nothing_else_of_it()
    {
        var monitor = await EquipmentAsync("MN-5001");
        var first = await PostedAsync(First(Reading("a", "MN-5001", hours: 512.5m, status: "in use")));
        Assert.Equal((monitor, "512.5", "0", "in use"), (first.OdooId!.Value, await PropertyAsync(monitor, "hours"), await PropertyAsync(monitor, "cycles"), await PropertyAsync(monitor, "status")));
        Assert.Null(await _odoo.CheckObjectReferenceAsync(Own("a"), None));
        Assert.Empty(first.Breaks);

        _wire.Forget();
        await PostedAsync(Next(first, Reading("a", "MN-5001", hours: 512.5m, status: "in use")));
        Assert.Empty(_wire.Writes);
        var second = await PostedAsync(Next(first, Reading("a", "MN-5001", hours: 513m, status: "in use")));
        Assert.Equal(["equipment_properties.hours"], Assert.Single(_wire.Writes).Columns.Where(column => column != ".id"));
        Assert.Equal(("513", "513"), (second.Baseline!.Values["equipment_properties.hours"], await PropertyAsync(monitor, "hours")));

        // A counter somebody typed over is the source's again, and they are told.
        await (await AsAsync(OdooRole.Technician)).LoadAsync("maintenance.equipment", [".id", "equipment_properties.hours"], [[monitor, 1m]], Standard, None);
        var third = await PostedAsync(Next(second, Reading("a", "MN-5001", hours: 514m, status: "in use")));
        Assert.Equal((BreakKind.Drifted, "514"), (Assert.Single(third.Breaks).Kind, await PropertyAsync(monitor, "hours")));

        _wire.Forget();
        Assert.Equal(PostingResultKind.Withdrawn, (await DeliverOneAsync(Next(third, Standing(Reading("a", "MN-5001", hours: 514m, status: "in use"), RecordStanding.Withdrawn)))).Kind);
        Assert.Empty(_wire.Writes);
        Assert.Equal("514", await PropertyAsync(monitor, "hours"));
    }

    [RealFact]
    public async Task A_reading_of_equipment_that_is_unknown_or_archived_waits_for_it()
    {
        var archived = await EquipmentAsync("MN-5002");
        var technician = await AsAsync(OdooRole.Technician);
        await technician.WriteAsync("maintenance.equipment", [archived], Values(("active", false)), Standard, None);

        var results = await DeliverAsync(First(Reading("a", "NO-SUCH", 1, "in use")), First(Reading("b", "MN-5002", 1, "in use")), First(Reading("c", "SP-44122", 1, "in use")));
        await technician.WriteAsync("maintenance.equipment", [archived], Values(("active", true)), Standard, None);

        Assert.Equal([PostingResultKind.Held, PostingResultKind.Held, PostingResultKind.Posted], results.Select(result => result.Kind));
        Assert.Equal((FailureKind.MissingReference, "maintenance.equipment serial_no NO-SUCH"), (results[0].Failure!.Kind, results[0].Failure!.MissingThing));
        Assert.Contains("archived", results[1].Failure!.Reason, StringComparison.Ordinal);
        Assert.Equal(["maintenance.equipment serial_no MN-5002"], await _delivery.AppearedAsync(
            [("maintenance.equipment serial_no NO-SUCH", Reading("a", "NO-SUCH", 1, "in use")), ("maintenance.equipment serial_no MN-5002", Reading("b", "MN-5002", 1, "in use"))], Policies, None));
    }

    private OdooRecord Request(string name, string tally) => new(
        Own(name), "maintenance.request", Policy("maintenance.request"), "Northfield Health", RecordStanding.Active,
        new Dictionary<string, OdooCell>
        {
            ["name"] = new("Occlusion alarm"),
            ["equipment_id"] = Of("maintenance.equipment", "serial_no", Pump),
            ["maintenance_type"] = new("corrective"),
            ["priority"] = new("2"),
            ["maintenance_team_id"] = Of("maintenance.team", "name", "Biomedical"),
            ["user_id"] = new(),
            ["schedule_date"] = new(Far),
            ["description"] = new($"<p>Occlusion downstream</p><p>{tally}</p>"),
        },
        []);

    private OdooRecord Reading(string name, string serial, decimal hours, string status) => new(
        Own(name), "maintenance.equipment", Policy("maintenance.equipment"), "Northfield Health", RecordStanding.Active,
        new Dictionary<string, OdooCell> { ["serial_no"] = new(serial), ["equipment_properties.hours"] = new(Number: hours), ["equipment_properties.status"] = new(status) }, []);

    private async Task<long> EquipmentAsync(string serial) =>
        Assert.Single(await _odoo.SearchReadAsync("maintenance.equipment", OdooDomain.Where("serial_no", "=", serial), ["id"], 2, "id", 0, Standard, None)).Id;

    private async Task<long> MaintenanceStageAsync(string name) =>
        Assert.Single(await _odoo.SearchReadAsync("maintenance.stage", OdooDomain.Where("name", "=", name), ["id"], 2, "id", 0, Standard, None)).Id;

    private async Task<string> PropertyAsync(long equipment, string name)
    {
        var property = (await ReadAsync("maintenance.equipment", equipment, "equipment_properties")).Json.GetProperty("equipment_properties").EnumerateArray().Single(one => one.GetProperty("name").GetString() == name);
        return !property.TryGetProperty("value", out var value) ? "0" : value.ValueKind == JsonValueKind.Number ? value.GetDecimal().ToString("0.##", System.Globalization.CultureInfo.InvariantCulture) : value.ToString();
    }
}
