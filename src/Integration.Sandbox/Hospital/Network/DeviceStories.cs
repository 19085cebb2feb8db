using System.Globalization;

namespace Integration.Sandbox.Hospital.Network;

/// <summary>Equipment that tells its counters every quarter of an hour, raises alarms, and goes out of service; some of it late, some of it twice. It falls silent two hours before the end of the day, so that all of it has come to rest.</summary>
internal sealed class DeviceStories(DayBook book)
{
    private const string Feed = "north-devices";
    private const int Readings = 88;

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
    }

    private void Count(string serial, string counter, string unit, decimal from, decimal step)
    {
        var last = from;
        for (var at = 0; at < Readings; at++)
        {
            var measured = book.Now.AddHours(-24).AddMinutes(15 * at);
            last = from + (at * step);

            // Every seventh comes half an hour late, when newer ones were told.
            var name = Send(measured.AddMinutes(at % 7 == 3 ? 31 : 0), measured, serial, counter, unit, last);
            if (at % 20 == 5)
            {
                book.Resend(measured.AddMinutes(1), Feed, name);
            }
        }

        book.Expect(new ExpectedRecord("equipment", serial, string.Create(CultureInfo.InvariantCulture, $"{serial}: {last:0.##} {(counter == "CYCLES" ? "cycles" : "hours")}")));
    }

    private string Send(DateTimeOffset at, DateTimeOffset measured, string serial, string counter, string unit, decimal value)
    {
        var facility = Facility.Hospitals[0];
        var time = DayBook.Time(measured, facility);
        return book.Send(at, measured, Feed, facility, "DEVGATE", "ORU^R01^ORU_R01", "processed",
        [
            "PID|||",
            $"OBR|1|||DEVICE^Device readings|||{time}",
            $"OBX|1|NM|{counter}^Counter^L|1.0.0.1|{value.ToString(CultureInfo.InvariantCulture)}|{unit}|||||R|||{time}||||{serial}",
        ]);
    }
}
