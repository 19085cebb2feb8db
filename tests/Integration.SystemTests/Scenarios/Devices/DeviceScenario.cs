using System.Globalization;
using System.Text.Json.Nodes;
using Integration.Contracts;
using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Devices;

[CollectionDefinition(Name)]
public sealed class DeviceScenarios : ICollectionFixture<SharedInstallation>
{
    public const string Name = "device scenarios";
}

/// <summary>Each test has a device of the network to itself; what it tells was half an hour ago, so that no debounce has to be waited for.</summary>
[Collection(DeviceScenarios.Name)]
public abstract class DeviceScenario(SharedInstallation shared) : Scenario(shared)
{
    protected const string Request = "maintenance.request";

    protected const string AlarmType = "ORU^R40^ORU_R40";

    protected const string CounterType = "ORU^R01^ORU_R01";

    protected const string StateType = "ESU^U01^ESU_U01";

    /// <summary>Says something as the gateway of all devices, and waits until its consequences are in Odoo.</summary>
    private protected async Task TellAsync(string type, DateTimeOffset at, params IEnumerable<string> segments)
    {
        await SendAsync(Installation.DevicePort, Message(type, at, segments));
        await SettleAsync();
    }

    private protected Task AlarmAsync(string serial, DateTimeOffset at, string code, string phase) => TellAsync(AlarmType, at, Alarm(serial, at, code, phase));

    private protected Task CounterAsync(string serial, DateTimeOffset at, string code, string value, string unit) => TellAsync(CounterType, at, Counter(serial, at, code, value, unit));

    private protected Task StateAsync(string serial, DateTimeOffset at, string state) => TellAsync(StateType, at, State(serial, at, state));

    /// <summary>As the gateway of all devices sends it.</summary>
    protected string Message(string type, DateTimeOffset at, params IEnumerable<string> segments) =>
        $@"MSH|^~\&|DEVGATE|NORTH|INTEGRATION|NORTHFIELD|{Stamp(at)}||{type}|{ControlId()}|P|2.6" + "\r" + string.Join('\r', segments) + "\r";

    protected static IEnumerable<string> Alarm(string serial, DateTimeOffset at, string code, string phase) =>
    [
        $"OBR|1|A^DEVGATE|A^DEVGATE|ALARM|||{Stamp(at)}",
        $"OBX|1|CWE|196616^MDC_EVT_ALARM^MDC|1.0.0.1.1|{code}||||||R|||{Stamp(at)}||||{serial}",
        $"OBX|2|ST|68481^MDC_ATTR_EVENT_PHASE^MDC|1.0.0.1.3|{phase}||||||R|||{Stamp(at)}",
    ];

    protected static IEnumerable<string> Counter(string serial, DateTimeOffset at, string code, string value, string unit) =>
        [$"OBR|1|C^DEVGATE|C^DEVGATE|COUNTERS|||{Stamp(at)}", $"OBX|1|NM|{code}|1.0.0.9|{value}|{unit}|||||R|||{Stamp(at)}||||{serial}"];

    protected static IEnumerable<string> State(string serial, DateTimeOffset at, string state) => [$"EQU|{serial}|{Stamp(at)}|{state}"];

    /// <summary>The requests of these devices, oldest first.</summary>
    private protected async Task<IReadOnlyList<ReadRecord>> RequestsAsync(params IEnumerable<string> serials) => await (await AsAsync(OdooRole.Administrator)).SearchReadAsync(
        Request, OdooDomain.WhereIn("equipment_id.serial_no", serials), ["name", "maintenance_type", "priority", "description", "stage_id", "archive"], 100, "id", 0, OdooContext.Standard, None);

    /// <summary>What the equipment shows.</summary>
    private protected async Task<string?> PropertyAsync(string serial, string name) => Property(Assert.Single(await EquipmentOfAsync(serial)), name);

    private protected async Task<IReadOnlyList<ReadRecord>> EquipmentOfAsync(params IEnumerable<string> serials) => await (await AsAsync(OdooRole.Administrator))
        .SearchReadAsync("maintenance.equipment", OdooDomain.WhereIn("serial_no", serials), ["serial_no", "equipment_properties"], 100, "serial_no", 0, OdooContext.Standard, None);

    private protected static string? Property(ReadRecord equipment, string name) =>
        equipment.Json.GetProperty("equipment_properties").EnumerateArray().Single(one => one.GetProperty("name").GetString() == name).TryGetProperty("value", out var value) ? value.ToString() : null;

    /// <summary>What a technician does with a request; waits until the folds know.</summary>
    private protected async Task MoveAsync(long id, string stage, ObservedStatus expected)
    {
        var odoo = await AsAsync(OdooRole.Administrator);
        var to = Assert.Single(await odoo.SearchReadAsync("maintenance.stage", OdooDomain.Where("name", "=", stage), ["id"], 2, "id", 0, OdooContext.Standard, None)).Id;
        await odoo.WriteAsync(Request, [id], new JsonObject { ["stage_id"] = to }, OdooContext.Standard, None);
        var name = (await odoo.ExternalIdsAsync(Request, [id], None))[id];
        await WaitForStatusAsync(name!, expected);
    }

    protected static DateTimeOffset MinutesAgo(int minutes) => TimeProvider.System.GetUtcNow().AddMinutes(-minutes);

    protected static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
