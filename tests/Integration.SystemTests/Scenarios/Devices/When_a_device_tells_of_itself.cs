using System.Text.Json.Nodes;
using Integration.Contracts;
using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Devices;

/// <summary>Flow 3: what a device tells becomes one request per cause, and a counter on its equipment.</summary>
public sealed class When_a_device_tells_of_itself(SharedInstallation shared) : DeviceScenario(shared)
{
    [RealFact]
    public async Task Alarms_of_one_cause_are_one_request_until_it_was_repaired()
    {
        const string Pump = "SP-44120";
        await AlarmAsync(Pump, MinutesAgo(40), "BATT-FAIL", "start");
        await AlarmAsync(Pump, MinutesAgo(35), "BATT-FAIL", "end");
        await AlarmAsync(Pump, MinutesAgo(50), "BATT-FAIL", "start");

        var made = Assert.Single(await RequestsAsync(Pump));
        Assert.Equal(("Battery failing: Infusion Pump 1 Ward 4 East", "corrective", "2"), (made.Text("name"), made.Text("maintenance_type"), made.Text("priority")));
        Assert.Contains("2 alarms, last", made.Text("description"), StringComparison.Ordinal);
        Assert.Contains("; resolved", made.Text("description"), StringComparison.Ordinal);

        await MoveAsync(made.Id, "In Progress", ObservedStatus.Started);
        await AlarmAsync(Pump, MinutesAgo(30), "BATT-FAIL", "start");
        Assert.Equal(made.Id, Assert.Single(await RequestsAsync(Pump)).Id);
        Assert.Contains("3 alarms, last", await NoteAsync(made.Id), StringComparison.Ordinal);

        await MoveAsync(made.Id, "Repaired", ObservedStatus.Done);
        await AlarmAsync(Pump, Afterwards(), "BATT-FAIL", "continue");
        Assert.Single(await RequestsAsync(Pump));
        await AlarmAsync(Pump, Afterwards(), "BATT-FAIL", "end");
        await AlarmAsync(Pump, Afterwards().AddSeconds(2), "BATT-FAIL", "start");
        await AlarmAsync(Pump, Afterwards().AddMinutes(4), "BATT-FAIL", "continue");
        await AlarmAsync(Pump, Afterwards().AddMinutes(5), "BATT-FAIL", "end");

        var requests = await RequestsAsync(Pump);
        Assert.Equal(2, requests.Count);
        Assert.Contains("1 alarm, last", requests[1].Text("description"), StringComparison.Ordinal);
    }

    [RealFact]
    public async Task An_observation_of_an_ehr_is_shown_on_the_equipment_and_a_late_one_takes_its_place_before_the_newest()
    {
        const string Pump = "SP-44121";
        await ShowsAsync(1, MinutesAgo(55), 410.5m);
        await ShowsAsync(3, MinutesAgo(20), 411.5m);
        await ShowsAsync(2, MinutesAgo(40), 411m);

        // The newest is shown with the next; until then what was read before it.
        Assert.Equal("411.0", await PropertyAsync(Pump, "hours"));
        Assert.Empty(await RequestsAsync(Pump));

        Task ShowsAsync(int number, DateTimeOffset at, decimal hours) => PostAsync(1, at, new JsonObject
        {
            ["resourceType"] = "Observation",
            ["id"] = $"o-{Shared.NextNumber()}-{number}",
            ["status"] = "final",
            ["code"] = FhirCode("OPHOURS"),
            ["effectiveDateTime"] = FhirInstant(at),
            ["device"] = new JsonObject { ["identifier"] = new JsonObject { ["value"] = Pump } },
            ["valueQuantity"] = new JsonObject { ["value"] = hours, ["code"] = "h" },
        });
    }

