using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Devices;

/// <summary>Rule 3 on the real Odoo: ten pumps live through one story, and each tells it in an order of its own.</summary>
public sealed class When_a_device_tells_its_story_in_any_order(SharedInstallation shared) : DeviceScenario(shared)
{
    [RealFact]
    public async Task Ten_orders_end_in_equal_requests_and_equal_equipment()
    {
        var now = TimeProvider.System.GetUtcNow();
        var sampled = new Random(1122);
        string[] pumps = [.. Enumerable.Range(44130, 10).Select(number => Text($"SP-{number}"))];
        var arrivals = pumps.Select(pump =>
        {
            var story = Story(pump, now).ToArray();
            sampled.Shuffle(story);
            return story;
        }).ToList();

        await Task.WhenAll(arrivals.Select(async messages =>
        {
            foreach (var message in messages)
            {
                await SendAsync(Installation.DevicePort, message);
            }
        }));
        await SettleAsync();

        string At(int minutesAgo) => Text($"{now.AddMinutes(-minutesAgo).UtcDateTime:yyyy-MM-dd HH:mm} UTC");
        var active = (await RequestsAsync(pumps)).Where(request => !request.Json.GetProperty("archive").GetBoolean()).OrderBy(request => request.Text("name"), StringComparer.Ordinal).ToList();
        Assert.All(pumps, pump =>
        {
            var requests = active.Where(request => request.Text("description")!.Contains($"Asset {pump}.", StringComparison.Ordinal)).ToList();
            Assert.Equal(
                [("Battery and seal check", "preventive", "1"), ("Battery failing", "corrective", "2"), ("Out of service", "corrective", "3")],
                requests.Select(request => (request.Text("name")!.Split(':')[0], request.Text("maintenance_type")!, request.Text("priority")!)));
            Assert.Contains("Due at 500 hours", requests[0].Text("description"), StringComparison.Ordinal);
            Assert.Contains($"2 alarms, last {At(40)}; resolved {At(35)}", requests[1].Text("description"), StringComparison.Ordinal);
            Assert.Contains($"1 time, last {At(30)}; resolved {At(25)}", requests[2].Text("description"), StringComparison.Ordinal);
        });
        Assert.Equal(
            pumps.Select(pump => (pump, "504.0", "In service")),
            (await EquipmentOfAsync(pumps)).Select(equipment => (equipment.Text("serial_no")!, Property(equipment, "hours")!, Property(equipment, "status")!)));
        Assert.Equal(pumps.Length * 3, active.Count);
    }

    private IEnumerable<string> Story(string pump, DateTimeOffset now)
    {
        string Alarms(int minutesAgo, string phase) => Message(AlarmType, now.AddMinutes(-minutesAgo), Alarm(pump, now.AddMinutes(-minutesAgo), "BATT-FAIL", phase));
        string Shows(int minutesAgo, string hours) => Message(CounterType, now.AddMinutes(-minutesAgo), Counter(pump, now.AddMinutes(-minutesAgo), "OPHOURS", hours, "h"));
        string Is(int minutesAgo, string state) => Message(StateType, now.AddMinutes(-minutesAgo), State(pump, now.AddMinutes(-minutesAgo), state));
        return
        [
            Shows(55, "490.5"), Alarms(50, "start"), Alarms(48, "continue"), Alarms(45, "end"), Shows(44, "495"), Alarms(40, "start"), Alarms(35, "end"),
            Shows(33, "503"), Is(30, "ES"), Shows(28, "504"), Is(25, "OP"),
        ];
    }
}
