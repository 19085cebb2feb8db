using System.Globalization;

namespace Integration.Sandbox.Hospital.Network;

/// <summary>Equipment that tells its counters every quarter of an hour, raises alarms, and goes out of service; some of it late, some of it twice. It falls silent two hours before the end of the day, so that all of it has come to rest.</summary>
internal sealed class DeviceStories(DayBook book)
{
    private const string Feed = "north-devices";
    private const int Readings = 88;

    private static Facility Place => Facility.Hospitals[0];

    public void Tell()
    {
        var number = 0;
        foreach (var serial in (string[])["SP-44120", "SP-44121", "VT-2001", "VT-2002", "AN-3001", "MN-5001"])
        {
            Count(serial, "OPHOURS", "h", 100 + (++number * 10), 0.25m);
        }

        foreach (var serial in (string[])["ST-0901", "ST-0902"])
        {
            Count(serial, "CYCLES", "{cycle}", 20 + (++number * 5), 1);
        }

        Alarms("SP-44120", "BATT-FAIL", "Battery failing: Infusion Pump 1 Ward 4 East", 2, times: 3);
        Alarms("VT-2001", "MOTOR", "Drive motor fault: Ventilator 1 Main OR", 3, times: 1);
        Alarms("VT-2002", "SENSOR", "Sensor fault: Ventilator 2 Main OR", 2, times: 5);

        // Over within the debounce: nobody is asked for anything. Where the end is heard of late, the debounce was over before it, and what was asked is called off.
        book.Expect(ExpectedRecord.CalledOff("maintenance request", "MN-5001 Sensor fault: Patient Monitor 1 Ward 4 East"));
        Alarm("MN-5001", "SENSOR", "start", book.Now.AddHours(-7));
        Alarm("MN-5001", "SENSOR", "end", book.Now.AddHours(-7).AddSeconds(40));
        OutOfService("ST-0901", "Steam Sterilizer 1");
        RunsLow("AN-3001", "1014");
        Unknown();
    }

    /// <summary>Episodes of one cause, an hour apart, each told by its start, a repetition and its end: one request that counts them.</summary>
    private void Alarms(string serial, string code, string name, int priority, int times)
    {
        for (var at = 0; at < times; at++)
        {
            var start = book.Now.AddHours(-20 + at);
            Alarm(serial, code, "start", start);
            Alarm(serial, code, "continue", start.AddMinutes(5));
            Alarm(serial, code, "end", start.AddMinutes(9));
        }

        Request(serial, name, priority, $"{times} alarm{(times == 1 ? "" : "s")}");
    }

    private void OutOfService(string serial, string name)
    {
        State(serial, "ES", book.Now.AddHours(-6));
        State(serial, "OP", book.Now.AddHours(-5));
        Request(serial, $"Out of service: {name}", 3, "1 time");
    }

    /// <summary>Twelve left where twenty should be: a hundred are sent.</summary>
    private void RunsLow(string serial, string item)
    {
        var at = book.Now.AddHours(-4);
        Send(at, at, "INU^U05^INU_U05", $"EQU|{serial}|{DayBook.Time(at, Place)}", $"INV|{item}|OK|SR|S1|||||12||EA");
        var transfer = new ExpectedTransfer("REQ", serial, "OR-USE", null, false, [new ExpectedLine(item, 100, "Units")]);
        book.Expect(new ExpectedRecord("transfer", transfer.Key, transfer.Content));
    }

    private void Unknown()
    {
        var at = book.Now.AddHours(-9);
        foreach (var minute in (int[])[0, 15, 30])
        {
            Send(at.AddMinutes(minute), at.AddMinutes(minute), "ORU^R01^ORU_R01", "held", Reading("^^0012210000099999^EUI-64", "OPHOURS", "h", 7, at.AddMinutes(minute)));
        }
    }

    private void Request(string serial, string name, int priority, string tally) =>
        book.Expect(new ExpectedRecord("maintenance request", $"{serial} {name}", $"{serial} {name}, corrective, priority {priority}, {tally}"));

    private void State(string serial, string state, DateTimeOffset at) =>
        Send(at, at, "ESU^U01^ESU_U01", $"EQU|{serial}|{DayBook.Time(at, Place)}|{state}|R|C");

    private void Alarm(string serial, string code, string phase, DateTimeOffset at)
    {
        var time = DayBook.Time(at, Place);
        string Row(int number, string what, string value) => string.Create(CultureInfo.InvariantCulture, $"OBX|{number}|ST|{what}^MDC|1.0.0.1.{number}|{value}||||||R|||{time}");
        Send(at, at, "ORU^R40^ORU_R40", $"OBR|1|||ALARM^Device^99NORTH|||{time}", $"{Row(1, "196616^MDC_EVT_ALARM", $"{code}^Alarm^99NORTH").Replace("|ST|", "|CWE|", StringComparison.Ordinal)}||||{serial}", Row(2, "68480^MDC_ATTR_ALERT_SOURCE", "69985"), Row(3, "68481^MDC_ATTR_EVENT_PHASE", phase), Row(4, "68482^MDC_ATTR_ALARM_STATE", phase == "end" ? "inactive" : "active"), Row(5, "68484^MDC_ATTR_ALARM_PRIORITY", "PM"), Row(6, "68485^MDC_ATTR_ALERT_TYPE", "ST"));
    }

    private void Count(string serial, string counter, string unit, decimal from, decimal step)
    {
        var last = from;
        for (var at = 0; at < Readings; at++)
        {
            var measured = book.Now.AddHours(-24).AddMinutes(15 * at);
            last = from + (at * step);

            // Every seventh comes half an hour late, when newer ones were told.
            var arrives = measured.AddMinutes(at % 7 == 3 ? 31 : 0);
            var name = Send(arrives, measured, "ORU^R01^ORU_R01", "processed", Reading(serial, counter, unit, last, measured));
            if (at % 20 == 5)
            {
                book.Resend(arrives.AddMinutes(1), Feed, name);
            }
        }

        book.Expect(new ExpectedRecord("equipment", serial, string.Create(CultureInfo.InvariantCulture, $"{serial}: {last:0.##} {(counter == "CYCLES" ? "cycles" : "hours")}")));
    }

    private static string[] Reading(string device, string counter, string unit, decimal value, DateTimeOffset measured)
    {
        var time = DayBook.Time(measured, Place);
        return ["PID|||", $"OBR|1|||DEVICE^Device readings|||{time}", $"OBX|1|NM|{counter}^Counter^L|1.0.0.1|{value.ToString(CultureInfo.InvariantCulture)}|{unit}|||||R|||{time}||||{device}"];
    }

    private void Send(DateTimeOffset at, DateTimeOffset said, string type, params string[] segments) => Send(at, said, type, "processed", segments);

    private string Send(DateTimeOffset at, DateTimeOffset said, string type, string outcome, string[] segments) => book.Send(at, said, Feed, Place, "DEVGATE", type, outcome, segments);
}