    [RealFact]
    public async Task A_counter_is_shown_on_the_equipment_and_its_threshold_asks_again_after_it_was_done()
    {
        const string Ventilator = "VT-2001";
        await CounterAsync(Ventilator, MinutesAgo(55), "OPHOURS", "990.5", "h");
        await CounterAsync(Ventilator, MinutesAgo(35), "OPHOURS", "59460", "min");
        Assert.Equal("990.5", await PropertyAsync(Ventilator, "hours"));
        Assert.Empty(await RequestsAsync(Ventilator));

        await CounterAsync(Ventilator, MinutesAgo(19), "OPHOURS", "1003", "h");
        var due = Assert.Single(await RequestsAsync(Ventilator));
        Assert.Equal(("Filter and sensor service: Ventilator 1 Main OR", "preventive", "1003.0"), (due.Text("name"), due.Text("maintenance_type"), await PropertyAsync(Ventilator, "hours")));

        await MoveAsync(due.Id, "Repaired", ObservedStatus.Done);
        await CounterAsync(Ventilator, Afterwards(), "OPHOURS", "2002.5", "h");
        Assert.Single(await RequestsAsync(Ventilator));
        await CounterAsync(Ventilator, Afterwards(), "OPHOURS", "2003", "h");
        Assert.Equal(2, (await RequestsAsync(Ventilator)).Count);
    }

    [RealFact]
    public async Task Out_of_service_is_a_request_and_the_status_of_the_equipment()
    {
        const string Sterilizer = "ST-0901";
        await StateAsync(Sterilizer, MinutesAgo(30), "OP");
        await StateAsync(Sterilizer, MinutesAgo(20), "ES");
        await StateAsync(Sterilizer, MinutesAgo(10), "MA");
        await StateAsync(Sterilizer, MinutesAgo(5), "OP");

        Assert.Equal("In service", await PropertyAsync(Sterilizer, "status"));
        Assert.Equal(["Out of service: Steam Sterilizer 1", "Maintenance: Steam Sterilizer 1"], (await RequestsAsync(Sterilizer)).Select(request => request.Text("name")));
    }

    [RealFact]
    public async Task An_unknown_device_waits_under_one_exception_and_all_it_told_follows_once_it_is_named()
    {
        var eui = Text($"00122100000{Shared.NextNumber():D5}");
        await AlarmAsync($"^^{eui}^EUI-64", MinutesAgo(30), "SENSOR", "end");
        await AlarmAsync($"^^{eui}^EUI-64", MinutesAgo(40), "SENSOR", "start");
        Assert.Empty(await RequestsAsync("VT-2002"));
        var waiting = Assert.Single((await ReportAsync("exceptions", "--json")).EnumerateArray(), one => one.GetProperty("subject").GetString()!.Contains(eui, StringComparison.Ordinal));
        Assert.Equal((Text($"devices north-devices|^^{eui}^EUI-64"), 2), (waiting.GetProperty("subject").GetString(), waiting.GetProperty("waiting").GetInt32()));

        await OperateAsync("map-code", "devices", "interface=north-devices", $"identifier=^^{eui}^EUI-64", "asset=VT-2002");
        await SettleAsync();

        Assert.Contains("1 alarm, last", Assert.Single(await RequestsAsync("VT-2002")).Text("description"), StringComparison.Ordinal);
    }

    [RealFact]
    public async Task A_consumable_below_its_level_is_sent_for_and_called_off_when_it_was_filled_up()
    {
        var newest = await Books.NewestTransferAsync();
        await TellAsync("INU^U05^INU_U05", MinutesAgo(30), $"EQU|AN-3001|{Stamp(MinutesAgo(30))}", "INV|1014|OK|SR|S1|||||12||EA");

        var sent = Assert.Single(await Books.TransfersAsync(OdooDomain.Where("id", ">", newest)));
        Assert.Equal(("REQ: CS-STOCK to OR-USE", "AN-3001"), (sent.Way, sent.Origin));
        Assert.Equal(["100 Units of 1014"], sent.Wants);

        await TellAsync("INU^U05^INU_U05", MinutesAgo(20), $"EQU|AN-3001|{Stamp(MinutesAgo(20))}", "INV|1014|OK|SR|S1|||||112||EA");
        Assert.Equal("cancel", Assert.Single(await Books.TransfersAsync(OdooDomain.Where("id", ">", newest))).State);
    }

    /// <summary>The newest note on a request.</summary>
    private async Task<string> NoteAsync(long id) => (await (await AsAsync(OdooRole.Administrator)).SearchReadAsync(
        "mail.message", OdooDomain.Where("model", "=", Request).And("res_id", "=", id), ["body"], 1, "id desc", 0, OdooContext.Standard, None))[0].Text("body") ?? "";
}
